//! A folder that exports are written to: opened for one attempt at a time, also among several programs. All of this
//! blocks on the disk; what is async goes through [`Disk`](super::disk::Disk).

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::Problem;

const LOCK: &str = ".testops-companion.lock";
const TEMP: (&str, &str) = (".testops-companion-", ".part");

/// What this program has open. Not every file system knows locks, and none of them a lock against oneself.
static OPEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The folder, ours until the last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    turn: Arc<Turn>,
}

/// What keeps others out of a folder.
#[derive(Debug)]
struct Turn {
    /// The same for one folder, whatever path leads to it.
    real: PathBuf,
    /// `None` on a file system that knows no locks, where other programs may write too.
    lock: Option<File>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.real);
    }
}

impl Folder {
    /// `make` makes a folder that is missing.
    pub(crate) fn open(path: &Path, make: bool) -> Result<Self, Problem> {
        Self::open_with(path, make, File::try_lock)
    }

    fn open_with(
        path: &Path,
        make: bool,
        try_lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, Problem> {
        let fault = |error: io::Error| Problem::of_folder(path, &error);
        if make {
            fs::create_dir_all(path).map_err(fault)?;
        }
        if !path.is_dir() {
            return Err(Problem::FolderGone(path.to_owned()));
        }
        let real = path.canonicalize().map_err(fault)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(fault)?;
        if !OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(real.clone()) {
            return Err(Problem::FolderBusy(path.to_owned()));
        }
        let mut turn = Turn { real, lock: None };
        match try_lock(&lock) {
            Ok(()) => turn.lock = Some(lock),
            Err(TryLockError::WouldBlock) => return Err(Problem::FolderBusy(path.to_owned())),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, path = %path.display(), "the folder cannot be locked");
            }
        }
        Ok(Self { path: path.to_owned(), turn: Arc::new(turn) })
    }

    /// A name for a file that is being written: hidden, and ours at sight.
    pub(crate) fn temp(&self) -> PathBuf {
        self.path.join(format!("{}{}{}", TEMP.0, Uuid::new_v4().simple(), TEMP.1))
    }

    /// Removes what killed programs left half-written, where nobody else can be writing meanwhile.
    pub(crate) fn sweep(&self) {
        if self.turn.lock.is_none() {
            return;
        }
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(TEMP.0) && name.ends_with(TEMP.1) {
                remove(&path);
            }
        }
    }
}

/// The path, or one like it that is not there yet: `name-2.csv`, …
pub(crate) fn free(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "csv"));
    let others = (2_u32..).map(|number| path.with_file_name(format!("{stem}-{number}.{extension}")));
    let mut paths = std::iter::once(path.to_owned()).chain(others);
    paths.find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| path.to_owned())
}

/// Free bytes for us on the disk of `path`, where that can be told.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    path.ancestors().find(|path| path.is_dir()).and_then(|path| fs4::available_space(path).ok())
}

/// Removes a file of ours that may be gone.
pub(crate) fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a file could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::files::give_name;

    #[test]
    fn a_folder_is_opened_once_at_a_time() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(dir.path(), false).expect("opens");
        assert!(matches!(Folder::open(dir.path(), false), Err(Problem::FolderBusy(_))));
        drop(folder);
        Folder::open(dir.path(), false).expect("opens again");
    }

    fn without_locks(path: &Path) -> Result<Folder, Problem> {
        Folder::open_with(path, false, |_| Err(TryLockError::Error(ErrorKind::Unsupported.into())))
    }

    #[test]
    fn a_folder_without_locks_is_opened_once_at_a_time_too() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = without_locks(dir.path()).expect("opens");
        let other_way = dir.path().join("..").join(dir.path().file_name().expect("a name"));
        assert!(matches!(without_locks(&other_way), Err(Problem::FolderBusy(_))));
        let clone = folder.clone();
        drop(folder);
        assert!(matches!(without_locks(dir.path()), Err(Problem::FolderBusy(_))));
        drop(clone);
        without_locks(dir.path()).expect("opens again");
    }

    #[test]
    fn only_where_nobody_else_can_write_is_swept() {
        let dir = tempfile::tempdir().expect("a folder");
        let of_another = dir.path().join(".testops-companion-of-another.part");
        fs::write(&of_another, "half").expect("written");
        without_locks(dir.path()).expect("opens").sweep();
        assert!(of_another.exists());
        Folder::open(dir.path(), false).expect("opens").sweep();
        assert!(!of_another.exists());
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
        let target = free(&dir.path().join("x.csv"));
        give_name(&one, &target).expect("named");
        assert_eq!(free(&target), dir.path().join("x-2.csv"));
        let taken = give_name(&two, &target).expect_err("taken");
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("there"), "one");
        assert!(!one.exists() && two.exists());
        folder.sweep();
        assert!(!two.exists() && target.exists());
    }
}
