use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::open_word::open_word;
use super::{JobRun, Link, Named, Tag};
use crate::lenient;

open_word! {
    /// How a test ended. A result without a status is still in progress.
    Status {
        Passed = "passed",
        Failed = "failed",
        Broken = "broken",
        Skipped = "skipped",
        Unknown = "unknown",
    }
}

/// A test's result in a launch. Searching by AQL fills only id, name, status, test case, assignee and duration.
#[expect(clippy::struct_excessive_bools, reason = "the server's own flags")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub full_name: Option<String>,
    /// `None` means still in progress.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub launch_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub test_case_id: Option<i64>,
    /// The same test with the same parameters has the same key in every launch.
    #[serde(default, deserialize_with = "lenient::text")]
    pub history_key: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub stop: Option<DateTime<Utc>>,
    /// Milliseconds.
    #[serde(default, deserialize_with = "lenient::int")]
    pub duration: Option<i64>,
    /// Why it failed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub trace: Option<String>,
    /// What the test is about, as its test case says it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub precondition: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub expected_result: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub assignee: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub tested_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::is")]
    pub manual: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub flaky: bool,
    /// Explained by a known defect.
    #[serde(default, deserialize_with = "lenient::is")]
    pub known: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub muted: bool,
    /// An earlier try, not the last one.
    #[serde(default, deserialize_with = "lenient::is")]
    pub hidden: bool,
    #[serde(default, deserialize_with = "lenient::list")]
    pub parameters: Vec<ResultParameter>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Tag>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub links: Vec<Link>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub category: Option<Category>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub layer: Option<Named>,
    /// The attempt that replaced this one.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub retried_by: Option<Named>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub job_run: Option<JobRun>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}

/// A kind of failure, as the project has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Category {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// As CSS writes it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub color: Option<String>,
}

/// A parameter of a test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ResultParameter {
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub value: Option<String>,
    #[serde(deserialize_with = "lenient::is")]
    pub hidden: bool,
}
