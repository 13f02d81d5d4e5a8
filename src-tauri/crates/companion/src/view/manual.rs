use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Failure, TestStatus};

/// The tests of a launch that people run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualLaunch {
    pub project_id: i64,
    pub launch_id: i64,
    pub launch_name: String,
    pub closed: bool,
    pub tests: Vec<ManualTest>,
    pub as_of: DateTime<Utc>,
    /// The server could not be asked just now.
    pub stale: bool,
}

/// A result that waits for somebody, or that somebody decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualTest {
    pub result_id: i64,
    pub test_case_id: Option<i64>,
    pub name: String,
    pub assignee: Option<String>,
    /// Assigned to the person.
    pub mine: bool,
    /// As the server tells it.
    pub status: TestStatus,
    pub tested_by: Option<String>,
    /// What was decided here last, as long as it is remembered.
    pub decided: Option<ManualDecision>,
}

/// What to do in a test, as the result or else its test case has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualScenario {
    pub result_id: i64,
    pub description: Option<String>,
    pub precondition: Option<String>,
    pub expected_result: Option<String>,
    pub steps: Vec<ManualStep>,
    pub as_of: DateTime<Utc>,
    /// The server could not be asked just now.
    pub stale: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualStep {
    /// 0 for a step that is in no other.
    pub depth: u32,
    pub text: String,
    pub expected: Vec<String>,
}

/// How a test ended that a person ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualVerdict {
    pub project_id: i64,
    pub launch_id: i64,
    pub result_id: i64,
    /// Of the test.
    pub name: String,
    /// What the person saw it to be.
    pub seen: TestStatus,
    pub status: TestStatus,
    pub message: Option<String>,
    pub begun_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
    pub steps: Vec<ManualStepOutcome>,
    pub pictures: Vec<PastedPicture>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualStepOutcome {
    /// 0 for a step that is in no other.
    pub depth: u32,
    pub text: String,
    pub expected: Vec<String>,
    /// `None` for a step that was not reached.
    pub status: Option<TestStatus>,
}

/// A picture from the clipboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PastedPicture {
    /// Its bytes in Base64.
    pub data: String,
    /// The step that it belongs to, counted from 0.
    pub step: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum ManualAnswer {
    /// It is kept here, and sent as soon as the server takes it.
    Kept {
        decision: ManualDecision,
    },
    Refused {
        why: String,
    },
}

/// What was decided and is not on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualQueue {
    /// In the order in which it was decided.
    pub decisions: Vec<ManualDecision>,
    /// Why nothing could be sent when it was tried last.
    pub problem: Option<Failure>,
}

/// What was decided about a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManualDecision {
    /// Ours.
    pub id: i64,
    pub project_id: i64,
    pub launch_id: i64,
    pub result_id: i64,
    pub name: String,
    pub status: TestStatus,
    pub message: Option<String>,
    pub pictures: u32,
    pub decided_at: DateTime<Utc>,
    pub state: ManualState,
    /// Why the server did not take it, or what of it the server did not keep.
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ManualState {
    /// The server certainly has not heard of it.
    Waiting,
    /// It is on its way, or its answer was lost and is looked up.
    Asked,
    /// It was read back.
    Sent,
    /// Somebody else said meanwhile how the test ended; nothing was overwritten.
    Conflict,
    Refused,
}
