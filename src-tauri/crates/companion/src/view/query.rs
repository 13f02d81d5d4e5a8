use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::TestStatus;

/// What an AQL asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuerySubject {
    Launches,
    Results,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueryVerdict {
    /// Why it cannot be asked; nothing where it can.
    pub fault: Option<QueryFault>,
    /// How many it finds; `None` where that is not known.
    pub count: Option<u32>,
}

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueryFault {
    pub message: String,
    /// From where to where, in UTF-16 code units; `None` where only the server knows what is wrong.
    pub place: Option<(u32, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultQueryPage {
    pub items: Vec<QueriedResult>,
    pub total: u32,
}

/// A test result as the server's search tells it; the rest is asked for with `queried_details`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueriedResult {
    /// On the server.
    pub id: i64,
    pub name: String,
    pub status: TestStatus,
    pub duration_ms: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueriedDetails {
    pub id: i64,
    pub message: Option<String>,
    pub launch_id: Option<i64>,
    /// As far as it is known here.
    pub launch_name: Option<String>,
    /// Ours, when the launch is followed.
    pub run_id: Option<i64>,
    pub at: Option<DateTime<Utc>>,
}

/// Queries for results that were saved or asked before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultQueries {
    /// By name.
    pub saved: Vec<SavedQuery>,
    /// The newest first.
    pub recent: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedQuery {
    pub id: i64,
    pub name: String,
    pub query: String,
}
