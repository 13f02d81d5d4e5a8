//! A verified file that waits for its name.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A file that is whole, verified and on the disk; from here on only its name is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Whole {
    pub(super) path: PathBuf,
    pub(super) part_id: Option<i64>,
    pub(super) part: Option<String>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    pub(super) sha256: String,
    pub(super) took_ms: i64,
    pub(super) written_at: DateTime<Utc>,
}
