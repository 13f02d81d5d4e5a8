use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{EnvValue, Named, ResultParameter, Status};
use crate::lenient;

/// How a test ended once: in another launch, or in an earlier attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PastResult {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    /// `None` means still in progress.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub stop: Option<DateTime<Utc>>,
    /// Milliseconds.
    #[serde(default, deserialize_with = "lenient::int")]
    pub duration: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub trace: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub launch: Option<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub environment: Vec<EnvValue>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub parameters: Vec<ResultParameter>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub tested_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
}
