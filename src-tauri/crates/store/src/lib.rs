//! What the program remembers, in one `SQLite` file.
//!
//! [`Store::open`] brings the file up to date, puts a damaged one aside and says which of these happened. Each table
//! has a module with its row and the functions that read and write it, reached through [`Store`]:
//! `store.runs().open_runs(connection)`. SQL does not leave this crate.
//!
//! Instants are milliseconds since 1970 in UTC ([`Millis`]). Enumerations are text that the caller converts; the
//! store itself only knows a run's phase `finished` and its outcomes `passed` and `failed`.

mod backup;
mod bot_conversations;
mod bot_log;
mod bot_people;
mod bot_requests;
mod bot_subscriptions;
mod bot_watches;
mod cache;
mod connections;
mod error;
mod export_attempts;
mod export_files;
mod export_plans;
mod export_requests;
mod files;
mod inbox;
mod inspect;
mod job_values;
mod kv;
mod moments;
mod open;
mod presets;
mod project_flags;
mod results;
mod runs;

#[cfg(test)]
mod fixture;

use std::path::PathBuf;

use sqlx::SqlitePool;

pub use bot_conversations::BotConversations;
pub use bot_log::{BotLog, BotLogRow, NewBotLogRow};
pub use bot_people::{BotPeople, BotPersonRow, BotStep};
pub use bot_requests::{BotRequestRow, BotRequests};
pub use bot_subscriptions::{BotSubscriptionRow, BotSubscriptions};
pub use bot_watches::{BotWatchRow, BotWatches};
pub use cache::{Cache, CachedRow};
pub use connections::{ConnectionRow, Connections, NewConnection};
pub use error::StoreError;
pub use export_attempts::{ExportAttemptRow, ExportAttempts, ExportPartRow};
pub use export_files::{ExportFileFilter, ExportFileRow, ExportFileSums, ExportFiles};
pub use export_plans::{ExportPlanRow, ExportPlans};
pub use export_requests::{ExportRequestRow, ExportRequests};
pub use inbox::{Inbox, InboxRow, NewInboxRow};
pub use inspect::peek;
pub use job_values::{JobValues, JobValuesRow};
pub use kv::{Kv, KvRead};
pub use moments::{MomentRow, Moments};
pub use open::{OpenOutcome, Opened};
pub use presets::{NewPreset, PresetRow, Presets};
pub use project_flags::{ProjectFlags, ProjectFlagsRow};
pub use results::{ResultRow, Results};
pub use runs::{HistoryFilter, Intent, RunRow, Runs};

/// Milliseconds since 1970-01-01 in UTC.
pub type Millis = i64;

/// The open database. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    dir: PathBuf,
    schema: i64,
}

impl Store {
    pub fn connections(&self) -> Connections<'_> {
        Connections(&self.pool)
    }

    pub fn kv(&self) -> Kv<'_> {
        Kv(&self.pool)
    }

    pub fn runs(&self) -> Runs<'_> {
        Runs(&self.pool)
    }

    pub fn moments(&self) -> Moments<'_> {
        Moments(&self.pool)
    }

    pub fn results(&self) -> Results<'_> {
        Results(&self.pool)
    }

    pub fn presets(&self) -> Presets<'_> {
        Presets(&self.pool)
    }

    pub fn project_flags(&self) -> ProjectFlags<'_> {
        ProjectFlags(&self.pool)
    }

    pub fn job_values(&self) -> JobValues<'_> {
        JobValues(&self.pool)
    }

    pub fn inbox(&self) -> Inbox<'_> {
        Inbox(&self.pool)
    }

    pub fn cache(&self) -> Cache<'_> {
        Cache(&self.pool)
    }

    pub fn export_plans(&self) -> ExportPlans<'_> {
        ExportPlans(&self.pool)
    }

    pub fn export_attempts(&self) -> ExportAttempts<'_> {
        ExportAttempts(&self.pool)
    }

    pub fn export_requests(&self) -> ExportRequests<'_> {
        ExportRequests(&self.pool)
    }

    pub fn export_files(&self) -> ExportFiles<'_> {
        ExportFiles(&self.pool)
    }

    pub fn bot_people(&self) -> BotPeople<'_> {
        BotPeople(&self.pool)
    }

    pub fn bot_requests(&self) -> BotRequests<'_> {
        BotRequests(&self.pool)
    }

    pub fn bot_log(&self) -> BotLog<'_> {
        BotLog(&self.pool)
    }

    pub fn bot_conversations(&self) -> BotConversations<'_> {
        BotConversations(&self.pool)
    }

    pub fn bot_watches(&self) -> BotWatches<'_> {
        BotWatches(&self.pool)
    }

    pub fn bot_subscriptions(&self) -> BotSubscriptions<'_> {
        BotSubscriptions(&self.pool)
    }

    /// Lets go of the file; what was written stays written without it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
