//! Bots in containers: what runs, what is asked for, and what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The bots of this data folder, and the engine that they run on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeploymentsView {
    pub engine: EngineView,
    /// By name.
    pub bots: Vec<DeploymentView>,
    /// How many may run at once.
    pub most: u32,
    /// When the engine was last heard.
    pub as_of: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EngineView {
    Looking,
    /// `address` is the socket or the URL.
    Ready {
        name: String,
        version: String,
        address: String,
    },
    /// Not installed, not running, still starting, or not ours to use: the code tells which.
    Missing {
        problem: DeploymentProblem,
    },
}

/// What is wrong with a request or an act, in the language in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeploymentProblem {
    /// For example `QUOTA_EXCEEDED`.
    pub code: String,
    pub message: String,
    /// The field of the draft that it concerns.
    pub field: Option<DraftField>,
    /// The last lines of a build or of the bot, names of running bots, and the like.
    pub details: Vec<String>,
    pub hint: Option<String>,
    pub example: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftField {
    Name,
    Source,
    Entrypoint,
    Requirements,
    BaseImage,
    Environment,
    Limits,
    Login,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeploymentView {
    pub name: String,
    pub mode: DeploymentMode,
    /// Where it came from, for a person: a path, a URL or an image. Empty where another program of ours made it.
    pub source: String,
    pub state: DeploymentState,
    /// Since when it has been in this state.
    pub since: Option<DateTime<Utc>>,
    /// When its lifetime is over.
    pub ends_at: Option<DateTime<Utc>>,
    /// How often it was started again since it was deployed.
    pub restarts: u32,
    /// How it ended last.
    pub end: Option<DeploymentEnd>,
    pub limits: DeploymentLimits,
    /// What it used, the oldest point first; at most sixty.
    pub usage: Vec<UsagePoint>,
    /// What was changed on the engine by hand, each in a sentence.
    pub drift: Vec<String>,
    /// It was deployed from this window, which knows its source.
    pub can_update: bool,
    /// Why the last act failed, until the next one.
    pub problem: Option<DeploymentProblem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentMode {
    /// Files in Python; the image is made from them.
    Simple,
    /// A folder with a Dockerfile, an archive, or a Git repository.
    Custom,
    /// A ready image.
    Image,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeploymentState {
    /// Its image is built or fetched; an earlier version of it may run meanwhile.
    Building {
        running: bool,
    },
    Running,
    Stopping,
    /// It crashed and is started again at that time.
    Waiting {
        at: DateTime<Utc>,
    },
    /// A person stopped it.
    Stopped,
    /// It ended by itself without an error.
    Finished,
    /// It crashed too often; nothing starts it again but a person.
    GaveUp,
    LifetimeOver,
    /// It was never started: the build or the start failed.
    Failed,
    /// Its container was removed by others.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeploymentEnd {
    pub at: Option<DateTime<Utc>>,
    pub exit_code: i64,
    pub out_of_memory: bool,
    pub last_lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeploymentLimits {
    pub memory_mb: u32,
    pub cpu_cores: f64,
    pub processes: u32,
    pub lifetime_hours: f64,
    /// It may reach this machine and private addresses.
    #[serde(default)]
    pub private_addresses: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct UsagePoint {
    pub at: DateTime<Utc>,
    pub memory_bytes: u64,
    pub cpu_cores: f64,
    pub processes: u32,
}

/// What a person says of a bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeploymentDraft {
    pub name: String,
    pub source: DraftSource,
    pub environment: Vec<EnvironmentEntry>,
    pub limits: DeploymentLimits,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum DraftSource {
    /// `paths` are files, or one folder, that a person chose or dropped.
    Simple {
        paths: Vec<String>,
        entrypoint: String,
        requirements: String,
        base_image: String,
    },
    /// A folder with a Dockerfile, or an archive.
    Folder {
        path: String,
    },
    ArchiveUrl {
        url: String,
    },
    /// Without a branch, the repository's own. `password` is kept in the keyring; `None` leaves the one that is kept.
    Git {
        repository: String,
        branch: String,
        folder: String,
        username: String,
        password: Option<String>,
    },
    /// As in `Git`, of a private registry.
    Image {
        image: String,
        username: String,
        password: Option<String>,
    },
}

/// A variable of the bot's environment. What is kept in the keyring is not shown again: `value` is `None`, which leaves it
/// as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvironmentEntry {
    pub name: String,
    pub value: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum DeploymentAnswer {
    /// It goes on in the background; events tell how.
    Begun,
    Refused {
        problems: Vec<DeploymentProblem>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentAct {
    /// Starts a stopped bot anew, with a new lifetime.
    Start,
    Stop,
    Restart,
    /// Ends it and forgets all of it, secrets included.
    Remove,
    CancelBuild,
}

/// The output of the last build, kept until the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BuildOutput {
    pub lines: Vec<String>,
    pub running: bool,
}

/// Lines of a bot's log. The log is followed while somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogQuery {
    pub name: String,
    /// Only lines that hold the text, in any case.
    pub text: String,
    /// With the lines around those that are found.
    pub context: u32,
    /// From the oldest one that is kept, counted from 0; `None` for the newest.
    pub from: Option<u64>,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogPage {
    /// Lines that the query finds, with their context.
    pub total: u64,
    /// Lines that hold the text.
    pub found: u64,
    pub from: u64,
    pub lines: Vec<LogLine>,
    /// Older lines than are kept here went.
    pub cut: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LogLine {
    /// Counted from 0 over the whole log.
    pub number: u64,
    pub at: Option<DateTime<Utc>>,
    pub error: bool,
    /// Without control characters other than colours (`ESC [ … m`), which the page draws.
    pub text: String,
    /// It stands beside a line that holds the text.
    pub beside: bool,
}
