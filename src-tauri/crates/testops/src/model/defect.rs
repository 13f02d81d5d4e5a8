use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{IssueRef, Named, Status};
use crate::lenient;

/// A known problem. Lists leave most of it out; [`Client::defect`](crate::Client::defect) tells all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Defect {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::is")]
    pub closed: bool,
    /// What it explains: of a launch, results; of a project, test cases.
    #[serde(default, deserialize_with = "lenient::count")]
    pub count: u64,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub issue: Option<Issue>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub found_at_launch: Option<Named>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub last_found_launch: Option<Named>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_found_date: Option<DateTime<Utc>>,
}

/// An issue in a tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Issue {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::int")]
    pub integration_id: Option<i64>,
    /// For example `ABC-1`.
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub status: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub summary: Option<String>,
    #[serde(deserialize_with = "lenient::is")]
    pub closed: bool,
}

/// Which failures belong to a defect: those whose message and trace meet the regular expressions that are given. An open
/// defect's rules settle failures to come, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefectRule {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::text")]
    pub message_regex: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::text")]
    pub trace_regex: Option<String>,
}

/// A rule that a defect has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KnownRule {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(flatten)]
    pub rule: DefectRule,
}

/// A defect to be made, in one step with its rule and with an issue that is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDefect {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "matcher", skip_serializing_if = "Option::is_none")]
    pub rule: Option<DefectRule>,
    #[serde(rename = "linkIssue", skip_serializing_if = "Option::is_none")]
    pub issue: Option<IssueKey>,
}

/// An issue by its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueKey {
    pub integration_id: i64,
    pub name: String,
}

impl From<IssueRef> for IssueKey {
    fn from(issue: IssueRef) -> Self {
        Self { integration_id: issue.integration_id, name: issue.name }
    }
}

/// What becomes of a defect; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DefectChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
}

/// A failure that a rule meets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RuleMatch {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub trace: Option<String>,
}

/// Failures of a launch as the server groups them: a tree of unknown depth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FailureGroup {
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    /// By what it is a group, for example `category` or `message`, and the value.
    #[serde(deserialize_with = "lenient::maybe")]
    pub context: Option<GroupContext>,
    #[serde(deserialize_with = "lenient::list")]
    pub groups: Vec<FailureGroup>,
    #[serde(rename = "leafs", deserialize_with = "lenient::list")]
    pub results: Vec<GroupedResult>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GroupContext {
    #[serde(deserialize_with = "lenient::string")]
    pub key: String,
    #[serde(deserialize_with = "lenient::string")]
    pub value: String,
}

/// A result in a group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GroupedResult {
    /// The result's id.
    #[serde(rename = "uid", deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::is")]
    pub flaky: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub muted: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub hidden: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    pub assignee: Option<String>,
}
