use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CaseFieldChange;

/// A test case as the server has it at this moment, and what may be chosen for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LiveCase {
    pub project_id: i64,
    pub id: i64,
    /// All but the steps are there; those are `None` where they cannot be edited.
    pub values: CaseValues,
    /// Why its steps cannot be edited here.
    pub steps_locked: Option<EditWhy>,
    /// It comes from automation: when the next launch of its test is closed, some of it is written over.
    pub automated: bool,
    /// The columns that are; `None` where the server does not say which.
    pub rewritten: Option<Vec<String>>,
    pub changed_by: Option<String>,
    pub changed_at: Option<DateTime<Utc>>,
    pub choices: EditChoices,
}

/// What a project's test cases can be given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditChoices {
    /// By name.
    pub statuses: Vec<String>,
    pub layers: Vec<EditChoice>,
    /// The custom fields.
    pub fields: Vec<EditChoice>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditChoice {
    pub id: i64,
    pub name: String,
}

/// Values of a test case; what is `None`, and a field that is not named, is not spoken of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CaseValues {
    pub name: Option<String>,
    pub description: Option<String>,
    pub precondition: Option<String>,
    pub expected_result: Option<String>,
    pub steps: Option<Vec<CaseStep>>,
    pub status: Option<CaseStatus>,
    /// The id is 0 where it is of no layer.
    pub layer: Option<EditChoice>,
    /// By name.
    pub tags: Option<Vec<String>>,
    pub fields: Vec<CaseFieldValues>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseStatus {
    pub id: i64,
    pub name: String,
    /// 0 where the server does not say it.
    pub workflow_id: i64,
}

/// The values of a custom field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseFieldValues {
    pub id: i64,
    pub name: String,
    pub values: Vec<String>,
}

/// A step of a scenario that is only text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseStep {
    pub text: String,
    pub expected: Option<String>,
    pub steps: Vec<CaseStep>,
}

/// What test cases are to become; what is `None` or empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CaseEdit {
    pub name: Option<String>,
    pub description: Option<String>,
    pub precondition: Option<String>,
    pub expected_result: Option<String>,
    pub steps: Option<Vec<CaseStep>>,
    /// By name: a status of the test case's own workflow.
    pub status: Option<String>,
    pub layer: Option<EditChoice>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    /// In place of the values that they have.
    pub fields: Vec<CaseFieldValues>,
}

/// What an edit would make of test cases, as they were read for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditPreview {
    /// Tells it from others while the program runs.
    pub id: u32,
    pub project_id: i64,
    pub cases: Vec<PreviewedCase>,
    /// How many of them would be written.
    pub changing: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewedCase {
    pub id: i64,
    pub name: String,
    /// Nothing where it is as wanted already, or cannot be written.
    pub changes: Vec<CaseFieldChange>,
    /// What cannot be written, and why.
    pub notes: Vec<EditNote>,
    /// It comes from automation: when the next launch of its test is closed, some of it is written over.
    pub automated: bool,
    /// The columns of the edit that are; `None` where the server does not say which.
    pub rewritten: Option<Vec<String>>,
}

/// What there is to say of a test case, or of one of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditNote {
    pub column: Option<String>,
    pub why: EditWhy,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum EditWhy {
    /// Its steps are of an older form, or came from automation: a step that is written would hide all of them.
    OldSteps,
    /// Its steps have files or shared steps, which a text would lose.
    NotOnlyText,
    /// Its steps have formatting, or an expected result of several steps, which a text would lose.
    Formatted,
    /// The server has no such value for it.
    NoValue,
    /// The server does not say of which field its values are.
    FieldsUntold,
    /// It is in another project.
    OtherProject,
    /// It is no longer on the server, or no longer shown.
    Gone,
    /// Somebody changed it after it was read: it was left as it is.
    ChangedMeanwhile { by: Option<String>, at: Option<DateTime<Utc>> },
    /// It reads otherwise on the server than it was written.
    Differs,
    /// In the server's words.
    Refused { message: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum EditAnswer {
    Begun { id: i64 },
    NotPossible { why: String },
}

/// An edit of test cases, or what takes one back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditView {
    pub id: i64,
    pub project_id: i64,
    pub at: DateTime<Utc>,
    pub by: Option<String>,
    /// The edit that this one takes back.
    pub undoes: Option<i64>,
    /// Another one takes it back.
    pub undone: bool,
    /// There is something to take back.
    pub can_undo: bool,
    pub state: EditState,
    /// What is done to its test cases: the same to all.
    pub act: EditAct,
    /// What its first test case is called.
    pub first: String,
    /// The columns that it changes.
    pub columns: Vec<String>,
    pub total: u32,
    /// Not begun, or not known to be over.
    pub waiting: u32,
    pub written: u32,
    pub differing: u32,
    /// Left as they are, since somebody changed them meanwhile.
    pub conflicts: u32,
    pub failed: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EditState {
    Writing,
    /// The program ended in the middle: it can go on, or be taken back.
    Interrupted,
    /// The server did not let it go on.
    Stopped {
        message: String,
        advice: String,
    },
    Done,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditedCase {
    /// `None` for one that is not there yet.
    pub id: Option<i64>,
    pub name: String,
    pub act: EditAct,
    pub outcome: EditOutcome,
    /// From what was seen to what is wanted.
    pub changes: Vec<CaseFieldChange>,
    pub notes: Vec<EditNote>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EditAct {
    Change,
    Add,
    /// Into the server's bin.
    Remove,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EditOutcome {
    Waiting,
    /// It was being written when the program ended; going on finds out.
    Unknown,
    Written,
    /// Written, and it reads otherwise.
    Differs,
    Conflict,
    Failed,
}
