use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::lenient;

/// What somebody says of a test case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseComment {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    /// Markdown.
    #[serde(default, deserialize_with = "lenient::string")]
    pub body: String,
    /// The username.
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    /// Old servers do not tell it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}
