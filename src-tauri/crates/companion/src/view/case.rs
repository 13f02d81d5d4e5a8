use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which test cases of the exported files are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseQuery {
    /// `None` for all projects.
    pub project_id: Option<i64>,
    /// Only those to which this way of `project_id` leads.
    pub within: Option<CaseWay>,
    /// Words in any form, in English or Russian; the last one may be unfinished. Empty for all, by name.
    pub text: String,
    pub offset: u32,
    pub limit: u32,
}

/// Levels of groups, by the columns of the exported files, and a way down: a value for each level that it passes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseWay {
    pub columns: Vec<String>,
    pub values: Vec<String>,
}

/// Test cases that share a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseGroup {
    /// Empty for those without a value.
    pub name: String,
    pub cases: u64,
}

/// Test cases as the newest exported files have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseList {
    pub items: Vec<CaseHit>,
    pub total: u64,
    /// Files are still being read.
    pub reading: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseProject {
    pub id: i64,
    pub name: String,
    pub cases: u64,
    /// When the newest file was taken.
    pub as_of: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseHit {
    pub project_id: i64,
    pub id: i64,
    pub name: String,
    pub as_of: DateTime<Utc>,
    /// The first line outside of the name that has a word of the query, and the column that it stands in.
    pub place: Option<CaseField>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseField {
    /// As the head of the column has it.
    pub name: String,
    pub value: String,
}

/// A test case as an exported file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedCase {
    pub project_id: i64,
    pub project_name: String,
    pub id: i64,
    pub name: String,
    /// The days on which it changed, the newest first; never empty.
    pub versions: Vec<CaseVersion>,
    /// Which of them this is.
    pub version: u32,
    pub fields: Vec<CaseField>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseVersion {
    pub name: String,
    /// The first file that has it like this.
    pub from: DateTime<Utc>,
    /// The last one.
    pub last_seen: DateTime<Utc>,
    /// The first file that has it otherwise, or not at all.
    pub until: Option<DateTime<Utc>>,
}

/// A column in which two versions of a test case differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseFieldChange {
    pub name: String,
    pub lines: Vec<CaseLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseLine {
    pub kind: CaseLineKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseLineKind {
    Same,
    Removed,
    Added,
}

/// A test case that is not the same on two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseDifference {
    pub id: i64,
    pub name: String,
    pub change: CaseChange,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseChange {
    Appeared,
    Changed,
    Vanished,
}

/// What people say of a test case on the server, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseComments {
    pub items: Vec<CaseComment>,
    /// Older ones are only on the server.
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseComment {
    pub id: i64,
    /// Markdown.
    pub text: String,
    /// The person's name, or else the username.
    pub by: Option<String>,
    pub at: Option<DateTime<Utc>>,
    /// Somebody changed it afterwards.
    pub changed: bool,
}
