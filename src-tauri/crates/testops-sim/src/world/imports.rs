//! Files of test cases that clients send in to be imported, and how far each has come.

use axum::body::Bytes;

/// Simulated milliseconds that an import takes, and each of its rows.
const BEGINNING: i64 = 1_000;
const ROW: i64 = 10;

#[derive(Debug, Clone)]
pub(crate) struct ImportRequest {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) file: String,
    pub(crate) kind: String,
    pub(crate) content: Bytes,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    Stored,
    /// Submitted with this body; it becomes test cases when its time has come.
    Processing {
        due: i64,
        order: Bytes,
    },
    Processed {
        imported: usize,
        failed: usize,
    },
    Failed(String),
}

impl ImportRequest {
    /// When what is submitted `now` is through.
    pub(crate) fn due(now: i64, rows: usize) -> i64 {
        now + BEGINNING + ROW * rows as i64
    }
}
