use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldFault, NamedValue, TestStatus};

/// What was dropped on the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DropKind {
    /// A folder or an archive of test results.
    Results,
    Bot,
    Neither,
}

/// What is in a folder or an archive of results, before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultsFound {
    /// Absolute.
    pub path: String,
    /// A folder can be watched, an archive not.
    pub is_folder: bool,
    /// Those that a server can take.
    pub results: u64,
    pub statuses: Vec<ResultsOfStatus>,
    /// Of the results, those that a server counts as retries.
    pub retries: u64,
    pub attachments: u64,
    /// Of all files.
    pub bytes: u64,
    /// Files that no result names; they are not sent.
    pub orphans: NamedFiles,
    /// Attachments that a result names and that are not there.
    pub missing: NamedFiles,
    /// Files that a server would refuse or misread; they are not sent.
    pub broken: NamedFiles,
    /// Of `environment.properties`.
    pub environment: Vec<NamedValue>,
    /// Uploads of it that did not end, the newest first.
    pub unfinished: Vec<UploadView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultsOfStatus {
    pub status: TestStatus,
    pub count: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedFiles {
    pub total: u64,
    /// The first hundred.
    pub first: Vec<NamedFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedFile {
    pub name: String,
    /// What is wrong with it, where that is not the same for all.
    pub why: Option<String>,
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UploadDraft {
    /// A folder or an archive that a person chose or dropped.
    pub path: String,
    pub project_id: i64,
    pub target: UploadTarget,
    pub environment: Vec<NamedValue>,
    /// Closes the launch in the end.
    pub close: bool,
    /// Sends what comes into the folder too, until it is finished.
    pub watch: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "target", rename_all = "snake_case")]
pub enum UploadTarget {
    New { name: String, tags: Vec<String>, links: Vec<String> },
    Existing { launch_id: Option<i64> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum UploadAnswer {
    Begun { id: i64 },
    Refused { faults: Vec<FieldFault> },
}

/// Results that are sent from a folder or an archive into a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UploadView {
    /// Ours.
    pub id: i64,
    pub project_id: i64,
    pub project_name: String,
    pub path: String,
    /// Of a launch that is made for it.
    pub launch_name: Option<String>,
    pub launch_id: Option<i64>,
    /// Ours, once the launch is followed.
    pub run_id: Option<i64>,
    pub begun_at: DateTime<Utc>,
    /// Results that the server has.
    pub results: u64,
    /// `None` until it was looked.
    pub of_results: Option<u64>,
    /// Bytes of the files that the server has, and of all that go.
    pub bytes: u64,
    pub of_bytes: Option<u64>,
    pub state: UploadState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UploadState {
    /// The folder is read.
    Reading,
    Sending,
    /// Everything there was is sent; what comes into the folder follows.
    Watching,
    /// The server reads what was sent, then it is counted.
    Counting,
    /// A person paused it; the request under way is waited for.
    Pausing,
    /// It can go on.
    Paused,
    /// It can go on once the cause is gone.
    Stopped {
        message: String,
        advice: String,
    },
    Done {
        /// Results in the launch beyond those that were sent: others add to it.
        others: u64,
        closed: bool,
        /// Files that did not go, with why.
        missed: NamedFiles,
    },
}
