//! The Telegram bot: its switch, what it is doing, who may use it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::{Failure, FieldFault};

/// The Telegram place.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[expect(clippy::struct_excessive_bools, reason = "one switch or fact each, as the page shows them")]
pub struct BotView {
    /// The switch.
    pub on: bool,
    /// Whether the switch, once on, is on at the next start too.
    pub with_program: bool,
    pub token_set: bool,
    pub state: BotState,
    pub route: BotRoute,
    pub proxy_password_set: bool,
    /// `None` until somebody has claimed the bot.
    pub owner: Option<PersonView>,
    /// By which the owner is bound; only while a code that was asked for is valid.
    pub claim: Option<OwnerClaim>,
    pub people: Vec<PersonView>,
    pub requests: Vec<AccessRequest>,
}

/// What the bot is doing, or exactly why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BotState {
    Off,
    Starting,
    Polling {
        /// The bot's own name and username, as Telegram told them.
        name: String,
        username: String,
        since: DateTime<Utc>,
        /// When Telegram last answered a poll, with updates or without.
        last_poll_at: Option<DateTime<Utc>>,
        last_update_at: Option<DateTime<Utc>>,
    },
    /// It is not polling, and will try again by itself.
    Waiting {
        until: DateTime<Utc>,
        failure: Failure,
    },
    /// It is not polling, and only a person can mend that: a token that Telegram does not know.
    Stuck {
        since: DateTime<Utc>,
        failure: Failure,
    },
    /// It finishes what it is answering.
    Stopping,
}

/// How Telegram is reached. A base URL and a proxy can stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BotRoute {
    /// `None` for `https://api.telegram.org`.
    pub base_url: Option<String>,
    /// `http://user@host:port` or `socks5://…`, without the password.
    pub proxy: Option<String>,
}

/// What a person typed. `None` for a secret keeps the one that is set. No `Debug`: it holds secrets.
#[derive(Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct BotDraft {
    pub token: Option<String>,
    pub route: BotRoute,
    pub proxy_password: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum BotSaved {
    Saved,
    /// `token`, `base_url`, `proxy`.
    Refused {
        faults: Vec<FieldFault>,
    },
}

/// What came of trying token and route, with nothing kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum BotTest {
    /// Telegram answered, and knows the bot by this name and username.
    Works {
        name: String,
        username: String,
        took_ms: i64,
    },
    Failed {
        failure: Failure,
    },
    /// `token`, `base_url`, `proxy`.
    Refused {
        faults: Vec<FieldFault>,
    },
}

/// What every place of the window shows of the bot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BotGlance {
    /// The switch.
    pub on: bool,
    /// It is on and does not poll.
    pub troubled: bool,
    /// How many people ask to be let in.
    pub requests: u32,
}

/// The one-time code by which the owner is bound on first contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnerClaim {
    pub code: String,
    /// `https://t.me/…?start=…`, once the bot's username is known.
    pub link: Option<String>,
    pub valid_until: DateTime<Utc>,
}

/// A page of Telegram that the window can open in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TelegramPage {
    /// Where bots and their tokens are made.
    BotFather,
    /// The bot's own chat; known while it polls.
    Bot,
    /// The bot's chat with the owner's one-time code in it.
    Claim,
}

/// What somebody may do with the bot; a later one may all that an earlier one may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString, TS,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BotRole {
    User,
    /// Lets users in and sends them away.
    Admin,
    /// One at most; makes admins.
    Owner,
}

/// Somebody who may use the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// Ours.
    pub id: i64,
    /// Telegram's; `None` for a username that is held until its owner first writes.
    pub telegram_id: Option<i64>,
    pub username: Option<String>,
    pub name: String,
    pub role: BotRole,
    pub allowed_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
    pub language: Option<super::Language>,
}

/// Somebody who asks to use the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessRequest {
    pub telegram_id: i64,
    pub username: Option<String>,
    pub name: String,
    pub asked_at: DateTime<Utc>,
}

/// One act of somebody, or about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessLogItem {
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Who did it; `None` for the person at the window.
    pub telegram_id: Option<i64>,
    /// Empty for the person at the window.
    pub name: String,
    pub act: BotAct,
    /// A run's, a plan's or a person's name.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BotAct {
    Claimed,
    Asked,
    Allowed,
    Refused,
    Removed,
    RoleChanged,
    Launched,
    Repeated,
    Reran,
    RanExport,
    ChangedSchedule,
    /// About failures.
    Decided,
    SentFile,
    Subscribed,
    Unsubscribed,
    TurnedAway,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessLogPage {
    pub items: Vec<AccessLogItem>,
    pub total: u64,
}
