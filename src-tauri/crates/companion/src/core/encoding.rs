//! How the values of the domain are written into columns of the store.

use chrono::{DateTime, Utc};

pub(crate) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}
