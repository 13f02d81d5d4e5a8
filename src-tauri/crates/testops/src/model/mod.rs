//! What the server answers with and what it is sent, a file per area.
//!
//! Read types: practically every field may be absent, and only ids are sure. Dates are read from epoch milliseconds,
//! durations stay milliseconds. Ids of built-in things are negative. Sets of words are open: a word that this client
//! does not know is kept in `Other`.

mod account;
mod attachment;
mod authoring;
mod case_card;
mod choosing;
mod comment;
mod comparing;
mod defect;
mod environment;
mod execution;
mod export;
mod history;
mod integration;
mod job;
mod job_run;
mod launch;
mod manual;
mod open_word;
mod project;
mod request;
mod result;
mod tree;
mod triage;
mod upload;

pub use account::{Account, Permission};
pub use attachment::{Attachment, AttachmentOwner};
pub use authoring::{
    CaseChange, CaseFacts, CaseIssue, CaseMember, CaseOverview, CaseScenario, CaseStep, CaseVersion,
    CreatedStep, FieldValue, ParameterPair, Ref, SharedStep, UpdatePolicy, Workflow,
};
pub use case_card::{
    CaseAudit, CaseAuditPart, CaseCard, CaseExample, CaseRelation, NamedFieldValue, RoleHolder,
};
pub use choosing::{
    CaseRow, CasesRunRequest, JobMapping, JobShare, LaunchChange, LaunchOrder, PlanDiff, PlanMember,
    PlannedTest, RunStats, TestPlan,
};
pub use comment::CaseComment;
pub use comparing::{
    DiffKind, DiffRow, DiffSide, DurationCount, MatrixCell, MatrixMode, MatrixResult, MatrixRow,
};
pub use defect::{
    Defect, DefectChange, DefectRule, FailureGroup, GroupContext, GroupedResult, Issue, IssueKey, KnownRule,
    NewDefect, RuleMatch,
};
pub use environment::{EnvSchema, EnvValue, EnvVariable};
pub(crate) use execution::Execution;
pub use execution::{Fixture, FixtureKind, ResultStep, StepKind};
pub use export::{ColumnSpec, ExportOrder, ExportRequest, ExportStatus, GroupRef, Selection};
pub use history::PastResult;
pub(crate) use integration::FieldOfProject;
pub use integration::Integration;
pub use job::{Job, JobInfo, JobParameter};
pub use job_run::{JobRun, JobRunStage, JobRunStatus};
pub use launch::{Launch, LaunchPreview, Link, Named, PreviousRetry, Retry, StatusCount, Tag};
pub(crate) use launch::{Progress, Validity};
pub use manual::{ManualResult, ManualStep};
pub use project::Project;
pub(crate) use request::Rerun;
pub use request::{
    EnvVariableRef, EnvironmentSet, IssueRef, JobRunRequest, LaunchName, LaunchNameFault, NewEnvValue,
    ParameterValue, TagRef, TreeSelection,
};
pub use result::{Category, ResultParameter, Status, TestResult};
pub(crate) use tree::{BareCount, CaseCount, CaseId, GroupRow};
pub use tree::{Group, QueryCheck, Tree};
pub use triage::{Mute, MuteOrder, Person, ResultSelection, SelectionStats};
pub use upload::{NewLaunch, UploadSession};
