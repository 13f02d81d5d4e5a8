//! The whole of it: a simulated TestOps, an offline Telegram, and the program between them with its bot switched on.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use companion::Companion;
use companion::bot::ChatPlace;
use companion::view::{
    BotDraft, BotRoute, BotSaved, BotState, ConnectionDraft, ConnectionSaved, HistoryQuery, Phase, Saved,
    Settings,
};
use serde_json::{Value, json};
use telegram::TelegramBot;
use telegram_kit::{Bot, Failure, Kit, Manner, Person, Want};
use tempfile::TempDir;
use testops_sim::Running;
use tokio::task::JoinHandle;

use crate::outside::Outside;

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often the program is asked to look at its runs.
const NUDGE: Duration = Duration::from_millis(150);

pub(crate) struct Stage {
    pub(crate) kit: Kit,
    pub(crate) bot: Bot,
    pub(crate) companion: Companion,
    pub(crate) outside: Outside,
    pub(crate) server: Running,
    pub(crate) job: Job,
    http: reqwest::Client,
    folder: TempDir,
    nudging: JoinHandle<()>,
}

/// A job of the simulated world, with one parameter at least.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) project: String,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) parameters: usize,
}

pub(crate) fn options() -> testops_sim::Options {
    testops_sim::Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        seed: 7,
        speed: 60.0,
        ..testops_sim::Options::default()
    }
}

impl Stage {
    pub(crate) async fn set() -> Result<Self, Failure> {
        let manner = Manner { patience: PATIENCE, ..Manner::default() };
        let kit =
            Kit::start_with(telegram_kit::Options { manner, ..telegram_kit::Options::default() }).await?;
        let bot = kit.bot("Launcher").await?;
        crate::log::watch_for(bot.token());
        let server = testops_sim::serve(options()).await.expect("the simulator starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let job = first_job(&http, &server).await;
        let folder = tempfile::tempdir().expect("a folder");
        let outside = Outside::default();
        let companion = start(&outside, &folder).await;
        let draft = ConnectionDraft {
            url: server.url.clone(),
            token: Some(server.token.clone()),
            ..ConnectionDraft::default()
        };
        let saved = companion.save_connection(draft).await.expect("the connection is saved");
        assert!(matches!(saved, ConnectionSaved::Saved { .. }));
        let settings = Settings { stalled_minutes: 1_440, undo_seconds: 0, ..Settings::default() };
        assert_eq!(companion.save_settings(settings).await.expect("saved"), Saved::Saved);
        let nudging = nudge(companion.clone());
        let stage = Self { kit, bot, companion, outside, server, job, http, folder, nudging };
        stage.go_by(BotRoute { base_url: Some(stage.kit.url().to_owned()), proxy: None }, None).await;
        stage.companion.switch_bot(true).await.expect("it is switched on");
        stage.bot.ready().await?;
        Ok(stage)
    }

    /// Takes another way to Telegram.
    pub(crate) async fn go_by(&self, route: BotRoute, proxy_password: Option<&str>) {
        let token = Some(self.bot.token().to_owned());
        let draft = BotDraft { token, route, proxy_password: proxy_password.map(str::to_owned) };
        assert_eq!(self.companion.bot_save_settings(draft).await.expect("saved"), BotSaved::Saved);
    }

    /// With an owner, who has seen the welcome.
    pub(crate) async fn owned() -> Result<(Self, Person), Failure> {
        let stage = Self::set().await?;
        let anna = stage.kit.person("Anna").await?;
        let claim = stage.companion.bot_new_owner_code();
        anna.send(format!("/start {}", claim.code)).await?;
        anna.expect("You own this bot").await?;
        Ok((stage, anna))
    }

    /// Ends the program where it stands and starts it again on the same machine.
    pub(crate) async fn restarted(self) -> Result<Self, Failure> {
        self.nudging.abort();
        self.companion.shutdown().await;
        let companion = start(&self.outside, &self.folder).await;
        companion.switch_bot(true).await.expect("it is switched on");
        self.bot.ready().await?;
        let nudging = nudge(companion.clone());
        Ok(Self { companion, nudging, ..self })
    }

    /// Waits until a call of this method was refused.
    pub(crate) async fn refuses(&self, method: &str) -> Result<(), Failure> {
        let refused = async {
            loop {
                let asked = self.kit.requests(0).await?;
                if asked.iter().any(|one| {
                    one.method.eq_ignore_ascii_case(method) && one.status.is_some_and(|status| status >= 400)
                }) {
                    return Ok(());
                }
                tokio::time::sleep(NUDGE).await;
            }
        };
        tokio::time::timeout(PATIENCE, refused).await.expect("it is refused")
    }

    /// How the next launch of the job goes.
    pub(crate) async fn script(&self, plan: Value) {
        self.control("script", json!({"job_id": self.job.id, "times": 1, "plan": plan})).await;
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.server.control);
        let answer = self.http.post(url).json(&body).send().await.expect("the control door answers");
        assert!(answer.status().is_success(), "{path}");
        answer.json().await.unwrap_or(Value::Null)
    }

    pub(crate) async fn no_trouble(&self) {
        let url = format!("{}/trouble", self.server.control);
        let answer = self.http.delete(url).send().await.expect("the control door answers");
        assert!(answer.status().is_success());
    }

    /// The bodies of all launch requests so far.
    pub(crate) async fn launch_requests(&self) -> Vec<Value> {
        self.posts("/run").await
    }

    async fn posts(&self, end: &str) -> Vec<Value> {
        let url = format!("{}/journal?since=0", self.server.control);
        let journal: Value = self.http.get(url).send().await.expect("it answers").json().await.expect("JSON");
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_meant = |entry: &Value| {
            entry["method"] == "POST" && entry["path"].as_str().is_some_and(|path| path.ends_with(end))
        };
        entries.into_iter().filter(is_meant).map(|entry| entry["body"].clone()).collect()
    }

    /// From /launch to the card that asks how the values are to be chosen.
    pub(crate) async fn choose_job(&self, person: &Person) -> Result<(), Failure> {
        person.send("/launch").await?;
        person.expect("Choose a project").await?;
        person.send(self.job.project.as_str()).await?;
        person.expect("Choose a project").await?;
        person.press(&self.job.project).await?;
        person.expect_edit("choose a job").await?;
        person.send(self.job.name.as_str()).await?;
        person.expect("choose a job").await?;
        self.press_ending_with(person, &self.job.name).await?;
        person.expect_edit(Want::button("▶ All defaults")).await?;
        Ok(())
    }

    /// All defaults and the suggested name.
    pub(crate) async fn launch(&self, person: &Person) -> Result<(), Failure> {
        self.choose_job(person).await?;
        person.press("▶ All defaults").await?;
        person.expect_edit("How shall the launch be called?").await?;
        person.press("This name").await?;
        person.expect_edit(Want::button("🚀 Launch")).await?;
        person.press("🚀 Launch").await?;
        person.expect_edit(Want::that("the run", |message| message.button("🚀 Launch").is_none())).await?;
        Ok(())
    }

    /// The same in a group, or in a topic of one, where the bot is named and its cards are answered.
    pub(crate) async fn launch_in_group(&self, person: &Person) -> Result<(), Failure> {
        person.send(format!("/launch@{}", self.bot.username())).await?;
        let card = person.expect("Choose a project").await?;
        person.reply(&card, self.job.project.as_str()).await?;
        person.expect("Choose a project").await?;
        person.press(&self.job.project).await?;
        let card = person.expect_edit("choose a job").await?;
        person.reply(&card, self.job.name.as_str()).await?;
        person.expect("choose a job").await?;
        self.press_ending_with(person, &self.job.name).await?;
        person.expect_edit(Want::button("▶ All defaults")).await?;
        person.press("▶ All defaults").await?;
        person.expect_edit("How shall the launch be called?").await?;
        person.press("This name").await?;
        person.expect_edit(Want::button("🚀 Launch")).await?;
        person.press("🚀 Launch").await?;
        person.expect_edit(Want::that("the run", |message| message.button("🚀 Launch").is_none())).await?;
        Ok(())
    }

    /// Waits until the bot asked this of Telegram about this chat.
    pub(crate) async fn asks(&self, method: &str, chat: i64) -> Result<(), Failure> {
        let asked = async {
            loop {
                let asked = self.kit.requests(0).await?;
                if asked.iter().any(|one| {
                    one.method.eq_ignore_ascii_case(method) && one.parameters["chat_id"] == json!(chat)
                }) {
                    return Ok(());
                }
                tokio::time::sleep(NUDGE).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.expect("it is asked")
    }

    /// A card is shown a moment before its conversation is kept.
    pub(crate) async fn until_a_conversation_is_kept(&self, chat: ChatPlace, user_id: i64) {
        let kept = async || self.companion.bot_conversation(chat, user_id).await.expect("read").is_some();
        let waiting = async {
            while !kept().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the conversation is kept");
    }

    /// Waits until every run is over and every chat was told, or given up.
    pub(crate) async fn until_nothing_is_owed(&self) {
        let over = async {
            while !self.companion.bot_watches().await.expect("read").is_empty()
                || self.companion.next_chat_delivery().await.expect("read").is_some()
            {
                tokio::time::sleep(NUDGE).await;
            }
        };
        tokio::time::timeout(PATIENCE, over).await.expect("nothing is owed");
    }

    /// Waits until the newest run is over, and answers its id.
    pub(crate) async fn until_a_run_is_over(&self) -> i64 {
        let query = HistoryQuery { limit: 1, ..HistoryQuery::default() };
        let over = async {
            loop {
                let page = self.companion.history(query.clone()).await.expect("read");
                if let Some(run) = page.items.first().filter(|run| run.phase == Phase::Finished) {
                    return run.id;
                }
                tokio::time::sleep(NUDGE).await;
            }
        };
        tokio::time::timeout(PATIENCE, over).await.expect("the run ends")
    }

    /// How many reruns of job runs were asked for.
    pub(crate) async fn reruns(&self) -> usize {
        self.posts("/rerun").await.len()
    }

    /// Presses the newest button of this chat whose label ends so: what stands before it are marks.
    pub(crate) async fn press_ending_with(&self, person: &Person, end: &str) -> Result<(), Failure> {
        let messages = person.messages().await?;
        let labels = messages.iter().rev().flat_map(telegram_kit::Message::labels).flatten();
        let label = labels.into_iter().find(|label| label.ends_with(end)).expect("such a button").to_owned();
        person.press(&label).await?;
        Ok(())
    }

    /// Lets somebody in by id and shows them in.
    pub(crate) async fn with_user(&self, name: &str) -> Result<Person, Failure> {
        let person = self.kit.person(name).await?;
        let who = companion::bot::Who::Id(person.id());
        self.companion.bot_allow(None, &who, companion::view::BotRole::User).await.expect("allowed");
        person.send("/start").await?;
        person.expect("/launch").await?;
        Ok(person)
    }

    /// Waits until Telegram has forgotten every update: each is answered.
    pub(crate) async fn until_confirmed(&self) -> Result<(), Failure> {
        let confirmed = async {
            while self.bot.state().await?.pending > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, confirmed).await.expect("all is answered")
    }

    /// Menus are set while answers are on their way: waits until this one does, or does not, hold a command.
    pub(crate) async fn until_menu(&self, person: &Person, word: &str, holds: bool) -> Result<(), Failure> {
        let reached = async {
            while person.menu().await?.iter().any(|command| command.command == word) != holds {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, reached).await.expect("the menu changes")
    }

    pub(crate) async fn until_state(&self, wanted: impl Fn(&BotState) -> bool) {
        let mut states = self.companion.bot_states();
        let reached = tokio::time::timeout(PATIENCE, states.wait_for(|state| wanted(state)));
        reached.await.expect("in time").expect("the domain lives");
    }

    /// Switches the bot off, and holds that nobody was refused anything and no secret was told.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        self.companion.switch_bot(false).await.expect("it is switched off");
        self.nudging.abort();
        self.companion.shutdown().await;
        let transcript = self.kit.transcript().await?;
        assert!(!transcript.contains(self.bot.token()), "the token was told");
        crate::log::nothing_told();
        self.server.stop().await;
        self.kit.finish().await
    }
}

async fn start(outside: &Outside, folder: &TempDir) -> Companion {
    let mut ports = outside.ports(folder.path());
    ports.bot = Some(Arc::new(TelegramBot::new(outside.clock.clone())));
    Companion::start(ports).await.expect("it starts")
}

#[expect(clippy::disallowed_methods, reason = "a test keeps its own tasks")]
fn nudge(companion: Companion) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(NUDGE).await;
            let _ = companion.look_now().await;
        }
    })
}

async fn first_job(http: &reqwest::Client, server: &Running) -> Job {
    let url = format!("{}/world", server.control);
    let world: Value = http.get(url).send().await.expect("it answers").json().await.expect("JSON");
    let projects = world["projects"].as_array().cloned().unwrap_or_default();
    let jobs = projects.iter().flat_map(|project| {
        let jobs = project["jobs"].as_array().cloned().unwrap_or_default();
        jobs.into_iter().map(move |job| (project["name"].clone(), job))
    });
    let parameters = |job: &Value| job["parameters"].as_array().map_or(0, Vec::len);
    let found = jobs.into_iter().find(|(_, job)| parameters(job) > 0);
    let (project, job) = found.expect("a job with parameters");
    Job {
        project: project.as_str().expect("a name").to_owned(),
        id: job["id"].as_i64().expect("an id"),
        name: job["name"].as_str().expect("a name").to_owned(),
        parameters: parameters(&job),
    }
}
