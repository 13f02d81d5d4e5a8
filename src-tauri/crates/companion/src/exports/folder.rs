//! A folder that exports are written to, opened for one attempt at a time ([`Turn`]). All of this blocks on the disk;
//! what is async goes through [`Disk`](super::disk::Disk).

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use store::Term;
use uuid::Uuid;

use super::Problem;
use super::turn::Turn;

const TEMP: (&str, &str) = (".testops-companion-", ".part");

/// The folder, ours until the last clone is dropped or a later term takes it over.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    turn: Arc<Turn>,
}

impl Folder {
    /// `make` makes a folder that is missing. `term` is that of a shared database.
    pub(crate) fn open(path: &Path, make: bool, term: Option<&Term>) -> Result<Self, Problem> {
        Self::open_with(path, make, term, File::try_lock)
    }

    fn open_with(
        path: &Path,
        make: bool,
        term: Option<&Term>,
        try_lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, Problem> {
        if make {
            fs::create_dir_all(path).map_err(|error| Problem::of_folder(path, &error))?;
        }
        if !path.is_dir() {
            return Err(Problem::FolderGone(path.to_owned()));
        }
        Ok(Self { path: path.to_owned(), turn: Arc::new(Turn::take(path, term, try_lock)?) })
    }

    /// A name for a file that is being written: hidden, ours at sight, and gone with the folder unless it is kept.
    pub(crate) fn temp(&self) -> PathBuf {
        let temp = temp_in(&self.path);
        self.turn.unfinished.lock().unwrap_or_else(PoisonError::into_inner).push(temp.clone());
        temp
    }

    /// It is whole: whoever exports after this finds it.
    pub(crate) fn keep(&self, temp: &Path) {
        self.turn.unfinished.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| path != temp);
    }

    /// What is not whole.
    pub(super) fn unfinished(&self) -> Vec<PathBuf> {
        self.turn.unfinished.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// `false` once a later term has taken it over: nothing in it is touched then.
    pub(super) fn is_ours(&self) -> bool {
        self.turn.is_ours()
    }

    /// Whether it belongs to a term of a shared database.
    pub(super) fn is_of_term(&self) -> bool {
        self.turn.is_of_term()
    }

    /// Removes what killed programs left half-written, where nobody else can be writing meanwhile.
    pub(crate) fn sweep(&self) {
        if !self.turn.is_locked() {
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

pub(super) fn temp_in(folder: &Path) -> PathBuf {
    folder.join(format!("{}{}{}", TEMP.0, Uuid::new_v4().simple(), TEMP.1))
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
        let folder = Folder::open(dir.path(), false, None).expect("opens");
        assert!(matches!(Folder::open(dir.path(), false, None), Err(Problem::FolderBusy(_))));
        drop(folder);
        Folder::open(dir.path(), false, None).expect("opens again");
    }

    fn without_locks(path: &Path) -> Result<Folder, Problem> {
        Folder::open_with(path, false, None, |_| Err(TryLockError::Error(ErrorKind::Unsupported.into())))
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
        Folder::open(dir.path(), false, None).expect("opens").sweep();
        assert!(!of_another.exists());
    }

    #[test]
    fn only_a_folder_that_may_be_made_is_made() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a/b");
        assert!(matches!(Folder::open(&path, false, None), Err(Problem::FolderGone(_))));
        assert!(!path.exists());
        Folder::open(&path, true, None).expect("made");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("written");
        Folder::open(&file, false, None).expect_err("no folder");
    }

    #[test]
    fn a_file_never_takes_the_place_of_another() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(dir.path(), false, None).expect("opens");
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
