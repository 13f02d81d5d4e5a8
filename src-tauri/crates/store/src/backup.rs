//! Copies of the database in `backups/`, named `companion-<schema>-<stamp>.db`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::db::Db;
use crate::sql::query;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::{Store, StoreError, files};

const KEPT: usize = 3;

impl Store {
    /// Makes today's backup when the newest one is a day old, and keeps the newest three. Answers the new file, or
    /// `None` when none was due or
    /// the database is a server's.
    pub async fn backup(&self, now: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
        if !self.db.is_a_file() {
            return Ok(None);
        }
        let age = list(&self.dir).first().map(|newest| now - newest.at);
        if age.is_some_and(|age| age >= TimeDelta::zero() && age < TimeDelta::days(1)) {
            return Ok(None);
        }
        self.backup_now(now).await.map(Some)
    }

    /// Makes a backup whatever the age of the others, keeps the newest three, and answers the new file.
    pub async fn backup_now(&self, now: DateTime<Utc>) -> Result<PathBuf, StoreError> {
        if !self.db.is_a_file() {
            return Err(StoreError::OfFilesOnly("a backup by the program"));
        }
        write(&self.db, &self.dir, self.schema, now).await
    }
}

pub(crate) struct Backup {
    pub(crate) path: PathBuf,
    pub(crate) at: DateTime<Utc>,
}

/// Newest first; what does not look like a backup is passed over.
pub(crate) fn list(dir: &Path) -> Vec<Backup> {
    let Ok(entries) = fs::read_dir(dir.join("backups")) else { return Vec::new() };
    let mut found: Vec<Backup> = entries
        .flatten()
        .filter_map(|entry| {
            let at = stamped(entry.file_name().to_str()?)?;
            Some(Backup { path: entry.path(), at })
        })
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    found
}

/// Writes a whole copy of what is committed. A copy that was cut short never bears a backup's name.
pub(crate) async fn write(
    db: &Db,
    dir: &Path,
    schema: i64,
    now: DateTime<Utc>,
) -> Result<PathBuf, StoreError> {
    let folder = dir.join("backups");
    files::make_private_dir(&folder)?;
    let path = folder.join(format!("companion-{schema}-{}.db", files::stamp(now)));
    let part = files::with_suffix(&path, ".part");
    remove(&part)?;
    // SQLite writes into an empty file that is there already, and so keeps its rights.
    files::make_private_file(&part)?;
    query("VACUUM INTO $1").bind(part.to_string_lossy().into_owned()).execute(db).await?;
    fs::rename(&part, &path).map_err(|error| StoreError::file("naming the backup", &path, error))?;
    for old in list(dir).iter().skip(KEPT) {
        remove(&old.path)?;
    }
    Ok(path)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file("removing", path, error))
        }
        _ => Ok(()),
    }
}

fn stamped(name: &str) -> Option<DateTime<Utc>> {
    let (schema, stamp) = name.strip_prefix("companion-")?.strip_suffix(".db")?.split_once('-')?;
    schema.parse::<i64>().ok()?;
    Some(NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").ok()?.and_utc())
}
