//! Which chats follow which runs. An outcome is owed until it is told, also over a kill:
//! [`bot_watch_telling`](Companion::bot_watch_telling) before it is sent, [`bot_watch_told`](Companion::bot_watch_told)
//! after that. A program that is killed between the two tells it again, because nobody knows whether it arrived.

use chrono::TimeDelta;
use store::{BotSubscriptionRow, BotWatchRow, HistoryFilter, StoreError};
use tokio::sync::broadcast;

use crate::Companion;
use crate::bot::{Person, Subscription, Threshold, Watch, concerns};
use crate::export::server_of;
use crate::run::record::{CONCLUDING, instant, stored_view};
use crate::view::{BotAct, Event, Failure};

/// How long after its end a run is told to subscriptions that were not told of it, as after a night without the bot.
const OWED_FOR: TimeDelta = TimeDelta::days(1);

/// How many runs are looked through for that.
const NEWEST: u32 = 200;

impl Companion {
    /// All that the page is told, from here on. A slow receiver misses the oldest, which it learns; it then reads anew.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// The chat follows the run with one message. Where it does already, nothing changes; where the outcome was told
    /// (the run was opened again by a rerun), another one is owed, with a message of its own.
    pub async fn bot_watch(&self, chat_id: i64, user_id: i64, run_id: i64) -> Result<Watch, Failure> {
        self.row(run_id).await?;
        let now = self.inner.now().timestamp_millis();
        let row = self.inner.store.bot_watches().watch(chat_id, user_id, run_id, now).await;
        Ok(watch(&self.kept(row)?))
    }

    /// Those that still owe an outcome, oldest first. One whose run is forgotten owes nothing and is gone; one whose run
    /// belongs to another connection waits until that is in use again.
    pub async fn bot_watches(&self) -> Result<Vec<Watch>, Failure> {
        let Some(connection_id) = self.connection_id() else { return Ok(Vec::new()) };
        let rows = self.kept(self.inner.store.bot_watches().owed(connection_id).await)?;
        Ok(rows.iter().map(watch).collect())
    }

    /// The message that is edited was sent, or shows another text; its hash is any number that the text decides.
    pub async fn bot_watch_message(
        &self,
        chat_id: i64,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), Failure> {
        self.kept(self.inner.store.bot_watches().message(chat_id, run_id, message_id, text_hash).await)
    }

    /// Whether all that is to be told of an ended run is known: what it is compared with comes a moment after its end.
    pub async fn bot_outcome_known(&self, run_id: i64) -> Result<bool, Failure> {
        Ok(self.row(run_id).await?.phase != CONCLUDING)
    }

    /// To be called right before the outcome is sent. False: it was told, or nobody watches; it must not be sent.
    pub async fn bot_watch_telling(&self, chat_id: i64, run_id: i64) -> Result<bool, Failure> {
        let now = self.inner.now().timestamp_millis();
        self.kept(self.inner.store.bot_watches().telling(chat_id, run_id, now).await)
    }

    /// The outcome arrived, or can never arrive (the person blocked the bot).
    pub async fn bot_watch_told(&self, chat_id: i64, run_id: i64) -> Result<(), Failure> {
        let now = self.inner.now().timestamp_millis();
        self.kept(self.inner.store.bot_watches().told(chat_id, run_id, now).await)
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
        chat_id: i64,
        person: &Person,
        project_id: Option<i64>,
        threshold: Threshold,
    ) -> Result<Subscription, Failure> {
        let since = self.inner.now().timestamp_millis();
        let row = BotSubscriptionRow {
            id: 0,
            server: server_of(&self.inner.session()?.connection),
            chat_id,
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

    /// Of the server in use, in the order in which they were made; of one chat, or of all.
    pub async fn bot_subscriptions(&self, chat_id: Option<i64>) -> Result<Vec<Subscription>, Failure> {
        let Some(session) = self.inner.session.borrow().clone() else { return Ok(Vec::new()) };
        let server = server_of(&session.connection);
        let rows = self.kept(self.inner.store.bot_subscriptions().of_server(&server).await)?;
        let wanted = rows.iter().filter(|row| chat_id.is_none_or(|chat| chat == row.chat_id));
        Ok(wanted.filter_map(subscription).collect())
    }

    /// Makes an owed [`Watch`] of every run that finished within a day and concerns a subscription, once for each chat
    /// and end of a run. To be called at the bot's start and after each event of a finished run.
    pub async fn bot_owe_subscriptions(&self) -> Result<(), Failure> {
        let Some(session) = self.inner.session.borrow().clone() else { return Ok(()) };
        let subscriptions = self.bot_subscriptions(None).await?;
        if subscriptions.is_empty() {
            return Ok(());
        }
        let (store, connection, now) = (&self.inner.store, &session.connection, self.inner.now());
        let found = store.runs().history(connection.id, &HistoryFilter::default(), 0, NEWEST).await;
        for row in self.kept(found)?.0 {
            if row.phase == CONCLUDING {
                continue;
            }
            let run = stored_view(&row, None, &connection.url);
            let Some(finished) = run.finished_at.filter(|at| now - *at < OWED_FOR) else { continue };
            for told in subscriptions.iter().filter(|subscription| concerns(subscription, &run)) {
                let (now, finished) = (now.timestamp_millis(), finished.timestamp_millis());
                let owed = store.bot_watches().owe(told.chat_id, told.user_id, run.id, now, finished).await;
                self.kept(owed)?;
            }
        }
        Ok(())
    }

    fn kept<T>(&self, stored: Result<T, StoreError>) -> Result<T, Failure> {
        stored.map_err(|error| self.inner.stored(&error))
    }
}

fn watch(row: &BotWatchRow) -> Watch {
    Watch {
        chat_id: row.chat_id,
        user_id: row.user_id,
        run_id: row.run_id,
        message_id: row.message_id,
        last_text_hash: row.text_hash,
        telling_at: row.telling_at.map(instant),
        told: row.told_at.is_some(),
    }
}

fn subscription(row: &BotSubscriptionRow) -> Option<Subscription> {
    Some(Subscription {
        id: row.id,
        chat_id: row.chat_id,
        user_id: row.user_id,
        project_id: row.project_id,
        threshold: serde_json::from_str(&row.threshold).ok()?,
        since: instant(row.since),
    })
}
