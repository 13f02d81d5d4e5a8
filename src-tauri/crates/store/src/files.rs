//! The files around the database: their names, who may read them, and putting a damaged one aside.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::StoreError;

pub(crate) const DATABASE: &str = "companion.db";

/// Lies beside the database while it is open, and stays when the program is killed.
const OPEN_MARK: &str = "-open";

/// Whether whoever had the database open did not close it.
pub(crate) fn was_left_open(database: &Path) -> bool {
    let log = fs::metadata(with_suffix(database, "-wal")).is_ok_and(|meta| meta.len() > 0);
    log || with_suffix(database, OPEN_MARK).exists()
}

pub(crate) fn mark_open(database: &Path) -> Result<(), StoreError> {
    make_private_file(&with_suffix(database, OPEN_MARK))
}

pub(crate) fn unmark_open(database: &Path) -> std::io::Result<()> {
    fs::remove_file(with_suffix(database, OPEN_MARK))
}

/// Sorts as it is read: `20260131T235959Z`.
pub(crate) fn stamp(now: DateTime<Utc>) -> String {
    now.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Makes the folder when it is missing, readable by its owner only.
pub(crate) fn make_private_dir(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| StoreError::file("making the folder", dir, error))
}

/// Makes the file when it is missing and takes it from everybody but its owner. `SQLite` gives the `-wal` and `-shm`
/// beside it the same rights.
pub(crate) fn make_private_file(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| StoreError::file("opening", path, error))?;
    restrict(&file).map_err(|error| StoreError::file("restricting", path, error))
}

#[cfg(unix)]
fn restrict(file: &File) -> std::io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_file: &File) -> std::io::Result<()> {
    Ok(())
}

/// Moves the database with what `SQLite` keeps beside it to `companion.damaged-<stamp>.db`, where a person can find it.
pub(crate) fn put_aside(path: &Path, now: DateTime<Utc>) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, now);
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            fs::rename(&from, with_suffix(&aside, suffix))
                .map_err(|error| StoreError::file("putting aside", from, error))?;
        }
    }
    Ok(aside)
}

/// Puts a copy of `backup` in the place of `path`: whole or not at all.
pub(crate) fn restore(backup: &Path, path: &Path) -> Result<(), StoreError> {
    let part = with_suffix(path, ".part");
    let copied = || -> std::io::Result<()> {
        fs::copy(backup, &part)?;
        let file = OpenOptions::new().append(true).open(&part)?;
        restrict(&file)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    copied().map_err(|error| StoreError::file("restoring", path, error))
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn free_name(path: &Path, now: DateTime<Utc>) -> PathBuf {
    let stamp = stamp(now);
    let first = path.with_file_name(format!("companion.damaged-{stamp}.db"));
    let others = (2..).map(|n| path.with_file_name(format!("companion.damaged-{stamp}-{n}.db")));
    std::iter::once(first).chain(others).find(|name| !name.exists()).unwrap_or_else(|| path.to_owned())
}
