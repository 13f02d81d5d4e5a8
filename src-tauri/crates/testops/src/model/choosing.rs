use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EnvironmentSet, IssueRef, Job, LaunchName, Link, Named, ParameterValue, Selection, TagRef};
use crate::lenient;

/// A test case in a tree or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Row")]
pub struct CaseRow {
    pub id: i64,
    pub name: String,
    pub automated: bool,
    pub layer: Option<String>,
    pub status: Option<String>,
    /// As CSS writes it.
    pub status_color: Option<String>,
}

/// A row of either generation. In a tree of 25 and later the id is the leaf's own, beside that of the test case.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(deserialize_with = "lenient::id")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    test_case_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    name: String,
    #[serde(default, deserialize_with = "lenient::is")]
    automated: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    layer_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    test_layer: Option<Named>,
    #[serde(default, deserialize_with = "lenient::text")]
    status_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status_color: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    status: Option<StatusOfCase>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StatusOfCase {
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    color: Option<String>,
}

impl From<Row> for CaseRow {
    fn from(row: Row) -> Self {
        let status = row.status.unwrap_or_default();
        Self {
            id: row.test_case_id.unwrap_or(row.id),
            name: row.name,
            automated: row.automated,
            layer: row.layer_name.or(row.test_layer.map(|layer| layer.name)),
            status: row.status_name.or(status.name),
            status_color: row.status_color.or(status.color),
        }
    }
}

/// Another job in place of one, or for the tests that have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobMapping {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_id: Option<i64>,
    pub to_id: i64,
}

/// What a selection of test cases would be if it were run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunStats {
    #[serde(deserialize_with = "lenient::count")]
    pub total: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub automated: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub manual: u64,
    /// Automated, with no job that can run them.
    #[serde(deserialize_with = "lenient::count")]
    pub not_run: u64,
}

/// How many test cases a job would run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct JobShare {
    #[serde(deserialize_with = "lenient::maybe")]
    pub job: Option<Job>,
    #[serde(deserialize_with = "lenient::count")]
    pub test_cases_count: u64,
}

/// Test cases to be run in a new launch, each by its job. It can be kept as JSON until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CasesRunRequest {
    pub launch_name: LaunchName,
    pub selection: Selection,
    pub tags: Vec<TagRef>,
    pub issues: Vec<IssueRef>,
    pub env_var_value_sets: Vec<EnvironmentSet>,
    /// Who runs the manual ones, in turn.
    pub assignees: Vec<String>,
    pub jobs: Vec<JobMapping>,
    pub parameters: Vec<ParameterValue>,
}

/// A named choice of test cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestPlan {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub test_cases_count: u64,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub tree: Option<Named>,
    /// The AQL that fills it, where it is filled by one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub base_rql: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}

/// By how much a plan differs from the AQL that fills it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PlanDiff {
    #[serde(deserialize_with = "lenient::count")]
    pub added: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub deleted: u64,
}

/// How many of a plan's test cases somebody has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanMember {
    #[serde(deserialize_with = "lenient::string")]
    pub username: String,
    #[serde(deserialize_with = "lenient::string")]
    pub first_name: String,
    #[serde(deserialize_with = "lenient::string")]
    pub last_name: String,
    #[serde(deserialize_with = "lenient::count")]
    pub test_cases_count: u64,
}

/// The body of "run this plan", and of "copy this launch".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchOrder {
    /// Copying without a name is a 500.
    pub launch_name: LaunchName,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env_var_value_sets: Vec<EnvironmentSet>,
}

/// A test as a test plan for a framework names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PlannedTest {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    /// Usually the full name.
    #[serde(default, alias = "fullName", deserialize_with = "lenient::string")]
    pub selector: String,
}

/// What becomes of a launch; what is `None` stays, lists are replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LaunchChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<LaunchName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<TagRef>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoclose: Option<bool>,
}
