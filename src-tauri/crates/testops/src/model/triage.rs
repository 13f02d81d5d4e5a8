use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Issue, IssueRef, LaunchName};
use crate::lenient;

/// Results of one launch, by their ids. Never empty: an empty selection means all to some operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultSelection {
    launch_id: i64,
    groups_include: [i64; 0],
    groups_exclude: [i64; 0],
    #[serde(rename = "leafsInclude")]
    results: Vec<i64>,
    leafs_exclude: [i64; 0],
    path: [i64; 0],
    inverted: bool,
}

impl ResultSelection {
    /// `None` without results.
    pub fn new(launch_id: i64, results: Vec<i64>) -> Option<Self> {
        (!results.is_empty()).then_some(Self {
            launch_id,
            groups_include: [],
            groups_exclude: [],
            results,
            leafs_exclude: [],
            path: [],
            inverted: false,
        })
    }

    pub fn launch_id(&self) -> i64 {
        self.launch_id
    }

    pub fn results(&self) -> &[i64] {
        &self.results
    }
}

/// How a mute is called and why it is there. A mute is of the test case: it holds in later launches too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MuteOrder {
    /// Servers answer 500 without one, and to one that is too long.
    pub name: LaunchName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueRef>,
}

/// A mute of a test case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mute {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub reason: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub test_case_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues: Vec<Issue>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
}

/// Somebody with an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Person {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::string")]
    pub username: String,
    #[serde(deserialize_with = "lenient::string")]
    pub first_name: String,
    #[serde(deserialize_with = "lenient::string")]
    pub last_name: String,
}

/// What a selection of results consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SelectionStats {
    #[serde(deserialize_with = "lenient::count")]
    pub total: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub automated: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub manual: u64,
    /// With a defect, or muted.
    #[serde(deserialize_with = "lenient::count")]
    pub resolved: u64,
}
