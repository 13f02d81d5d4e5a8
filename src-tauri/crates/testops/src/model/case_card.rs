use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Issue, Link, Named, ResultParameter};
use crate::lenient;

/// What a reader is shown of a test case on the server, without its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseCard {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub full_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::is")]
    pub automated: bool,
    #[serde(default, deserialize_with = "lenient::is")]
    pub deleted: bool,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Named>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub layer: Option<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub links: Vec<Link>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues: Vec<Issue>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub members: Vec<RoleHolder>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub custom_fields: Vec<NamedFieldValue>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub examples: Vec<CaseExample>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_modified_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}

/// Somebody with a role, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct RoleHolder {
    /// The username.
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub role: Option<Named>,
}

/// One value of a custom field; a field with several values is told several times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedFieldValue {
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub custom_field: Option<Named>,
}

/// A variant: its parameters with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct CaseExample {
    #[serde(default, deserialize_with = "lenient::list")]
    pub parameters: Vec<ResultParameter>,
}

/// How a test case stands to another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct CaseRelation {
    /// Such as `duplicates` or `is automated by`.
    #[serde(rename = "type", default, deserialize_with = "lenient::string")]
    pub kind: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub target: Option<Named>,
}

/// Who changed what of a test case. Relations, mutes, links, steps, files and parameters are not told of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseAudit {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    /// `insert`, `update` or `delete`.
    #[serde(default, deserialize_with = "lenient::string")]
    pub action_type: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub username: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub timestamp: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub data: Vec<CaseAuditPart>,
}

/// A change of a test case itself, or of one of its lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct CaseAuditPart {
    /// Such as `test_case` or `test_case_issue`.
    #[serde(rename = "type", default, deserialize_with = "lenient::string")]
    pub kind: String,
    #[serde(default)]
    diff: serde_json::Value,
}

impl CaseAuditPart {
    /// The fields of the test case that changed, such as `name`; without those that the server derives from them.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.diff.as_object().into_iter().flatten();
        fields
            .filter(|(name, change)| !change.is_null() && !name.ends_with("Html"))
            .map(|(name, _)| name.as_str())
    }
}
