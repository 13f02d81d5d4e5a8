//! Which chats follow which runs. An outcome is owed until it is told, also over a kill:
//! [`bot_watch_telling`](Companion::bot_watch_telling) before it is sent, [`bot_watch_told`](Companion::bot_watch_told)
//! after that. A program that is killed between the two tells it again, because nobody knows whether it arrived.

use crate::Companion;
use crate::bot::{Subscription, Threshold, Watch};
use crate::texts::Trouble;
use crate::view::{Event, Failure};
use tokio::sync::broadcast;

impl Companion {
    /// All that the page is told, from here on. A slow receiver misses the oldest, which it learns; it then reads anew.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        broadcast::Sender::new(1).subscribe()
    }

    /// The chat follows the run with one message. Where it does already, nothing changes; where the outcome was told
    /// (the run was opened again by a rerun), another one is owed, with a message of its own.
    pub async fn bot_watch(&self, chat_id: i64, user_id: i64, run_id: i64) -> Result<Watch, Failure> {
        let _ = (chat_id, user_id, run_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Those that still owe an outcome, oldest first. Told ones are forgotten after 30 days.
    pub async fn bot_watches(&self) -> Result<Vec<Watch>, Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// The message that is edited was sent, or shows another text; its hash is any number that the text decides.
    pub async fn bot_watch_message(
        &self,
        chat_id: i64,
        run_id: i64,
        message_id: i64,
        text_hash: i64,
    ) -> Result<(), Failure> {
        let _ = (chat_id, run_id, message_id, text_hash);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// To be called right before the outcome is sent. False: it was told, or nobody watches; it must not be sent.
    pub async fn bot_watch_telling(&self, chat_id: i64, run_id: i64) -> Result<bool, Failure> {
        let _ = (chat_id, run_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// The outcome arrived, or can never arrive (the person blocked the bot).
    pub async fn bot_watch_told(&self, chat_id: i64, run_id: i64) -> Result<(), Failure> {
        let _ = (chat_id, run_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// A group became a supergroup: all that is kept of the chat goes over to its other id.
    pub async fn bot_chat_moved(&self, from: i64, to: i64) -> Result<(), Failure> {
        let _ = (from, to);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// For the server in use. A second one of the same chat and project takes the place of the first.
    pub async fn bot_subscribe(
        &self,
        chat_id: i64,
        person: &crate::bot::Person,
        project_id: Option<i64>,
        threshold: Threshold,
    ) -> Result<Subscription, Failure> {
        let _ = (chat_id, person, project_id, threshold);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// False when the chat has no such subscription.
    pub async fn bot_unsubscribe(
        &self,
        chat_id: i64,
        person: &crate::bot::Person,
        subscription_id: i64,
    ) -> Result<bool, Failure> {
        let _ = (chat_id, person, subscription_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Of the server in use; of one chat, or of all.
    pub async fn bot_subscriptions(&self, chat_id: Option<i64>) -> Result<Vec<Subscription>, Failure> {
        let _ = chat_id;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Makes an owed [`Watch`] of every run that finished within a day and concerns a subscription, once for each run
    /// and chat. To be called at the bot's start and after each event of a finished run.
    pub async fn bot_owe_subscriptions(&self) -> Result<(), Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }
}
