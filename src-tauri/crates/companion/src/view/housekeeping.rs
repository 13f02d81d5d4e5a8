use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Effect, QueryFault};

/// Launches of a project on the server, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum LaunchList {
    Found {
        items: Vec<ListedLaunch>,
        total: u32,
    },
    /// The query cannot be asked.
    Refused {
        fault: QueryFault,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListedLaunch {
    pub launch_id: i64,
    /// Ours, when it is followed.
    pub run_id: Option<i64>,
    pub name: String,
    pub closed: bool,
    pub created_at: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
    pub tags: Vec<String>,
}

/// What is done with launches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaunchActRequest {
    pub project_id: i64,
    pub launch_ids: Vec<i64>,
    pub act: LaunchAct,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum LaunchAct {
    /// Of one.
    Rename {
        name: String,
    },
    Tag {
        add: Vec<String>,
        remove: Vec<String>,
    },
    Close,
    Reopen,
    /// Runs the same tests again in a launch of its own, named as the first one with this after it.
    Copy {
        suffix: String,
    },
    /// Moves their results into another launch; they are gone then.
    Merge {
        into: i64,
    },
    Delete,
}

/// What an act would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaunchActPlan {
    pub launches: Vec<PlannedLaunch>,
    /// Results in the launches that it is about.
    pub results: u32,
    /// Launches that would change.
    pub changes: u32,
    /// What cannot be taken back.
    pub not_undoable: Option<String>,
    /// Why it is not done.
    pub refused: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedLaunch {
    pub launch_id: i64,
    pub name: String,
    pub closed: bool,
    pub results: u32,
    /// Job runs that are under way.
    pub jobs_running: u32,
    /// Ours, when it is followed.
    pub run_id: Option<i64>,
    /// It is not on the server.
    pub gone: bool,
    /// It is already as it would become.
    pub already_so: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum LaunchActOutcome {
    /// Nothing was asked of the server.
    Refused { why: String },
    /// What came of it for each, as it was read back.
    Done {
        items: Vec<LaunchActItem>,
        /// What the server said where it failed.
        problem: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaunchActItem {
    pub launch_id: i64,
    pub name: String,
    pub effect: Effect,
    pub why: Option<String>,
    /// The copy that was made.
    pub copy_id: Option<i64>,
}
