//! Opening: look first, put a damaged file aside, back an older one up, then bring it to this program's schema.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::db::Db;
use crate::inspect::{Found, Look, inspect};
use crate::{Store, StoreError, backup, files};

pub(crate) static MIGRATOR: Migrator = sqlx::migrate!();

/// An open store, and what had to be done for it.
#[derive(Debug)]
pub struct Opened {
    pub store: Store,
    pub outcome: OpenOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenOutcome {
    /// There was no database: one was made.
    Fresh,
    Ready,
    /// An older schema was brought up to date, after a backup.
    Migrated {
        from: i64,
    },
    /// The file was damaged and put aside; the newest good backup took its place.
    RestoredBackup {
        aside: PathBuf,
        backup_from: DateTime<Utc>,
    },
    /// The file was damaged and put aside; there was no good backup.
    StartedAfresh {
        aside: PathBuf,
    },
}

impl Store {
    /// Opens `companion.db` in `dir`, which is made when missing. `now` names backups and files that are put aside.
    pub async fn open(dir: &Path, now: DateTime<Utc>) -> Result<Opened, StoreError> {
        #[cfg(feature = "simulation")]
        if crate::simulation::is_on() {
            return crate::simulation::at_once(open_with(dir, now, &MIGRATOR));
        }
        open_with(dir, now, &MIGRATOR).await
    }

    /// Reads and writes `companion.db` in `dir` beside a program that has it open and looks after it. `Migration` where
    /// that program has another schema.
    pub async fn join(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(files::DATABASE);
        let known = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0);
        match inspect(&path, Look::AtTheSchema).await? {
            Found::Schema(found) if found == known => {
                Ok(Self { db: connect(&path).await?, dir: dir.to_owned(), schema: known, joined: true })
            }
            Found::Schema(found) => {
                Err(StoreError::Migration(format!("the program that runs has schema {found}, not {known}")))
            }
            Found::Nothing => Err(StoreError::Damaged("there is no database".to_owned())),
            Found::Damaged(why) => Err(StoreError::Damaged(why)),
        }
    }
}

pub(crate) async fn open_with(
    dir: &Path,
    now: DateTime<Utc>,
    migrator: &Migrator,
) -> Result<Opened, StoreError> {
    let path = dir.join(files::DATABASE);
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or(0);
    files::make_private_dir(dir)?;
    let how = if files::was_left_open(&path) { Look::AtEveryPage } else { Look::AtTheSchema };
    let outcome = match inspect(&path, how).await? {
        Found::Nothing => OpenOutcome::Fresh,
        Found::Schema(found) if found > known => return Err(StoreError::Newer { path, found, known }),
        Found::Schema(from) if from < known => OpenOutcome::Migrated { from },
        Found::Schema(_) => OpenOutcome::Ready,
        Found::Damaged(why) => {
            tracing::warn!(%why, "the database is damaged and is put aside");
            replace_damaged(dir, &path, known, now).await?
        }
    };
    files::make_private_file(&path)?;
    files::mark_open(&path)?;
    let db = connect(&path).await?;
    if let OpenOutcome::Migrated { from } = outcome {
        backup::write(&db, dir, from, now).await?;
    }
    db.migrate(migrator).await?;
    Ok(Opened { store: Store { db, dir: dir.to_owned(), schema: known, joined: false }, outcome })
}

async fn replace_damaged(
    dir: &Path,
    path: &Path,
    known: i64,
    now: DateTime<Utc>,
) -> Result<OpenOutcome, StoreError> {
    let aside = files::put_aside(path, now)?;
    for backup in backup::list(dir) {
        let Ok(Found::Schema(schema)) = inspect(&backup.path, Look::AtEveryPage).await else { continue };
        if schema <= known {
            files::restore(&backup.path, path)?;
            return Ok(OpenOutcome::RestoredBackup { aside, backup_from: backup.at });
        }
    }
    Ok(OpenOutcome::StartedAfresh { aside })
}

async fn connect(path: &Path) -> Result<Db, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        // The system keeps the file's pages; each connection would hold as many again as two megabytes have room for.
        .pragma("cache_size", "-512")
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    Db::connect(options).await
}

#[cfg(test)]
mod schemas;
#[cfg(test)]
mod tests;
