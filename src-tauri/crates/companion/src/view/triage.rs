use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::TestStatus;

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
    /// The category that the server has the group in; ours have none.
    pub category: Option<String>,
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

/// What is decided about results of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecisionRequest {
    pub run_id: i64,
    /// Where a group is named, its tests as they are by then are meant instead.
    pub results: Vec<i64>,
    pub group: Option<String>,
    pub decision: Decision,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// Mutes the test cases, in later launches too.
    Mute {
        name: String,
        reason: String,
        /// The day on which to ask whether it still holds.
        remind_on: Option<NaiveDate>,
    },
    Unmute,
    LinkDefect {
        defect_id: i64,
    },
    /// One by one: servers unlink no more at once.
    UnlinkDefect {
        defect_id: i64,
    },
    /// Makes a defect and links the results with it.
    NewDefect {
        name: String,
        description: String,
        rule: Option<Rule>,
        issue: Option<DefectIssue>,
    },
    Assign {
        username: String,
    },
    Unassign,
    SetStatus {
        status: TestStatus,
        message: String,
    },
    /// Nothing shows them again.
    Hide,
}

/// Which failures belong to a defect: regular expressions as Java has them; an empty one is none. Where both are given,
/// both must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    pub message_regex: String,
    pub trace_regex: String,
}

/// An issue that is there, for example `ABC-1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DefectIssue {
    pub integration_id: i64,
    pub key: String,
}

/// Where an issue may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IssueTracker {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// Nothing was asked of the server.
    Refused {
        why: String,
        /// The launch is closed: it can be decided once it is open again.
        closed: bool,
    },
    Decided {
        decision: Box<DecisionView>,
    },
}

/// A decision as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecisionView {
    pub id: i64,
    pub run_id: Option<i64>,
    pub at: DateTime<Utc>,
    /// Whose token it was, or who asked for it in chat.
    pub by: Option<String>,
    pub decision: Decision,
    /// The defect that was linked or made.
    pub defect_id: Option<i64>,
    /// Empty while it is not known what came of it.
    pub items: Vec<DecidedResult>,
    /// What went wrong on the way; what took all the same is among the items.
    pub problem: Option<String>,
    pub remind_on: Option<NaiveDate>,
    pub undone_at: Option<DateTime<Utc>>,
    /// Why it cannot be undone.
    pub not_undoable: Option<String>,
}

/// What came of a decision for one result, as it was read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecidedResult {
    pub result_id: i64,
    /// The name of its test, where the server told it.
    pub name: Option<String>,
    pub effect: Effect,
    /// Why it did not take, and what can be done.
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Took,
    /// It is as it was before, whatever the server answered.
    NotTaken,
    /// It was so before.
    AlreadySo,
    /// It is not in the launch any more.
    Gone,
}

/// The decisions that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DecisionKind {
    Mute,
    Unmute,
    LinkDefect,
    UnlinkDefect,
    NewDefect,
    Assign,
    Unassign,
    SetStatus,
    Hide,
}

impl DecisionKind {
    pub const ALL: [Self; 9] = [
        Self::Mute,
        Self::Unmute,
        Self::LinkDefect,
        Self::UnlinkDefect,
        Self::NewDefect,
        Self::Assign,
        Self::Unassign,
        Self::SetStatus,
        Self::Hide,
    ];
}

impl Decision {
    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::Mute { .. } => DecisionKind::Mute,
            Self::Unmute => DecisionKind::Unmute,
            Self::LinkDefect { .. } => DecisionKind::LinkDefect,
            Self::UnlinkDefect { .. } => DecisionKind::UnlinkDefect,
            Self::NewDefect { .. } => DecisionKind::NewDefect,
            Self::Assign { .. } => DecisionKind::Assign,
            Self::Unassign => DecisionKind::Unassign,
            Self::SetStatus { .. } => DecisionKind::SetStatus,
            Self::Hide => DecisionKind::Hide,
        }
    }
}

/// What can be decided about the results of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecisionRights {
    /// Why nothing can be; `None` where all of them can.
    pub why_not: Option<String>,
    /// That is because the launch is closed, and it can be opened again.
    pub closed: bool,
    pub decisions: Vec<DecisionRight>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecisionRight {
    pub kind: DecisionKind,
    /// Why it cannot be undone, to be said before.
    pub not_undoable: Option<String>,
}

/// What a rule would meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RuleTrial {
    /// It is no rule.
    Fault { why: String },
    /// Failures of the run, of which the first are named.
    Matches { total: u64, results: Vec<RuledResult> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuledResult {
    pub result_id: i64,
    pub name: String,
    pub message: Option<String>,
}

/// A defect that results can be linked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DefectChoice {
    pub id: i64,
    pub name: String,
    /// Its rules hold no longer.
    pub closed: bool,
    /// The server thinks that it explains the result.
    pub likely: bool,
    pub issue: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonChoice {
    pub username: String,
    pub name: String,
}

/// What came of the project's rules for a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RulesApplied {
    Refused {
        why: String,
        /// The launch is closed: they can be applied once it is open again.
        closed: bool,
    },
    Applied {
        /// Failures that a defect explains since then.
        explained: u64,
        /// Failures that neither a defect nor a mute explains.
        left: u64,
        /// The count no longer changes; the server may otherwise still be at it.
        settled: bool,
    },
}
