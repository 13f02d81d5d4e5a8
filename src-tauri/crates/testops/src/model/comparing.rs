use serde::Deserialize;

use super::Status;
use super::open_word::open_word;
use crate::lenient;

/// A test in several launches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MatrixRow {
    #[serde(deserialize_with = "lenient::int")]
    pub test_case_id: Option<i64>,
    #[serde(deserialize_with = "lenient::string")]
    pub test_case_name: String,
    #[serde(deserialize_with = "lenient::list")]
    pub cells: Vec<MatrixCell>,
}

/// How it ended in one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixCell {
    #[serde(deserialize_with = "lenient::id")]
    pub launch_id: i64,
    /// `None` where it was not run, or is in progress.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub results: Vec<MatrixResult>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct MatrixResult {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    /// Milliseconds.
    #[serde(default, deserialize_with = "lenient::int")]
    pub duration: Option<i64>,
}

open_word! {
    /// Which tests a matrix shows.
    MatrixMode {
        All = "all",
        /// Those that every launch has.
        Intersect = "intersect",
        /// Those that some launch lacks.
        Diff = "diff",
    }
}

open_word! {
    /// What is asked of the difference of two launches.
    DiffKind {
        New = "new",
        Missed = "missed",
        Failed = "failed",
        Fixed = "fixed",
        StatusChanged = "status-changed",
    }
}

/// A test that two launches tell differently. New and missed ones have one side only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Sides")]
pub struct DiffRow {
    pub test_case_id: Option<i64>,
    pub name: String,
    pub from: Option<DiffSide>,
    pub to: Option<DiffSide>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffSide {
    /// The result's id.
    pub id: i64,
    pub status: Option<Status>,
    pub message: Option<String>,
    pub trace: Option<String>,
}

/// Both shapes: `from…` and `to…`, and a bare result.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sides {
    #[serde(deserialize_with = "lenient::int")]
    test_case_id: Option<i64>,
    #[serde(deserialize_with = "lenient::int")]
    id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    status: Option<Status>,
    #[serde(deserialize_with = "lenient::text")]
    message: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    trace: Option<String>,
    #[serde(deserialize_with = "lenient::int")]
    from_id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    from_name: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    from_status: Option<Status>,
    #[serde(deserialize_with = "lenient::text")]
    from_message: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    from_trace: Option<String>,
    #[serde(deserialize_with = "lenient::int")]
    to_id: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    to_name: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    to_status: Option<Status>,
    #[serde(deserialize_with = "lenient::text")]
    to_message: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    to_trace: Option<String>,
}

impl From<Sides> for DiffRow {
    fn from(row: Sides) -> Self {
        let side =
            |id: Option<i64>, status, message, trace| id.map(|id| DiffSide { id, status, message, trace });
        let bare = side(row.id, row.status, row.message, row.trace);
        Self {
            test_case_id: row.test_case_id,
            name: row.to_name.or(row.from_name).or(row.name).unwrap_or_default(),
            from: side(row.from_id, row.from_status, row.from_message, row.from_trace),
            to: side(row.to_id, row.to_status, row.to_message, row.to_trace).or(bare),
        }
    }
}

/// How many results took so long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DurationCount {
    /// Milliseconds.
    #[serde(deserialize_with = "lenient::count")]
    pub duration: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub count: u64,
}
