use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EnvValue, JobRun, Status};
use crate::lenient;

/// A launch, as the sparse operations tell it. There is no status: whether it is over is derived from `closed`, its
/// job runs, its progress and its statistic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Launch {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    /// Absent counts as open.
    #[serde(default, deserialize_with = "lenient::is")]
    pub closed: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub external: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub autoclose: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Tag>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub links: Vec<Link>,
}

/// A launch, as the list with `preview=true` tells it: with its job runs, environment and counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchPreview {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::is")]
    pub closed: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub external: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
    /// Servers fill it for closed launches only; for open ones ask for the statistic.
    #[serde(default, deserialize_with = "lenient::list_or_none")]
    pub statistic: Option<Vec<StatusCount>>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub environment: Vec<EnvValue>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub jobs: Vec<JobRun>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub new_defects_count: u64,
    #[serde(default, deserialize_with = "lenient::count")]
    pub known_defects_count: u64,
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Tag>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub links: Vec<Link>,
}

/// How many results have a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StatusCount {
    /// `None` means still in progress.
    #[serde(deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(deserialize_with = "lenient::count")]
    pub count: u64,
}

/// A launch's tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Tag {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
}

/// What suggestions answer with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Named {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
}

/// A link on a launch or a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A test that was run more than once in a launch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// Of the last try.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub test_case_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub total_retries: u64,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub previous_retry: Option<PreviousRetry>,
}

/// The try before the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PreviousRetry {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
}

#[derive(Deserialize)]
pub(crate) struct Progress {
    #[serde(default, deserialize_with = "lenient::is")]
    pub(crate) ready: bool,
}

#[derive(Deserialize)]
pub(crate) struct Validity {
    #[serde(default, deserialize_with = "lenient::is")]
    pub(crate) valid: bool,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(crate) count: u64,
}
