use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::JobInfo;
use super::open_word::open_word;
use crate::lenient;

/// One execution of a CI pipeline inside a launch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRun {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// The build's page on the CI server.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub external_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub stage: Option<JobRunStage>,
    /// `None` until it has finished.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<JobRunStatus>,
    /// Why TestOps could not start the CI, together with [`JobRunStage::RunFailure`].
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_message: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub job: Option<JobInfo>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub launch_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}

open_word! {
    JobRunStage {
        Scheduled = "scheduled",
        InProgress = "in_progress",
        Finished = "finished",
        /// TestOps could not start the CI.
        RunFailure = "run_failure",
    }
}

open_word! {
    JobRunStatus {
        Passed = "passed",
        Failed = "failed",
        Cancelled = "cancelled",
        Unknown = "unknown",
    }
}
