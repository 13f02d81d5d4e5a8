//! A folder that exports are written to: opened for one attempt at a time, also among several programs.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use super::Problem;

const LOCK: &str = ".testops-companion.lock";
const TEMP: (&str, &str) = (".testops-companion-", ".part");

/// The folder, ours until the last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// Locked; `None` on a file system that knows no locks.
    _lock: Option<Arc<File>>,
}

impl Folder {
    /// Blocks on the disk. `make` makes a folder that is missing.
    pub(crate) fn open(path: &Path, make: bool) -> Result<Self, Problem> {
        if make {
            fs::create_dir_all(path).map_err(|error| Problem::of_folder(path, &error))?;
        }
        if !path.is_dir() {
            return Err(Problem::FolderGone(path.to_owned()));
        }
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(|error| Problem::of_folder(path, &error))?;
        let lock = match lock.try_lock() {
            Ok(()) => Some(Arc::new(lock)),
            Err(TryLockError::WouldBlock) => return Err(Problem::FolderBusy(path.to_owned())),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, path = %path.display(), "the folder cannot be locked");
                None
            }
        };
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// A name for a file that is being written: hidden, and ours at sight.
    pub(crate) fn temp(&self) -> PathBuf {
        self.path.join(format!("{}{}{}", TEMP.0, Uuid::new_v4().simple(), TEMP.1))
    }

    /// Removes what killed programs left half-written: nobody else writes here meanwhile.
    pub(crate) fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(TEMP.0) && name.ends_with(TEMP.1) {
                remove(&path);
            }
        }
    }

    /// The path of a file of this name, or of its like that is not there yet: `name-2.csv`, …
    pub(crate) fn free(&self, name: &str) -> PathBuf {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "csv"));
        let others = (2_u32..).map(|number| format!("{stem}-{number}.{extension}"));
        let mut paths = std::iter::once(name.to_owned()).chain(others).map(|name| self.path.join(name));
        paths.find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| self.path.join(name))
    }

    /// Gives a file its final name, never over another file, and brings that to the disk. Blocks.
    pub(crate) fn place(&self, temp: &Path, target: &Path) -> io::Result<()> {
        match fs::hard_link(temp, target) {
            Ok(()) => fs::remove_file(temp)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // Not every file system knows hard links. Nobody else of us writes here meanwhile.
            Err(_) if fs::symlink_metadata(target).is_ok() => {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            Err(_) => fs::rename(temp, target)?,
        }
        self.sync()
    }

    #[cfg(unix)]
    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "a folder cannot be flushed there")]
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Free bytes for us on the disk of `path`, where that can be told.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    path.ancestors().find(|path| path.is_dir()).and_then(|path| fs4::available_space(path).ok())
}

/// Removes a file of ours that may be gone.
pub(crate) fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a file could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_opened_once_at_a_time() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(dir.path(), false).expect("opens");
        assert!(matches!(Folder::open(dir.path(), false), Err(Problem::FolderBusy(_))));
        drop(folder);
        Folder::open(dir.path(), false).expect("opens again");
    }

    #[test]
    fn only_a_folder_that_may_be_made_is_made() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a/b");
        assert!(matches!(Folder::open(&path, false), Err(Problem::FolderGone(_))));
        assert!(!path.exists());
        Folder::open(&path, true).expect("made");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("written");
        Folder::open(&file, false).expect_err("no folder");
    }

    #[test]
    fn a_file_never_takes_the_place_of_another() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(dir.path(), false).expect("opens");
        let write = |text: &str| {
            let temp = folder.temp();
            fs::write(&temp, text).expect("written");
            temp
        };
        let (one, two) = (write("one"), write("two"));
        let target = folder.free("x.csv");
        folder.place(&one, &target).expect("placed");
        assert_eq!(folder.free("x.csv"), dir.path().join("x-2.csv"));
        let taken = folder.place(&two, &target).expect_err("taken");
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("there"), "one");
        assert!(!one.exists() && two.exists());
        folder.sweep();
        assert!(!two.exists() && target.exists());
    }
}
