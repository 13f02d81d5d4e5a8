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
    /// Another process holds the file for longer than the store waits.
    #[error("the database is busy")]
    Busy,
    /// A row that must be the only one of its kind is there already.
    #[error("such a row is there already: {0}")]
    Conflict(String),
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
        matches!(self, Self::Conflict(what) if what.contains("commands.key"))
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
        let Some(answer) = error.as_database_error() else { return Self::Database(error) };
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

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        let said = error.to_string();
        let (Execute(source) | ExecuteMigration(source, _)) = error else { return Self::Migration(said) };
        let told = Self::from(source);
        if matches!(told, Self::Database(_)) { Self::Migration(said) } else { told }
    }
}
