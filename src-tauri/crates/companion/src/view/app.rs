use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::{BotGlance, ConnectionView, EnvImport, Settings};

/// Everything that the page needs before its first frame.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AppState {
    /// No connection has been saved yet: the page opens on the first-run screen.
    pub first_run: bool,
    pub connection: Option<ConnectionView>,
    pub link: LinkState,
    pub settings: Settings,
    /// The language in force once `settings.language` has been resolved against the system.
    pub language: Language,
    pub secret_home: SecretHome,
    pub unread: u32,
    /// Things that went wrong at the start and that a person must know, such as a damaged database.
    pub notices: Vec<Notice>,
    /// An `.env` that was read and not yet saved as a connection.
    pub imported: Option<EnvImport>,
    pub version: String,
    pub data_dir: String,
    /// Whether this desktop shows a tray icon; without one, closing the window says so.
    pub has_tray: bool,
    pub bot: BotGlance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Language {
    En,
    Ru,
}

/// How fresh what we show is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LinkState {
    /// No connection is set up.
    None,
    /// The first answer has not come yet.
    Connecting,
    Online {
        as_of: DateTime<Utc>,
    },
    /// The server cannot be reached or refuses us; `as_of` is the age of the newest data, if any came.
    Offline {
        as_of: Option<DateTime<Utc>>,
        since: DateTime<Utc>,
        failure: Failure,
    },
}

/// Where secrets are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SecretHome {
    Keyring,
    /// No keyring answers: a file that only the owner can read.
    File {
        path: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Notice {
    pub id: String,
    pub message: String,
    pub advice: String,
}

/// What went wrong, for a person: said in the language in force, with the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    pub code: FailureCode,
    pub message: String,
    pub advice: String,
    /// Technical details to copy; never holds a secret.
    pub details: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The address cannot be resolved or nothing listens there.
    Unreachable,
    /// The server's certificate is not trusted.
    Certificate,
    /// The proxy refuses or cannot be reached.
    Proxy,
    Timeout,
    /// The token is wrong, expired or revoked.
    Unauthorized,
    /// The token is right, its owner may not do this.
    Forbidden,
    NotFound,
    /// The server refuses the content of the request.
    Rejected,
    TooManyRequests,
    /// 5xx.
    ServerError,
    /// HTML, a cut body, or JSON of another shape.
    UnexpectedAnswer,
    /// The address answers, but it is no TestOps server.
    NotTestops,
    NotConnected,
    Storage,
    Secrets,
    Input,
    Internal,
}

/// A field of a form that is wrong, with what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldFault {
    /// The field's name as in the request, for example `name`, `parameter:17`, `quiet_hours.from`.
    pub field: String,
    pub message: String,
}

/// The answer of a form that is saved: what is expected to happen is data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Saved {
    Saved,
    Refused { faults: Vec<FieldFault> },
}
