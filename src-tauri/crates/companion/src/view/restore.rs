use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A copy of a project, held against that project or another one as the server has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreLook {
    /// Where the person looks at copies.
    pub project_id: i64,
    /// The project that the copy is held against.
    pub into_id: i64,
    pub into_name: String,
    /// The copy is another project's: its test cases have other numbers there.
    pub elsewhere: bool,
    /// When the copy was taken; a folder is taken when it is looked at.
    pub copy_at: DateTime<Utc>,
    /// The folder of Markdown files, where the copy is one.
    pub folder: Option<String>,
    pub state: LookState,
    /// In the copy, and not in the project.
    pub missing: u64,
    /// Otherwise in the project.
    pub changed: u64,
    pub same: u64,
    /// Cannot be written at all.
    pub blocked: u64,
    /// In the project, and not in the copy: they are left alone.
    pub others: u64,
    /// Columns of the copy that the project no longer has, or that nobody can write.
    pub lost_columns: Vec<String>,
    /// Files of the folder that are no test cases; some of them, where there are many.
    pub misfits: Vec<CaseMisfit>,
    /// How many there are in all.
    pub misfits_total: u64,
}

/// A Markdown file that is no test case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseMisfit {
    /// The file's name.
    pub file: String,
    pub line: u64,
    /// What is wrong, in English.
    pub wrong: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LookState {
    /// The server prepares its test cases.
    Asking,
    Comparing {
        done: u64,
        of: u64,
    },
    Ready,
    Failed {
        message: String,
        advice: String,
    },
}

/// Which test cases of a look are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RestoreKind {
    Missing,
    Changed,
    Blocked,
}

/// How a test case comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RestoreAct {
    /// Anew, under another number.
    Make,
    /// Out of the server's bin, with its number and its past.
    BringBack,
    Change,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreRows {
    pub items: Vec<RestoreRow>,
    pub total: u64,
}

/// A test case of the copy that is not in the project as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreRow {
    pub id: i64,
    pub name: String,
    /// `None` where it cannot be written.
    pub act: Option<RestoreAct>,
    /// The columns that would be written to one that is there.
    pub columns: Vec<String>,
    /// The next launch of its test writes over it.
    pub automated: bool,
    /// Who changed it last on the server, and when.
    pub changed_by: Option<String>,
    pub changed_at: Option<DateTime<Utc>>,
    pub notes: Vec<RestoreNote>,
}

/// What there is to say of a test case, or of one of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreNote {
    pub column: Option<String>,
    pub why: RestoreWhy,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum RestoreWhy {
    /// It has files or shared steps, which the copy lacks: writing the text would lose them.
    NotOnlyText,
    /// The copy has no name for it.
    NoName,
    /// The exported file that has it is gone, or was changed.
    Unreadable,
    /// The server has no such value.
    NoValue,
    /// It reads otherwise on the server than in the copy.
    Differs,
    /// In the server's words.
    Refused { message: String },
    /// Somebody changed it after the look: it was left as it is.
    ChangedMeanwhile,
    /// It is no longer on the server.
    Gone,
}

/// All of a kind or none, but for those that are turned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreChoice {
    pub missing: bool,
    pub changed: bool,
    /// Numbers of the copy.
    pub turned: Vec<i64>,
}

/// Test cases that are written back, or were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreView {
    pub id: i64,
    /// The project that is written to.
    pub project_id: i64,
    pub project_name: String,
    /// The project that the copy is of; `None` where it is of another server.
    pub source_id: Option<i64>,
    /// What is made is compared, and deleted in the end.
    pub drill: bool,
    pub copy_at: DateTime<Utc>,
    pub begun_at: DateTime<Utc>,
    pub state: RestoreState,
    pub total: u64,
    /// Written, and perhaps not compared yet.
    pub written: u64,
    pub restored: u64,
    pub differing: u64,
    /// Left as they are, since somebody changed them meanwhile.
    pub conflicts: u64,
    pub failed: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RestoreState {
    Writing,
    /// What was written is read back and compared.
    Checking,
    Pausing,
    Paused,
    Stopped {
        message: String,
        advice: String,
    },
    Done,
}

/// What became of a test case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoredCase {
    /// As the copy numbers it.
    pub id: i64,
    /// As the server does.
    pub new_id: Option<i64>,
    pub name: String,
    pub outcome: RestoreOutcome,
    pub notes: Vec<RestoreNote>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RestoreOutcome {
    Waiting,
    Restored,
    Differs,
    Conflict,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoredCases {
    pub items: Vec<RestoredCase>,
    pub total: u64,
}

/// Whether a restore began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RestoreAnswer {
    Begun { id: i64 },
    NotPossible { why: String },
}
