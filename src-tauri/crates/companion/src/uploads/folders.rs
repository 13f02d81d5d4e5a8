//! What an upload keeps in the data folder while it runs: the files of an archive, and a lock on itself. Each is locked, so
//! that what a killed program left is told from what another program uses.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The files of an archive; they go with this.
#[derive(Debug)]
pub(crate) struct Unpacked {
    files: PathBuf,
    _lock: File,
    _dir: TempDir,
}

impl Unpacked {
    /// An empty folder. What killed programs left goes first.
    pub(crate) fn new(data_dir: &Path) -> io::Result<Self> {
        let room = room(data_dir)?;
        // Nobody sweeps between the making of a folder and its lock.
        let alone = File::create(room.join("making.lock"))?;
        // Without locks nothing is swept.
        let _ = alone.lock();
        sweep(&room);
        let dir = tempfile::Builder::new().prefix("archive-").tempdir_in(&room)?;
        let lock = File::create(dir.path().join("lock"))?;
        let _ = lock.try_lock();
        let files = dir.path().join("files");
        std::fs::create_dir(&files)?;
        Ok(Self { files, _lock: lock, _dir: dir })
    }

    pub(crate) fn files(&self) -> &Path {
        &self.files
    }
}

/// This program's until the answer is dropped; `None` where another one has it.
pub(crate) fn hold(data_dir: &Path, upload: i64) -> io::Result<Option<File>> {
    let lock = File::create(lock_of(&room(data_dir)?, upload))?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(lock)),
    }
}

/// An upload that ended needs no lock any more.
pub(crate) fn let_go(data_dir: &Path, upload: i64) {
    let _ = std::fs::remove_file(lock_of(&data_dir.join("uploads"), upload));
}

fn lock_of(room: &Path, upload: i64) -> PathBuf {
    room.join(format!("{upload}.lock"))
}

fn room(data_dir: &Path) -> io::Result<PathBuf> {
    let room = data_dir.join("uploads");
    std::fs::create_dir_all(&room)?;
    Ok(room)
}

fn sweep(room: &Path) {
    for entry in std::fs::read_dir(room).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with("archive-") {
            continue;
        }
        let is_left = match File::open(entry.path().join("lock")) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if is_left && let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, "the files of an earlier upload could not be deleted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_goes_and_what_is_used_stays() {
        let data = tempfile::tempdir().expect("a folder");
        let used = Unpacked::new(data.path()).expect("made");
        let left = data.path().join("uploads/archive-left/files");
        std::fs::create_dir_all(&left).expect("made");
        std::fs::write(data.path().join("uploads/archive-left/lock"), "").expect("made");
        let other = Unpacked::new(data.path()).expect("made");
        assert!(used.files().is_dir() && other.files().is_dir() && !left.exists());
        let path = used.files().to_owned();
        drop(used);
        assert!(!path.exists());
    }

    #[test]
    fn an_upload_is_one_programs() {
        let data = tempfile::tempdir().expect("a folder");
        let held = hold(data.path(), 1).expect("locked");
        assert!(held.is_some() && hold(data.path(), 1).expect("tried").is_none());
        assert!(hold(data.path(), 2).expect("locked").is_some());
        drop(held);
        assert!(hold(data.path(), 1).expect("locked").is_some());
    }
}
