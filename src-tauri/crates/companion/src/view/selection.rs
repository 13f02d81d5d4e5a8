use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ScopeGroup;

/// Which tests a launch runs, and who runs those that others would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestChoice {
    pub tests: Tests,
    pub other_jobs: Vec<OtherJob>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "tests", rename_all = "snake_case")]
pub enum Tests {
    /// All of the job.
    #[default]
    All,
    /// Groups and test cases of a tree. Those of `without` are in the groups and do not belong.
    Tree {
        tree_id: i64,
        tree_name: String,
        groups: Vec<ScopeGroup>,
        cases: Vec<ChosenCase>,
        without: Vec<ChosenCase>,
    },
    /// What an AQL query finds at the time of the launch.
    Query { aql: String },
    /// A test plan, run by the jobs that it names.
    Plan { plan_id: i64, name: String },
    /// Of a run that is followed here.
    Run { run_id: i64, name: String, which: TestsOfRun },
}

/// A test case, as it was when it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChosenCase {
    pub id: i64,
    pub name: String,
    /// The ids of the values from the root to its group; empty where it was found by a search.
    pub path: Vec<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TestsOfRun {
    /// Failed or broken.
    Failed,
    Flaky,
    /// Planned or skipped, and without an outcome.
    NotRun,
}

/// Another job for the tests of one, or for those that no job can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OtherJob {
    /// `None` for the tests without a job.
    pub from: Option<i64>,
    pub to: i64,
}

/// What a choice of tests would be if it were launched now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestsCheck {
    /// What is wrong with it, for example the server's words about a query; it cannot be launched then.
    pub fault: Option<String>,
    /// Test cases in it, as the server counts; `None` where it was not asked for.
    pub total: Option<u64>,
    pub automated: u64,
    pub manual: u64,
    /// Automated, with no job that can run them.
    pub without_job: u64,
    pub jobs: Vec<JobPart>,
}

/// How many of the tests a job would run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobPart {
    pub job_id: i64,
    pub job_name: String,
    pub ci: String,
    pub tests: u64,
}

/// Test cases below a group, or found by a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasePage {
    pub items: Vec<CaseView>,
    /// There are no further pages.
    pub last: bool,
    /// What is wrong with the search, in the server's words.
    pub fault: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseView {
    pub id: i64,
    pub name: String,
    pub automated: bool,
}

/// A test plan of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestPlanView {
    pub id: i64,
    pub name: String,
    pub tests: u64,
    /// The AQL that fills it, where it is filled by one.
    pub aql: Option<String>,
}

/// By how much a plan differs from the AQL that fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanDifference {
    pub added: u64,
    pub gone: u64,
}

/// A choice of tests under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedTests {
    /// Ours.
    pub id: i64,
    pub name: String,
    pub tests: Tests,
}

/// Results of a run that are to run again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RerunRequest {
    /// Made by the face once per press; the same key reruns once.
    pub key: String,
    pub run_id: i64,
    pub results: Vec<i64>,
    /// Instead of `results`: the tests of this group of failures, as they are by then.
    pub group: Option<String>,
    /// By a person. No CI can run these tests again in this launch from then on.
    pub by_hand: bool,
}

/// What came of writing a `testplan.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum TestPlanFile {
    Written { path: String, tests: u64 },
    Refused { why: String },
}
