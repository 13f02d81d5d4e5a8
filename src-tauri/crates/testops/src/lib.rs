//! A typed client of the Allure TestOps HTTP API.
//!
//! [`Client`] is the face: one method per operation, grouped by area under `api/`. It finds out on first use which
//! prefix the server answers on (`/api`, or `/api/rs` on older ones) and which way of signing in it takes. Reading is
//! lenient: unknown fields, nulls and both shapes of what servers disagree about are taken as they come. Writing is
//! strict: a request carries exactly what its type says.
//!
//! Reads are repeated when the trouble looks passing; writes are sent once. Every failure is an [`Error`] that says
//! what happened ([`ErrorKind`]), what to do about it ([`Error::advice`]) and whether the server may have carried the
//! request out all the same ([`Sent`]). Secrets never reach `Debug`, an error or the log.

mod api;
pub mod aql;
mod auth;
mod client;
mod clock;
mod config;
mod discovery;
mod download;
mod error;
mod form;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod lenient;
mod model;
mod outside;
mod page;
mod probe;
mod range;
mod retry;
mod single_flight;
mod transport;

pub use api::{Criterion, LaunchQuery, ProjectQuery};
pub use client::Client;
pub use config::{Config, Limits, Proxy};
pub use discovery::{Prefix, SignIn};
pub use download::Download;
pub use error::{CertificateFault, Error, ErrorKind, ProxyFault, Sent, Stage, UnreachableReason};
pub use form::{FilePart, Sending};
pub use model::{
    Account, Attachment, AttachmentOwner, CaseAudit, CaseAuditPart, CaseCard, CaseChange, CaseComment,
    CaseExample, CaseFacts, CaseIssue, CaseMember, CaseOverview, CaseRelation, CaseRow, CaseScenario,
    CaseStep, CaseVersion, CasesRunRequest, Category, ColumnSpec, CreatedStep, Defect, DefectChange,
    DefectRule, DiffKind, DiffRow, DiffSide, DurationCount, EnvSchema, EnvValue, EnvVariable, EnvVariableRef,
    EnvironmentSet, ExportOrder, ExportRequest, ExportStatus, FailureGroup, FieldValue, Fixture, FixtureKind,
    Group, GroupContext, GroupRef, GroupedResult, Integration, Issue, IssueKey, IssueRef, Job, JobInfo,
    JobMapping, JobParameter, JobRun, JobRunRequest, JobRunStage, JobRunStatus, JobShare, KnownRule, Launch,
    LaunchChange, LaunchName, LaunchNameFault, LaunchOrder, LaunchPreview, Link, ManualResult, ManualStep,
    MatrixCell, MatrixMode, MatrixResult, MatrixRow, Mute, MuteOrder, Named, NamedFieldValue, NewDefect,
    NewEnvValue, NewLaunch, ParameterPair, ParameterValue, PastResult, Permission, Person, PlanDiff,
    PlanMember, PlannedTest, PreviousRetry, Project, QueryCheck, Ref, ResultParameter, ResultSelection,
    ResultStep, Retry, RoleHolder, RuleMatch, RunStats, Selection, SelectionStats, SharedStep, Status,
    StatusCount, StepKind, Tag, TagRef, TestPlan, TestResult, Tree, TreeSelection, UpdatePolicy,
    UploadSession, Workflow,
};
#[cfg(feature = "simulation")]
pub use outside::Network;
pub use outside::Outside;
pub use page::{Page, PageRequest};
pub use probe::{Certificate, Probe, Step};
pub use range::{ByteRange, Part};
pub use transport::is_near;

/// What the client's methods answer with.
pub type Result<T, E = Error> = std::result::Result<T, E>;
