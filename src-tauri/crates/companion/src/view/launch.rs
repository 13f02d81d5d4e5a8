use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Counts, FieldFault, NotifyPreset, Outcome, TestChoice, Usual};

/// The projects of the connection; `as_of` is when the server last told them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProjectList {
    pub items: Vec<ProjectView>,
    pub as_of: DateTime<Utc>,
    /// True when the server could not be asked just now and this is what it said at `as_of`.
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProjectView {
    pub id: i64,
    pub name: String,
    pub abbr: Option<String>,
    pub description: Option<String>,
    pub favourite: bool,
    /// Its notifications are held.
    pub muted: bool,
    /// Which of its notifications are shown; `None` as the settings say.
    pub notify: Option<NotifyPreset>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobList {
    pub items: Vec<JobView>,
    pub as_of: DateTime<Utc>,
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobView {
    pub id: i64,
    pub name: String,
    /// The CI's name as the server spells it, for example `jenkins`; an open set.
    pub ci: String,
    pub url: Option<String>,
    pub last_outcome: Option<Outcome>,
    pub last_run_at: Option<DateTime<Utc>>,
    /// Why the job cannot be launched, in the language in force; `None` when it can.
    pub blocked: Option<String>,
}

/// All that the form of a job shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobForm {
    pub project_id: i64,
    pub project_name: String,
    pub job: JobView,
    /// From the name template, with date and job.
    pub suggested_name: String,
    pub parameters: Vec<ParameterView>,
    pub presets: Vec<Preset>,
    /// What the last launch of this job was given, if there was one.
    pub last: Option<FormValues>,
    /// The project's environment variables.
    pub variables: Vec<EnvVariable>,
    /// How its runs went, as far as we know them.
    pub usual: Option<Usual>,
    pub as_of: DateTime<Utc>,
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParameterView {
    pub id: i64,
    pub name: String,
    pub default: String,
    /// The value of the last launch, where it differs from the default.
    pub last: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnvVariable {
    pub id: i64,
    pub name: String,
}

/// What a person put into a job's form. Parameters go by name, so that values survive a job that was made anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormValues {
    pub parameters: Vec<NamedValue>,
    pub tags: Vec<String>,
    /// Environment variable and value.
    pub environment: Vec<NamedValue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NamedValue {
    pub name: String,
    pub value: String,
}

/// Saved values for a job's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preset {
    /// Ours.
    pub id: i64,
    pub name: String,
    pub values: FormValues,
    /// Parameters that the preset knows and the job no longer has.
    pub gone: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PresetDraft {
    pub project_id: i64,
    pub job_id: i64,
    pub name: String,
    pub values: FormValues,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LaunchRequest {
    /// Made by the face once per form; the same key never launches twice.
    pub key: String,
    pub project_id: i64,
    pub job_id: i64,
    /// 1 to 255 characters.
    pub name: String,
    pub values: FormValues,
    #[serde(default)]
    pub choice: TestChoice,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum LaunchAnswer {
    /// The intent is stored and the request is on its way; follow the run.
    Asked {
        run_id: i64,
    },
    Refused {
        faults: Vec<FieldFault>,
    },
}

/// A job that was launched lately, for the palette, the tray and "repeat".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecentJob {
    pub project_id: i64,
    pub project_name: String,
    pub job_id: i64,
    pub job_name: String,
    pub ci: String,
    pub last_run_id: i64,
    pub last_run_at: DateTime<Utc>,
}

/// A launch on the server, to be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerLaunch {
    pub launch_id: i64,
    pub name: String,
    pub closed: bool,
    pub created_at: Option<DateTime<Utc>>,
    pub created_by: Option<String>,
    /// Ours, when it is followed already.
    pub run_id: Option<i64>,
}

/// A job that a person keeps at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PinnedJob {
    pub project_id: i64,
    pub project_name: String,
    pub job_id: i64,
    pub job_name: String,
    pub ci: String,
    /// As in [`JobView`], as far as it is known without asking the server; also that the job is gone.
    pub blocked: Option<String>,
}

/// How the last launches of a project's jobs ended, whoever launched them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProjectResults {
    pub project_id: i64,
    pub project_name: String,
    /// Whether the server told its launches; otherwise these are the runs that are followed here and no more.
    pub heard: bool,
    /// Those of which something is known, the job that was launched last first.
    pub jobs: Vec<JobResults>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobResults {
    pub job_id: i64,
    pub job_name: String,
    pub ci: String,
    /// At most ten, the oldest first.
    pub results: Vec<JobResult>,
    /// These are the runs that are followed here and no more: no launch of the server's said that it is of this job.
    pub followed_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JobResult {
    pub launch_id: Option<i64>,
    /// Ours, when it is followed.
    pub run_id: Option<i64>,
    /// `None` while it goes on.
    pub outcome: Option<Outcome>,
    /// `None` where the server was not asked for them.
    pub counts: Option<Counts>,
    /// When it was launched.
    pub at: DateTime<Utc>,
}
