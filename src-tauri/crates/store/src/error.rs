use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a database turned out to be damaged in the life of this process.
static DAMAGE_SEEN: AtomicBool = AtomicBool::new(false);

pub(crate) fn damage_was_seen() -> bool {
    DAMAGE_SEEN.load(Ordering::Relaxed)
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer program wrote the file; it was left untouched.
    #[error("the database {path} has schema {found}, this program knows schemas up to {known}")]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("the disk is full")]
    DiskFull,
    #[error("the database cannot be written to: the disk or the folder is read-only")]
    ReadOnly,
    /// The file went bad while it was open; the next start puts it aside.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Another process holds the file for longer than the store waits, or the server does not answer.
    #[error("the database is busy")]
    Busy,
    /// A row that must be the only one of its kind is there already.
    #[error("such a row is there already: {0}")]
    Conflict(String),
    /// The term of this replica is over: another one leads, or none.
    #[error("this replica does not lead any more")]
    NotLeading,
    #[error("{0} is for a database in a file; a server of databases has its own")]
    OfFilesOnly(&'static str),
    #[error("{action} {path}: {source}")]
    File { action: &'static str, path: PathBuf, source: std::io::Error },
    #[error("a value could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the database could not be brought to this program's schema: {0}")]
    Migration(String),
    #[error("the database answered: {0}")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether it was refused because its command was carried out before.
    pub fn is_known_command(&self) -> bool {
        matches!(self, Self::Conflict(what) if what.contains("commands.key") || what.contains("\"commands_key\""))
    }

    pub(crate) fn file(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let kind = source.kind();
        if [StorageFull, QuotaExceeded].contains(&kind) {
            return Self::DiskFull;
        }
        if [ReadOnlyFilesystem, PermissionDenied].contains(&kind) {
            return Self::ReadOnly;
        }
        Self::File { action, path: path.into(), source }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(answer) = error.as_database_error() else { return outside(error) };
        #[cfg(feature = "postgres")]
        if let Some(answer) = answer.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
            return match of_server(answer) {
                Some(told) => told,
                None => Self::Database(error),
            };
        }
        if answer.is_unique_violation() {
            return Self::Conflict(answer.message().to_owned());
        }
        // Primary result codes as in sqlite3.h; the extended part is above the low byte.
        match answer.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
            Some(5 | 6) => Self::Busy,
            Some(8) => Self::ReadOnly,
            Some(11 | 26) => {
                DAMAGE_SEEN.store(true, Ordering::Relaxed);
                Self::Damaged(answer.message().to_owned())
            }
            Some(13) => Self::DiskFull,
            _ => Self::Database(error),
        }
    }
}

/// What no database said.
fn outside(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::AnyDriverError(error) => match error.downcast::<StoreError>() {
            Ok(error) => *error,
            Err(error) => StoreError::Database(sqlx::Error::AnyDriverError(error)),
        },
        #[cfg(feature = "postgres")]
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => StoreError::Busy,
        error => StoreError::Database(error),
    }
}

/// By the codes of the SQL standard and of PostgreSQL's appendix A.
#[cfg(feature = "postgres")]
fn of_server(answer: &sqlx::postgres::PgDatabaseError) -> Option<StoreError> {
    match answer.code() {
        "23505" | "23P01" => Some(StoreError::Conflict(answer.message().to_owned())),
        // A conflict of transactions, a lock or a statement that took too long, or a server that goes down or comes up.
        "40001" | "40P01" | "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "53300" | "25P03" => {
            Some(StoreError::Busy)
        }
        code if code.starts_with("08") => Some(StoreError::Busy),
        "53100" => Some(StoreError::DiskFull),
        "25006" | "42501" => Some(StoreError::ReadOnly),
        _ => None,
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        let said = error.to_string();
        let (Execute(source) | ExecuteMigration(source, _)) = error else { return Self::Migration(said) };
        let told = Self::from(source);
        if matches!(told, Self::Database(_)) { Self::Migration(said) } else { told }
    }
}
