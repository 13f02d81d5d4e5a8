//! The program under test: the domain on a folder of its own, with a bot that is a double.

use std::sync::Arc;
use std::time::Duration;

use companion::Companion;
use companion::bot::{ChatPlace, Claim, Meeting, Person, Sender};
use companion::ports::{Clock as _, Ports, Toast, TrayView};
use companion::view::{BotDraft, BotSaved, BotState, NoticeKind};
use store::{Alongside, Intent, NewConnection, RunRow, Store};
use tempfile::TempDir;

use crate::outside::Outside;
use crate::runner::Double;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long nothing may be told before it is looked again.
const NUDGE: Duration = Duration::from_millis(20);

pub(crate) struct Program {
    pub(crate) companion: Companion,
    pub(crate) outside: Outside,
    pub(crate) bot: Double,
    folder: TempDir,
}

impl Program {
    pub(crate) async fn with(bot: Double) -> Self {
        Self::on(tempfile::tempdir().expect("a folder"), Outside::default(), bot).await
    }

    pub(crate) async fn fresh() -> Self {
        Self::with(Double::default()).await
    }

    /// On a store that holds a finished run with id 1 of a server that does not answer.
    pub(crate) async fn after_a_run(outcome: &str) -> Self {
        Self::after_a_run_with(outcome, Double::default()).await
    }

    async fn after_a_run_with(outcome: &str, bot: Double) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = Outside::default();
        let now = outside.clock.now();
        let store = Store::open(folder.path(), now).await.expect("it opens").store;
        let new = NewConnection { url: "http://127.0.0.1:1".to_owned(), ..NewConnection::default() };
        let connection = store.connections().save(&new).await.expect("saved").id;
        let run = finished_run(connection, outcome, now.timestamp_millis() + 60_000);
        let intent = store.runs().intend(&run, &[], None, &Alongside::default()).await.expect("stored");
        assert!(matches!(intent, Intent::New(_)));
        store.close().await;
        Self::on(folder, outside, bot).await
    }

    async fn on(folder: TempDir, outside: Outside, bot: Double) -> Self {
        let ports = Ports { bot: Some(Arc::new(bot.clone())), ..outside.ports(folder.path()) };
        let companion = Companion::start(ports).await.expect("it starts");
        Self { companion, outside, bot, folder }
    }

    /// Ends the program and starts it again on the same machine.
    pub(crate) async fn restarted(self) -> Self {
        self.companion.shutdown().await;
        Self::on(self.folder, self.outside, self.bot).await
    }

    pub(crate) async fn save(&self, token: &str) {
        let draft = BotDraft { token: Some(token.to_owned()), ..BotDraft::default() };
        assert_eq!(self.companion.bot_save_settings(draft).await.expect("an answer"), BotSaved::Saved);
    }

    /// With a token, switched on.
    pub(crate) async fn switched_on(bot: Double) -> Self {
        let program = Self::with(bot).await;
        program.save("1:first").await;
        program.companion.switch_bot(true).await.expect("switched");
        program
    }

    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&BotState) -> bool) -> BotState {
        let mut states = self.companion.bot_states();
        let state = tokio::time::timeout(PATIENCE, states.wait_for(|state| wanted(state))).await;
        let state = state.unwrap_or_else(|_| panic!("{what}: {:?}", self.companion.bot_state()));
        state.expect("the program lives").clone()
    }

    pub(crate) async fn until_polling(&self) {
        self.until("it polls", |state| matches!(state, BotState::Polling { .. })).await;
    }

    /// Waits until so many lives were begun.
    pub(crate) async fn until_begun(&self, lives: usize) {
        self.waiting("another life", async || self.bot.begun().len() >= lives).await;
    }

    /// With a token, switched on, beside a server that does not answer.
    pub(crate) async fn beside_a_server(bot: Double) -> Self {
        let program = Self::after_a_run_with("failed", bot).await;
        program.save("1:first").await;
        program.companion.switch_bot(true).await.expect("switched");
        program
    }

    /// Waits until the tray's line says it, and answers with the tray.
    pub(crate) async fn until_tray(&self, says: &str) -> TrayView {
        let tray = || self.outside.host.told().trays.last().cloned();
        self.waiting(says, async || tray().is_some_and(|tray| tray.status.contains(says))).await;
        tray().expect("it is shown")
    }

    pub(crate) fn toasts(&self, kind: NoticeKind) -> Vec<Toast> {
        self.outside.host.told().toasts.into_iter().filter(|toast| toast.kind == kind).collect()
    }

    /// Waits until so many of this kind are on the desktop; they come after what they tell is stored.
    pub(crate) async fn until_toasts(&self, kind: NoticeKind, count: usize) -> Vec<Toast> {
        self.waiting("notifications", async || self.toasts(kind).len() >= count).await;
        let toasts = self.toasts(kind);
        assert_eq!(toasts.len(), count, "{toasts:?}");
        toasts
    }

    /// Waits until the window says, or no longer says, that the bot broke.
    pub(crate) async fn until_notice(&self, wanted: bool) {
        let is_told = async || {
            let notices = self.companion.state().await.expect("the window goes on").notices;
            notices.iter().any(|notice| notice.id == "bot") == wanted
        };
        self.waiting("the notice", is_told).await;
    }

    pub(crate) async fn waiting(&self, what: &str, wanted: impl AsyncFn() -> bool) {
        let found = tokio::time::timeout(PATIENCE, async {
            while !wanted().await {
                let _ = tokio::time::timeout(NUDGE, self.outside.host.news()).await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("{what}: {:?}", self.companion.bot_state()));
    }

    /// Somebody owns the bot.
    pub(crate) async fn owner(&self) -> Person {
        let code = self.companion.bot_new_owner_code().code;
        match self.companion.bot_claim(&sender(1, Some("owner")), &code).await.expect("an answer") {
            Claim::Bound(person) => person,
            other @ (Claim::Wrong | Claim::Expired | Claim::TooOften) => panic!("{other:?}"),
        }
    }

    pub(crate) async fn meet(&self, sender: &Sender) -> Meeting {
        self.companion.bot_meet(sender).await.expect("an answer")
    }
}

/// A chat outside of forums.
pub(crate) fn chat(chat_id: i64) -> ChatPlace {
    ChatPlace { chat_id, thread_id: None }
}

pub(crate) fn sender(telegram_id: i64, username: Option<&str>) -> Sender {
    Sender {
        telegram_id,
        username: username.map(str::to_owned),
        name: format!("Person {telegram_id}"),
        language_code: Some("ru".to_owned()),
    }
}

fn finished_run(connection_id: i64, outcome: &str, finished_at: i64) -> RunRow {
    RunRow {
        id: 0,
        connection_id,
        request_key: "key".to_owned(),
        project_id: 5,
        project_name: "Мобильный банк".to_owned(),
        job_id: Some(11),
        job_name: Some("Regression".to_owned()),
        ci: None,
        launch_id: Some(501),
        name: "Ночной прогон".to_owned(),
        origin: "here".to_owned(),
        phase: "finished".to_owned(),
        outcome: Some(outcome.to_owned()),
        stalled: false,
        passed: 8,
        failed: 2,
        broken: 0,
        skipped: 0,
        unknown: 0,
        in_progress: 0,
        message: None,
        closed: true,
        asked_at: finished_at - 60_000,
        started_at: None,
        finished_at: Some(finished_at),
        observed_at: None,
        request: None,
        machine: "{}".to_owned(),
        change: None,
    }
}
