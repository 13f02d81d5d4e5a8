//! A bot, as a test holds it.

use std::fmt;

use serde::Deserialize;

use crate::ask::{Ask, Whom};
use crate::door::Door;
use crate::failure::Failure;
use crate::manner::Manner;
use crate::trouble::millis;

/// A bot that the server knows.
#[derive(Clone)]
pub struct Bot {
    pub(crate) door: Door,
    pub(crate) manner: Manner,
    pub(crate) id: i64,
    pub(crate) username: String,
    pub(crate) token: String,
}

/// A bot to be registered. Only the name is needed.
#[derive(Clone, Debug, Default)]
pub struct NewBot {
    pub name: String,
    /// Made from the name when absent.
    pub username: Option<String>,
    /// `NUMBER:SECRET`; made up when absent.
    pub token: Option<String>,
    /// Sees everything in groups, as with privacy mode switched off.
    pub reads_all: bool,
}

impl Bot {
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Without the `@`.
    pub fn username(&self) -> &str {
        &self.username
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// Waits until the bot has asked for updates or has set a webhook.
    pub async fn ready(&self) -> Result<(), Failure> {
        #[derive(Deserialize)]
        struct Answer {
            ready: bool,
        }
        let ask = Ask::Ready { bot: Whom::Id(self.id), wait_ms: millis(self.manner.patience) };
        let Answer { ready } = self.door.ask(ask).await?;
        if ready {
            return Ok(());
        }
        let failure = Failure::new(format!("@{} never asked for updates", self.username));
        Err(self.door.explain(failure).await)
    }

    /// Lets update ids begin again at `next`, higher or lower than before, as Telegram does after a week without
    /// updates. Updates that wait are numbered anew.
    pub async fn restart_update_ids(&self, next: i64) -> Result<(), Failure> {
        let ask = Ask::UpdateIds { bot: Whom::Id(self.id), next };
        self.door.ask(ask).await.map(|_: serde_json::Value| ())
    }

    /// Tells the bot once more what the update with this id told, under a new id: the same message, the same press.
    pub async fn redeliver(&self, update: i64) -> Result<i64, Failure> {
        #[derive(Deserialize)]
        struct Again {
            update_id: i64,
        }
        let Again { update_id } = self.door.ask(Ask::Redeliver { bot: Whom::Id(self.id), update }).await?;
        Ok(update_id)
    }

    /// What waits for the bot and how it fetches it.
    pub async fn state(&self) -> Result<BotState, Failure> {
        self.door.ask(Ask::State { bot: Whom::Id(self.id) }).await
    }
}

/// What waits for a bot and how it fetches it.
#[derive(Clone, Debug, Deserialize)]
pub struct BotState {
    /// The name that apps show.
    pub name: String,
    /// Updates that it has not confirmed.
    pub pending: usize,
    /// How often it asked for updates or set a webhook.
    pub polls: u64,
    pub webhook: bool,
    /// The id that its next update gets.
    pub next_update: i64,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("username", &self.username).finish_non_exhaustive()
    }
}
