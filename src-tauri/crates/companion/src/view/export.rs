//! Export plans, their attempts and the files they wrote.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};
use ts_rs::TS;

use super::{CopyView, Failure, FieldFault};

/// What a person says of a plan; what a stored plan is, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanDraft {
    /// Ours; `None` for a plan that is not saved yet.
    pub id: Option<i64>,
    /// 1 to 255 characters.
    pub name: String,
    pub project_id: i64,
    pub project_name: String,
    pub scope: ExportScope,
    pub columns: ColumnChoice,
    /// One character: a comma, a semicolon, a tab or a vertical bar.
    pub separator: String,
    pub headers: bool,
    /// `None` for the default folder of the settings.
    pub folder: Option<String>,
    /// `{plan}`, `{project}`, `{group}`, `{date}`, `{time}`; date and time are UTC, of the attempt's start.
    pub file_name: String,
    /// Days that files are kept; `None` for ever. The last good file of each part is always kept.
    pub retention_days: Option<u32>,
    /// Minutes to wait before each repetition of a failed attempt; none repeats nothing.
    pub retries: Vec<u32>,
    /// Five fields: minute, hour, day of month, month, day of week.
    pub cron: String,
    /// An IANA time zone, for example `UTC` or `Europe/Moscow`.
    pub zone: String,
    pub catch_up: CatchUp,
    /// A paused plan runs only when a person asks.
    pub paused: bool,
    /// `None` where only CSV files are written.
    #[serde(default)]
    pub markdown: Option<MarkdownFiles>,
    /// `None` where nobody wants it proved that the files can be restored.
    #[serde(default)]
    pub drill: Option<Drill>,
}

/// A sample of the exported test cases that is restored into a scratch project, compared and deleted there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Drill {
    /// Not the plan's project.
    pub project_id: i64,
    pub project_name: String,
    /// Test cases of a sample, 1 to 500.
    pub cases: u32,
    /// Days between two drills, 1 to 365; each follows an export.
    pub every_days: u32,
}

/// Each test case as a Markdown file too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarkdownFiles {
    /// An absolute path; the folder is there already.
    pub folder: String,
    /// Whether changes are committed to the Git repository that the folder is in.
    pub git: bool,
}

/// Which test cases a plan covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum ExportScope {
    /// Every test case of the project, in one file.
    All,
    /// A file for each group.
    Groups { tree_id: i64, tree_name: String, groups: Vec<ScopeGroup> },
    /// What an AQL filter finds, in one file.
    Query { aql: String },
}

/// A group of a tree, as it was when it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeGroup {
    pub id: i64,
    /// The ids of the values from the root to this group; empty when only the id is known, as from `projects.json`.
    pub path: Vec<i64>,
    /// The names from the root to this group.
    pub names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "choice", rename_all = "snake_case")]
pub enum ColumnChoice {
    /// Whatever the server offers at the time of the export.
    Everything,
    Chosen {
        columns: Vec<ExportColumn>,
    },
}

/// A column that the server can write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportColumn {
    /// The server's word, for example `allure_id`, `custom_field`, `role`.
    pub field: String,
    /// The header.
    pub name: String,
    /// Which custom field, role or integration.
    pub id: Option<i64>,
}

/// What happens to due times that passed while the program was off or the machine slept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum CatchUp {
    /// One export for all of them, at once.
    Once,
    Skip,
    /// A person decides.
    Ask,
    /// One export, if the latest due time is at most so many hours old.
    Within {
        hours: u32,
    },
}

/// What the form shows beside what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanCheck {
    /// `name`, `scope`, `columns`, `separator`, `folder`, `file_name`, `retention_days`, `retries`, `cron`, `zone`,
    /// `catch_up`.
    pub faults: Vec<FieldFault>,
    /// The schedule in words, for example “every day at 07:00 UTC”.
    pub words: Option<String>,
    /// The next five due times.
    pub next: Vec<DateTime<Utc>>,
    /// The names that the next attempt would give its files.
    pub file_names: Vec<String>,
    /// The folder in force.
    pub folder: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum PlanSaved {
    Saved { id: i64 },
    Refused { faults: Vec<FieldFault> },
}

/// What the server offers a plan of this project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanChoices {
    pub trees: Vec<TreeView>,
    /// All columns, in the server's order.
    pub columns: Vec<ExportColumn>,
    /// Test cases of the whole project.
    pub count: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TreeView {
    pub id: i64,
    pub name: String,
    /// The custom fields of its levels, from the root.
    pub levels: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TreeGroup {
    pub group: ScopeGroup,
    /// Test cases in it, however deep.
    pub count: Option<u64>,
    /// It may have groups below it.
    pub has_groups: bool,
}

/// How many test cases a scope covers, as the server counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeCount {
    pub count: Option<u64>,
    /// What is wrong with it, for example the server's words of a filter, or a group that is gone.
    pub fault: Option<String>,
}

/// The Exports place: the plans, and what all files sum up to.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportsView {
    pub plans: Vec<PlanView>,
    pub files: u64,
    pub bytes: u64,
    pub last_at: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    /// The default folder in force.
    pub folder: String,
    /// Free bytes on its disk, where that can be told.
    pub free_bytes: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PlanView {
    /// Ours.
    pub id: i64,
    pub draft: PlanDraft,
    pub state: PlanState,
    /// The schedule in words, in the language in force.
    pub words: String,
    /// `None` while paused.
    pub next_at: Option<DateTime<Utc>>,
    /// The due time that will be passed over.
    pub skips_at: Option<DateTime<Utc>>,
    pub last: Option<AttemptView>,
    /// A failure that nobody has looked at yet.
    pub failed: bool,
    pub files: u64,
    pub bytes: u64,
    /// The folder in force.
    pub folder: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PlanState {
    Idle,
    Running {
        attempt_id: i64,
        parts: Vec<PartProgress>,
    },
    /// The attempt failed and will be repeated.
    Retrying {
        at: DateTime<Utc>,
        /// The number of the next attempt, from 2.
        number: u32,
        of: u32,
    },
    /// It is due and cannot begin, for example because its folder is gone.
    Waiting {
        since: DateTime<Utc>,
        failure: Failure,
    },
    /// Due times passed while the program was off: a person decides.
    Asking {
        missed: Vec<DateTime<Utc>>,
    },
}

/// One file of a running attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartProgress {
    /// The group's name; `None` where the plan has one file.
    pub name: Option<String>,
    pub stage: PartStage,
    pub bytes: u64,
    pub records: u64,
    /// Records that the server counted.
    pub expected: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartStage {
    Waiting,
    /// The server prepares the file.
    Queued,
    Downloading,
    Finishing,
    Done,
    Failed,
}

/// One try of a plan, or a due time that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttemptView {
    /// Ours.
    pub id: i64,
    pub plan_id: i64,
    pub plan_name: String,
    pub cause: AttemptCause,
    /// From 1; repetitions count on.
    pub number: u32,
    pub due_at: Option<DateTime<Utc>>,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub outcome: AttemptOutcome,
    pub failure: Option<Failure>,
    pub rows: u64,
    pub bytes: u64,
    /// Against the files of the attempt before.
    pub changes: Option<FileChanges>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AttemptCause {
    Scheduled,
    Manual,
    Retry,
    CatchUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, TS)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AttemptOutcome {
    Running,
    Done,
    Failed,
    Cancelled,
    /// The program ended meanwhile; it was begun anew.
    Interrupted,
    /// The due time passed while the program was off or the machine slept.
    Missed,
    /// A person skipped the due time.
    Skipped,
}

/// Test cases that came, went and changed between two files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileChanges {
    pub appeared: u64,
    pub vanished: u64,
    pub changed: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttemptPage {
    pub items: Vec<AttemptView>,
    pub total: u64,
}

/// A file that a plan wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFileView {
    /// Ours.
    pub id: i64,
    /// `None` when the plan was deleted.
    pub plan_id: Option<i64>,
    pub plan_name: String,
    pub project_id: i64,
    pub project_name: String,
    /// The group's name; `None` where the plan has one file.
    pub part: Option<String>,
    pub name: String,
    pub path: String,
    pub bytes: u64,
    pub rows: u64,
    /// Of the whole file, in lower-case hex.
    pub sha256: String,
    pub took_ms: u64,
    pub written_at: DateTime<Utc>,
    /// The file of the same plan and group before this one.
    pub previous_id: Option<i64>,
    pub changes: Option<FileChanges>,
    /// It is no longer where it was written. One that lies in the bucket only is not gone.
    pub gone: bool,
    /// `None` where there is no bucket.
    pub copy: Option<CopyView>,
}

/// A CSV file in a folder of exports that the program did not write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ForeignFile {
    pub name: String,
    pub path: String,
    pub bytes: u64,
    pub modified_at: Option<DateTime<Utc>>,
    /// Kept aside by a failed attempt, for inspection.
    pub kept_aside: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileQuery {
    pub plan_id: Option<i64>,
    pub project_id: Option<i64>,
    /// Found in the file's, the plan's or the group's name.
    pub text: String,
    pub offset: u32,
    /// At most 200.
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilePage {
    pub items: Vec<ExportFileView>,
    pub total: u64,
    pub bytes: u64,
    /// Of all folders of the plans; at most 500.
    pub foreign: Vec<ForeignFile>,
}

/// What became of files that a person deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilesDeleted {
    pub deleted: u32,
    /// They lie in the system's bin.
    pub in_bin: bool,
    /// Why the others stayed.
    pub kept: Vec<String>,
}

/// What a `projects.json` or an `.env` of the source projects says of exports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanImport {
    /// One for each project; saved by the person, one by one or all.
    pub plans: Vec<PlanDraft>,
    /// What was not understood, each with its place in the file.
    pub ignored: Vec<String>,
}

/// What a person picks on the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PathKind {
    Folder,
    File,
    /// Where to save; may not exist yet.
    Save,
}
