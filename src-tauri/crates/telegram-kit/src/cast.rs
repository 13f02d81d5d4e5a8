//! Bots and groups, as a test holds them.

use std::fmt;

use serde::Deserialize;

use crate::ask::{Ask, Whom};
use crate::door::Door;
use crate::failure::Failure;
use crate::kit::Manner;
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

/// A person to be added. Only the name is needed.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub name: String,
    pub username: Option<String>,
    /// The language of the person's app, such as `ru`.
    pub language: Option<String>,
}

/// A group (a supergroup, in Telegram's words).
#[derive(Clone, Debug)]
pub struct Group {
    pub(crate) door: Door,
    pub(crate) id: i64,
    pub(crate) title: String,
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
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("username", &self.username).finish_non_exhaustive()
    }
}

impl Group {
    pub fn id(&self) -> i64 {
        self.id
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Brings in a person or a bot, by id.
    pub async fn add(&self, member: i64) -> Result<(), Failure> {
        self.join(member, false).await
    }

    /// Makes a member an administrator; as one a bot sees everything.
    pub async fn promote(&self, member: i64) -> Result<(), Failure> {
        self.join(member, true).await
    }

    async fn join(&self, member: i64, administrator: bool) -> Result<(), Failure> {
        let (group, member) = (Whom::Id(self.id), Whom::Id(member));
        self.door.ask(Ask::Join { group, member, administrator }).await.map(|_: serde_json::Value| ())
    }

    /// A person leaves, a bot is taken out.
    pub async fn remove(&self, member: i64) -> Result<(), Failure> {
        let ask = Ask::Leave { group: Whom::Id(self.id), member: Whom::Id(member), banned: false };
        self.door.ask(ask).await.map(|_: serde_json::Value| ())
    }
}
