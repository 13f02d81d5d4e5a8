//! Jobs that are launched by themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::{CatchUp, Failure, FieldFault, FormValues};

/// What a person says of a scheduled launch; what a stored one is, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleDraft {
    /// Ours; `None` for one that is not saved yet.
    pub id: Option<i64>,
    /// 1 to 255 characters.
    pub name: String,
    pub project_id: i64,
    pub project_name: String,
    pub job_id: i64,
    pub job_name: String,
    /// With every parameter of the job: one that comes or goes keeps it from being launched.
    pub values: FormValues,
    pub trigger: Trigger,
    /// For due times; what follows another job follows its newest end, up to an hour late.
    pub catch_up: CatchUp,
    /// The desktop is told of its runs only when something failed or was mended that was not so before.
    pub only_new: bool,
    pub paused: bool,
}

/// What launches the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "trigger", rename_all = "snake_case")]
pub enum Trigger {
    /// Five fields in an IANA time zone, as for export plans.
    Times { cron: String, zone: String },
    /// Each run of another job of the project that passes.
    After { job_id: i64, job_name: String },
}

/// What the form shows beside what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleCheck {
    /// `name`, `cron`, `zone`, `after`, `catch_up`.
    pub faults: Vec<FieldFault>,
    /// When it launches, in words.
    pub words: Option<String>,
    /// The next five due times.
    pub next: Vec<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum ScheduleSaved {
    Saved { id: i64 },
    Refused { faults: Vec<FieldFault> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScheduleView {
    /// Ours.
    pub id: i64,
    pub draft: ScheduleDraft,
    pub state: ScheduleState,
    /// When it launches, in words and in the language in force.
    pub words: String,
    /// `None` while paused, and where it follows a job.
    pub next_at: Option<DateTime<Utc>>,
    /// The due time that will be passed over.
    pub skips_at: Option<DateTime<Utc>>,
    /// Why it will not be launched as it is; saved anew it is looked at anew.
    pub problem: Option<String>,
    /// What became of the last due times, newest first.
    pub turns: Vec<TurnView>,
    /// A launch that did not happen, which nobody has looked at.
    pub failed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ScheduleState {
    Idle,
    Launching,
    /// It is due, and the server does not answer.
    Waiting {
        since: DateTime<Utc>,
        failure: Failure,
    },
    /// Due times passed while the program was off: a person decides.
    Asking {
        missed: Vec<DateTime<Utc>>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TurnView {
    pub due_at: DateTime<Utc>,
    pub outcome: TurnOutcome,
    /// Ours; the run that it began.
    pub run_id: Option<i64>,
    /// Why it began none.
    pub message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TurnOutcome {
    Launched,
    NotLaunched,
    Missed,
    Skipped,
}
