use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TestStatus;

/// The last launches of a project or of one of its jobs, as they are kept here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trends {
    pub project_id: i64,
    pub project_name: String,
    /// The jobs of the launches that are kept.
    pub jobs: Vec<TrendJob>,
    /// When the server last told them; `None`: never.
    pub as_of: Option<DateTime<Utc>>,
    /// At most a hundred, the oldest first.
    pub launches: Vec<TrendLaunch>,
    /// The tests of these launches, by name.
    pub tests: Vec<TrendTest>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendJob {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendLaunch {
    pub launch_id: i64,
    /// Ours, when it is followed.
    pub run_id: Option<i64>,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub closed: bool,
    pub counts: TrendCounts,
    /// Of the results that are over, in thousandths; `None` while there is none.
    pub pass_rate: Option<u32>,
    /// How long its longest job run took, in milliseconds; `None` while one is under way, or where it has none.
    pub duration_ms: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendCounts {
    pub total: u32,
    pub passed: u32,
    pub failed: u32,
    pub broken: u32,
    pub skipped: u32,
    pub unknown: u32,
    pub in_progress: u32,
}

/// A test in these launches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendTest {
    /// Ours.
    pub id: i64,
    pub name: String,
    /// One letter for each launch: `p`assed, `f`ailed, `b`roken, `s`kipped, `u`nknown, `i`n progress, `-` where it was not.
    pub statuses: String,
    /// One letter for each launch: `n`ew there, `x` fixed there, `k` flaky by then, `v`anished there, `.` nothing of these.
    pub marks: String,
    pub runs: u32,
    /// Failed or broken.
    pub failed: u32,
    /// How often it went from passed to failed or broken, or back.
    pub changes: u32,
    /// By the server's rule: three such changes within its last ten results. Retries are not looked at.
    pub flaky: bool,
    /// The mean of what it took, in milliseconds.
    pub mean_ms: Option<u64>,
}

/// What a test came to in a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendCell {
    pub status: Option<TestStatus>,
    /// On the server.
    pub result_id: Option<i64>,
    pub duration_ms: Option<u64>,
}

/// How two launches differ, by what is kept of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaunchDifference {
    pub tests: Vec<DifferentTest>,
    pub same: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferentTest {
    pub test_id: i64,
    pub name: String,
    pub kind: DifferenceOfTest,
    pub from: Option<TestStatus>,
    pub to: Option<TestStatus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceOfTest {
    /// Failed or broken now, and neither before.
    Failed,
    Fixed,
    New,
    Missing,
    /// Any other change of the status.
    Other,
}
