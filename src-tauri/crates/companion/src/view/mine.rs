use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::{DecisionView, Failure};

/// What waits for the person, across all projects, as the server last told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MineView {
    pub items: Vec<MineItem>,
    /// Mutes whose day to be asked about has come, the oldest day first.
    pub mutes: Vec<DecisionView>,
    /// When the project that was looked at longest ago was; `None` until each was.
    pub as_of: Option<DateTime<Utc>>,
    /// Projects that were looked at, of all that there are.
    pub looked: u32,
    pub projects: u32,
    /// Why the last look failed.
    pub problem: Option<Failure>,
}

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MineKind {
    /// A result in an open launch that is assigned to the person.
    Assigned,
    /// A test in an open launch that the person is to run.
    Manual,
    /// A launch that the person follows, with failures that neither a defect nor a mute explains.
    Unexplained,
    /// A defect that was closed and explains failures again.
    DefectBack,
    /// A test case that has been muted for long.
    OldMute,
    /// A test plan that differs from the query that fills it.
    PlanDrifted,
    /// A launch of the person's that stayed open.
    LeftOpen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MineItem {
    pub kind: MineKind,
    pub project_id: i64,
    pub project_name: String,
    /// The result, launch, defect, test case or plan.
    pub subject: i64,
    /// Its name.
    pub title: String,
    /// The launch in which it is, where it is in one.
    pub launch_id: Option<i64>,
    pub launch_name: Option<String>,
    /// How many failures are unexplained, or test cases a plan would gain.
    pub count: u32,
    /// How many test cases a plan would lose.
    pub more: u32,
    /// Since when it has been open or muted, or when it came back.
    pub at: Option<DateTime<Utc>>,
    /// Ours, of the run that follows its launch.
    pub run_id: Option<i64>,
}
