use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CaseField, FlakyVerdict, NamedValue, PastVariant};

/// What the server knows of a test case besides its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseOnServer {
    pub id: i64,
    pub name: String,
    pub full_name: Option<String>,
    pub automated: bool,
    /// It is in the server's bin.
    pub deleted: bool,
    pub status: Option<String>,
    pub layer: Option<String>,
    pub tags: Vec<String>,
    /// A field with several values is one entry.
    pub fields: Vec<CaseField>,
    pub members: Vec<CaseRole>,
    pub issues: Vec<CaseIssueView>,
    pub links: Vec<CaseLink>,
    /// Variants of its parameters.
    pub examples: Vec<Vec<NamedValue>>,
    /// By which it would be run.
    pub jobs: Vec<String>,
    pub relations: Vec<CaseRelationView>,
    pub mutes: Vec<CaseMute>,
    pub defects: Vec<CaseDefect>,
    /// The last results by parameters and environment.
    pub past: Vec<PastVariant>,
    /// Our verdict by the server's rule.
    pub flaky: FlakyVerdict,
    /// The newest first; empty up to 4.x.
    pub versions: Vec<CaseMoment>,
    /// The newest first.
    pub changes: Vec<CaseMoment>,
    pub created: CaseMoment,
    pub modified: CaseMoment,
    /// What could not be read this time; it stands here as empty.
    pub unread: Vec<CasePart>,
    /// When the server told it.
    pub as_of: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CasePart {
    Jobs,
    Relations,
    Mutes,
    Defects,
    Past,
    Versions,
    Changes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseRole {
    pub role: Option<String>,
    pub username: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseIssueView {
    /// For example `ABC-1`.
    pub name: String,
    pub summary: Option<String>,
    pub status: Option<String>,
    pub closed: bool,
    /// As the server tells it; only `http` and `https`.
    pub url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseLink {
    pub name: String,
    /// Only `http` and `https`.
    pub url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseRelationView {
    /// The server's word, such as `is automated by`.
    pub kind: String,
    pub case_id: i64,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMute {
    pub name: String,
    pub reason: Option<String>,
    pub by: Option<String>,
    pub at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDefect {
    pub id: i64,
    pub name: String,
    pub closed: bool,
    pub issue: Option<CaseIssueView>,
}

/// Who did what and when; times are the server's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMoment {
    pub by: Option<String>,
    pub at: Option<DateTime<Utc>>,
    /// Of a version its title; of a change the server's words for what changed.
    pub what: Vec<String>,
}
