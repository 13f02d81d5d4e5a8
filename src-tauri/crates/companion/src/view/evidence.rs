use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NamedValue, TestStatus};

/// What a test did and left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultEvidence {
    /// On the server.
    pub id: i64,
    pub name: String,
    pub full_name: Option<String>,
    pub status: TestStatus,
    pub message: Option<String>,
    pub trace: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i64>,
    pub launch_id: Option<i64>,
    pub case_id: Option<i64>,
    pub parameters: Vec<NamedValue>,
    pub category: Option<String>,
    /// The server's verdict.
    pub flaky: bool,
    pub muted: bool,
    pub before: Vec<EvidenceStep>,
    pub steps: Vec<EvidenceStep>,
    pub after: Vec<EvidenceStep>,
    /// Files that belong to no step.
    pub files: Vec<EvidenceFile>,
    /// When the server told it.
    pub as_of: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceStep {
    pub kind: EvidenceStepKind,
    pub text: String,
    pub status: Option<TestStatus>,
    /// From the start of the test; before it for what prepared the test.
    pub start_ms: Option<i64>,
    pub duration_ms: Option<i64>,
    pub parameters: Vec<NamedValue>,
    pub message: Option<String>,
    pub trace: Option<String>,
    pub files: Vec<EvidenceFile>,
    pub steps: Vec<EvidenceStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceStepKind {
    Step,
    /// What was expected, in words.
    Expected,
    /// A fixture.
    Fixture,
}

/// A file of a result. What it is called and said to be was written by a test, and need not be true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceFile {
    /// Names it among the files of its result.
    pub key: String,
    pub name: String,
    pub content_type: Option<String>,
    pub bytes: Option<u64>,
    /// The server says that its content is gone.
    pub missing: bool,
}

/// How a file stands, once it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EvidenceState {
    Ready {
        kind: EvidenceKind,
        bytes: u64,
        /// What it says that it is, where its bytes say otherwise.
        says: Option<String>,
        /// Whether the desktop's program for it may be started: a program or a page is never started from here.
        opens: bool,
    },
    /// The content is gone.
    Missing,
    Empty,
    /// Too large to be fetched unasked; it can be saved.
    Large {
        bytes: Option<u64>,
    },
}

/// What a file is by its bytes; where these are text, by what it says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    Picture,
    Video,
    Audio,
    /// Expected, actual and difference in one file, as Allure's plug-ins write them.
    Comparison,
    /// A HAR.
    Traffic,
    Json,
    Text,
    /// A web page or a drawing in SVG: shown as its source only.
    Source,
    Archive,
    Other,
}

/// A piece of a text file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceText {
    pub text: String,
    /// Of the file, from its begin; the rest is not shown.
    pub shown_bytes: u64,
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum EvidenceSaved {
    Saved {
        path: String,
        bytes: u64,
    },
    /// A file of this name is there.
    Exists {
        path: String,
    },
    Refused {
        message: String,
    },
    Cancelled,
}

/// How the same test ended before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultPast {
    /// What this result replaced in its launch, the oldest first.
    pub attempts: Vec<PastView>,
    /// The last results by parameters and environment; those of this result first.
    pub variants: Vec<PastVariant>,
    /// Where this result failed: since when it does, without a pass in between.
    pub failing_since: Option<FailingSince>,
    /// Our verdict by the server's rule.
    pub flaky: FlakyVerdict,
    pub as_of: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastVariant {
    pub parameters: Vec<NamedValue>,
    pub environment: Vec<String>,
    /// The oldest first, twenty at most.
    pub results: Vec<PastView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastView {
    /// On the server.
    pub id: i64,
    pub status: TestStatus,
    pub at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i64>,
    pub message: Option<String>,
    pub trace: Option<String>,
    pub launch_id: Option<i64>,
    pub launch_name: Option<String>,
    pub tested_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailingSince {
    pub first: PastView,
    /// How many results in a row failed.
    pub results: u32,
    /// Whether the results known here begin with a failure, so that it may be older.
    pub may_be_older: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FlakyVerdict {
    pub flaky: bool,
    /// Between passed and failed, among the last ten results, retries included.
    pub changes: u32,
    /// Of how many results; at most ten.
    pub results: u32,
}
