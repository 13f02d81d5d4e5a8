use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a run's results are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TestSource {
    /// Where it cannot be asked, what was kept.
    #[default]
    Server,
    /// What was kept when the run ended: there at once. Where nothing was, the server is asked for a page of tests.
    Kept,
}

/// What went wrong in a run, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailureGroups {
    pub groups: Vec<FailureGroup>,
    /// When the server told them; a running run's list grows.
    pub as_of: DateTime<Utc>,
}

/// Tests that went wrong alike: their messages and traces differ in ids, times, numbers, paths and the like only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailureGroup {
    /// The same in every run in which the same goes wrong.
    pub key: String,
    /// The first line, with an ellipsis for what differs; empty where the tests said nothing.
    pub label: String,
    pub failed: u32,
    pub broken: u32,
    /// Failed now and not in the previous run of the same job.
    pub newly_failed: u32,
    pub muted: u32,
    /// The names of the first three.
    pub tests: Vec<String>,
    /// Earlier runs of the job that are kept and in which the same went wrong.
    pub earlier: Option<Earlier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Earlier {
    pub runs: u32,
    /// The first of them.
    pub run_id: i64,
    pub since: DateTime<Utc>,
}
