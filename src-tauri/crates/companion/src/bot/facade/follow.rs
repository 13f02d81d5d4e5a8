//! Which places in chat follow which runs, and which are told of runs without having asked for them one by one. What is
//! owed to them stands in the outbox.

use store::{BotSubscriptionRow, ConnectionRow, Store, StoreError};
use tokio::sync::broadcast;

use crate::Companion;
use crate::bot::{ChatPlace, Person, Subscription, Threshold, Watch};
use crate::core::encoding::instant;
use crate::exports::server_of;
use crate::runs::Message;
use crate::runs::record::stored_view;
use crate::view::{BotAct, Event, Failure, RunView};

impl Companion {
    /// All that the page is told, from here on. A slow receiver misses the oldest, which it learns; it then reads anew.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// The place follows the run with one message, and is owed its outcome. `None` where the run is over: then it is owed
    /// at once.
    pub async fn bot_watch(
        &self,
        chat: ChatPlace,
        user_id: i64,
        run_id: i64,
    ) -> Result<Option<Watch>, Failure> {
        self.row(run_id).await?;
        self.inner.ask_runs(|reply| Message::FollowInChat { chat, user_id, run_id, reply }).await
    }

    /// Those whose run is not over, oldest first.
    pub async fn bot_watches(&self) -> Result<Vec<Watch>, Failure> {
        let Some(connection_id) = self.connection_id() else { return Ok(Vec::new()) };
        let rows = self.kept(self.inner.store.bot_watches().of_connection(connection_id).await)?;
        Ok(rows.iter().map(Watch::of).collect())
    }

    /// The message that is edited was sent, or shows another text; its hash is any number that the text decides.
    pub async fn bot_watch_message(
        &self,
        chat: ChatPlace,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), Failure> {
        let (chat_id, thread_id) = chat.stored();
        let watches = self.inner.store.bot_watches();
        self.kept(watches.shown(chat_id, thread_id, run_id, message_id, text_hash).await)
    }

    /// The run as it is kept, asked of nobody; `None` once it is forgotten, and for one of another connection.
    pub async fn bot_run(&self, run_id: i64) -> Result<Option<RunView>, Failure> {
        let Some(session) = self.inner.session.borrow().clone() else { return Ok(None) };
        let row = self.kept(self.inner.store.runs().get(run_id).await)?;
        let row = row.filter(|row| row.connection_id == session.connection.id);
        Ok(row.map(|row| stored_view(&row, &[], &session.connection.url)))
    }

    /// The run that was launched or rerun with this key; `None` while it was not asked for.
    pub async fn bot_asked(&self, key: &str) -> Result<Option<i64>, Failure> {
        let store = &self.inner.store;
        if let Some(run) = self.kept(store.runs().of_key(key).await)? {
            return Ok(Some(run.id));
        }
        Ok(self.kept(store.commands().get(key).await)?.and_then(|command| command.subject))
    }

    /// A group became a supergroup: all that is kept of the chat goes over to its other id.
    pub async fn bot_chat_moved(&self, from: i64, to: i64) -> Result<(), Failure> {
        self.kept(self.inner.store.bot_subscriptions().move_chat(from, to).await)
    }

    /// For the server in use: the runs that are known here, and what others launch on the server from here on. All
    /// projects means, of the launches of others, those of the favourites and of projects with a run that is known. A
    /// second one of the same chat and project takes the place of the first.
    pub async fn bot_subscribe(
        &self,
        chat: ChatPlace,
        person: &Person,
        project_id: Option<i64>,
        threshold: Threshold,
    ) -> Result<Subscription, Failure> {
        let since = self.inner.now().timestamp_millis();
        let (chat_id, thread_id) = chat.stored();
        let row = BotSubscriptionRow {
            id: 0,
            server: server_of(&self.inner.session()?.connection),
            chat_id,
            thread_id,
            user_id: person.telegram_id,
            project_id,
            threshold: serde_json::to_string(&threshold).unwrap_or_default(),
            since,
        };
        let id = self.kept(self.inner.store.bot_subscriptions().put(&row).await)?;
        let project = project_id.map(|project| project.to_string()).unwrap_or_default();
        self.bot_note(person, BotAct::Subscribed, &project).await?;
        // What is on the server by now is the past.
        self.look_now().await?;
        subscription(&BotSubscriptionRow { id, ..row }).ok_or_else(|| self.lost())
    }

    /// False when the chat has no such subscription.
    pub async fn bot_unsubscribe(
        &self,
        chat_id: i64,
        person: &Person,
        subscription_id: i64,
    ) -> Result<bool, Failure> {
        let gone = self.kept(self.inner.store.bot_subscriptions().delete(chat_id, subscription_id).await)?;
        if gone {
            self.bot_note(person, BotAct::Unsubscribed, "").await?;
        }
        Ok(gone)
    }

    /// Of the server in use, in the order in which they were made; of one chat with all its topics, or of all.
    pub async fn bot_subscriptions(&self, chat_id: Option<i64>) -> Result<Vec<Subscription>, Failure> {
        let Some(session) = self.inner.session.borrow().clone() else { return Ok(Vec::new()) };
        let mut all = self.kept(server_subscriptions(&self.inner.store, &session.connection).await)?;
        all.retain(|subscription| chat_id.is_none_or(|chat| chat == subscription.chat.chat_id));
        Ok(all)
    }

    pub(super) fn kept<T>(&self, stored: Result<T, StoreError>) -> Result<T, Failure> {
        stored.map_err(|error| self.inner.stored(&error))
    }
}

/// In the order in which they were made; one that a later program wrote is left out.
pub(crate) async fn server_subscriptions(
    store: &Store,
    connection: &ConnectionRow,
) -> Result<Vec<Subscription>, StoreError> {
    let rows = store.bot_subscriptions().of_server(&server_of(connection)).await?;
    Ok(rows.iter().filter_map(subscription).collect())
}

fn subscription(row: &BotSubscriptionRow) -> Option<Subscription> {
    Some(Subscription {
        id: row.id,
        chat: ChatPlace::of(row.chat_id, row.thread_id),
        user_id: row.user_id,
        project_id: row.project_id,
        threshold: serde_json::from_str(&row.threshold).ok()?,
        since: instant(row.since),
    })
}
