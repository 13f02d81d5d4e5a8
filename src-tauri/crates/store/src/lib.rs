//! What the program remembers, in one `SQLite` file or, with the feature `postgres`, in a database that replicas share.
//!
//! [`Store::open`] brings the file up to date, puts a damaged one aside and says which of these happened. Each table
//! has a module with its row and the functions that read and write it, reached through [`Store`]:
//! `store.runs().open_runs(connection)`. SQL does not leave this crate.
//!
//! Instants are milliseconds since 1970 in UTC ([`Millis`]). Enumerations are text that the caller converts; the
//! store itself only knows a run's phase `finished` and its outcomes `passed` and `failed`.

mod alongside;
mod backup;
mod bot_conversations;
mod bot_log;
mod bot_people;
mod bot_requests;
mod bot_subscriptions;
mod bot_watches;
mod cache;
mod case_edits;
mod commands;
mod connections;
mod db;
mod decisions;
mod deliveries;
mod deployments;
mod error;
mod export_attempts;
mod export_copies;
mod export_files;
mod export_plans;
mod export_requests;
mod failures;
mod files;
mod inbox;
mod inspect;
mod job_values;
mod kv;
mod last_jobs;
mod manual_results;
mod mine;
mod moments;
mod open;
mod pinned_jobs;
#[cfg(feature = "postgres")]
mod postgres;
mod presets;
mod project_flags;
mod restores;
mod result_queries;
mod results;
mod runs;
mod saved_tests;
mod schedules;
mod sql;
mod term;
mod trends;
mod uploads;

#[cfg(feature = "simulation")]
pub mod simulation;

#[cfg(test)]
mod fixture;

use std::path::PathBuf;

use db::Db;

pub use alongside::Alongside;
pub use bot_conversations::{BotConversations, Talk};
pub use bot_log::{BotLog, BotLogRow, NewBotLogRow};
pub use bot_people::{BotPeople, BotPersonRow, BotStep};
pub use bot_requests::{BotRequestRow, BotRequests};
pub use bot_subscriptions::{BotSubscriptionRow, BotSubscriptions};
pub use bot_watches::{BotWatchRow, BotWatches, NewBotWatch, ToFollowers};
pub use cache::{Cache, CachedRow};
pub use case_edits::{CaseEditRow, CaseEdits, EditedCaseRow};
pub use commands::{CommandRow, Commands, NewCommand};
pub use connections::{ConnectionRow, Connections, NewConnection};
pub use decisions::{DecisionRow, Decisions};
pub use deliveries::{Deliveries, DeliveryRow, NewDelivery, Recipient};
pub use deployments::{DeploymentRow, Deployments};
pub use error::StoreError;
pub use export_attempts::{ExportAttemptRow, ExportAttempts, ExportPartRow};
pub use export_copies::{ExportCopies, ExportCopyRow, ExportCopySums};
pub use export_files::{ExportFileFilter, ExportFileRow, ExportFileSums, ExportFiles};
pub use export_plans::{ExportPlanRow, ExportPlans};
pub use export_requests::{ExportRequestRow, ExportRequests};
pub use failures::{EarlierRow, FailedRow, FailureRow, Failures};
pub use inbox::{Inbox, InboxRow, NewInboxRow};
pub use inspect::peek;
pub use job_values::{JobValues, JobValuesRow};
pub use kv::{Kv, KvRead};
pub use manual_results::{ManualResultRow, ManualResults};
pub use mine::{Mine, MineLookRow, MineRow};
pub use moments::{MomentRow, Moments, Timing};
pub use open::{OpenOutcome, Opened};
pub use pinned_jobs::{PinnedJobRow, PinnedJobs};
#[cfg(feature = "postgres")]
pub use postgres::{Lease, SharedDatabase};
pub use presets::{NewPreset, PresetRow, Presets};
pub use project_flags::{ProjectFlags, ProjectFlagsRow};
pub use restores::{RestoreCaseRow, RestoreRow, Restores};
pub use result_queries::{ResultQueries, ResultQueryRow};
pub use results::{ResultRow, Results};
pub use runs::{HistoryFilter, Intent, PastRunRow, RunRow, Runs};
pub use saved_tests::{SavedTests, SavedTestsRow};
pub use schedules::{Ended, ScheduleRow, Schedules, TurnRow};
pub use term::Term;
pub use trends::{TrendLaunchRow, TrendTestRow, Trends};
pub use uploads::{NewUpload, UploadFileRow, UploadRow, Uploads};

/// Milliseconds since 1970-01-01 in UTC.
pub type Millis = i64;

/// The open database. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    dir: PathBuf,
    schema: i64,
    /// Another program looks after the file.
    joined: bool,
}

impl Store {
    pub fn connections(&self) -> Connections<'_> {
        Connections(&self.db)
    }

    pub fn kv(&self) -> Kv<'_> {
        Kv(&self.db)
    }

    pub fn runs(&self) -> Runs<'_> {
        Runs(&self.db)
    }

    pub fn deployments(&self) -> Deployments<'_> {
        Deployments(&self.db)
    }

    pub fn moments(&self) -> Moments<'_> {
        Moments(&self.db)
    }

    pub fn mine(&self) -> Mine<'_> {
        Mine(&self.db)
    }

    pub fn results(&self) -> Results<'_> {
        Results(&self.db)
    }

    pub fn failures(&self) -> Failures<'_> {
        Failures(&self.db)
    }

    pub fn decisions(&self) -> Decisions<'_> {
        Decisions(&self.db)
    }

    pub fn saved_tests(&self) -> SavedTests<'_> {
        SavedTests(&self.db)
    }

    pub fn result_queries(&self) -> ResultQueries<'_> {
        ResultQueries(&self.db)
    }

    /// Of one project.
    pub fn trends(&self, connection_id: i64, project_id: i64) -> Trends<'_> {
        Trends { db: &self.db, connection_id, project_id }
    }

    pub fn case_edits(&self) -> CaseEdits<'_> {
        CaseEdits(&self.db)
    }

    pub fn restores(&self) -> Restores<'_> {
        Restores(&self.db)
    }

    pub fn uploads(&self) -> Uploads<'_> {
        Uploads(&self.db)
    }

    pub fn manual_results(&self) -> ManualResults<'_> {
        ManualResults(&self.db)
    }

    pub fn presets(&self) -> Presets<'_> {
        Presets(&self.db)
    }

    pub fn project_flags(&self) -> ProjectFlags<'_> {
        ProjectFlags(&self.db)
    }

    pub fn pinned_jobs(&self) -> PinnedJobs<'_> {
        PinnedJobs(&self.db)
    }

    pub fn job_values(&self) -> JobValues<'_> {
        JobValues(&self.db)
    }

    pub fn inbox(&self) -> Inbox<'_> {
        Inbox(&self.db)
    }

    pub fn commands(&self) -> Commands<'_> {
        Commands(&self.db)
    }

    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries(&self.db)
    }

    pub fn cache(&self) -> Cache<'_> {
        Cache(&self.db)
    }

    pub fn schedules(&self) -> Schedules<'_> {
        Schedules(&self.db)
    }

    pub fn export_plans(&self) -> ExportPlans<'_> {
        ExportPlans(&self.db)
    }

    pub fn export_attempts(&self) -> ExportAttempts<'_> {
        ExportAttempts(&self.db)
    }

    pub fn export_requests(&self) -> ExportRequests<'_> {
        ExportRequests(&self.db)
    }

    pub fn export_copies(&self) -> ExportCopies<'_> {
        ExportCopies(&self.db)
    }

    pub fn export_files(&self) -> ExportFiles<'_> {
        ExportFiles(&self.db)
    }

    pub fn bot_people(&self) -> BotPeople<'_> {
        BotPeople(&self.db)
    }

    pub fn bot_requests(&self) -> BotRequests<'_> {
        BotRequests(&self.db)
    }

    pub fn bot_log(&self) -> BotLog<'_> {
        BotLog(&self.db)
    }

    pub fn bot_conversations(&self) -> BotConversations<'_> {
        BotConversations(&self.db)
    }

    pub fn bot_watches(&self) -> BotWatches<'_> {
        BotWatches(&self.db)
    }

    pub fn bot_subscriptions(&self) -> BotSubscriptions<'_> {
        BotSubscriptions(&self.db)
    }

    /// Lets go of the file; what was written stays written without it. The next start looks at every page of a file
    /// that was not closed, or that turned out to be damaged.
    pub async fn close(&self) {
        self.db.close().await;
        if self.joined || error::damage_was_seen() {
            return;
        }
        if let Err(error) = files::unmark_open(&self.dir.join(files::DATABASE)) {
            tracing::warn!(%error, "the next start will check the whole database");
        }
    }
}
