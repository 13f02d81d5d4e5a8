//! Whose turn it is in a folder that exports are written to: one attempt's at a time, also among several programs. All of
//! this blocks on the disk.
//!
//! A leader of a shared database that stands still keeps its lock, though its term is over. Whoever leads after it puts a
//! lock file of its own in that one's place; the file says whose it is, and is read before each touch of the folder.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use same_file::Handle;
use store::Term;
use uuid::Uuid;

use super::Problem;
use super::folder::{remove, temp_in};

const LOCK: &str = ".testops-companion.lock";

/// What this program has open. Not every file system knows locks, and none of them a lock against oneself.
static OPEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// What keeps others out of a folder.
#[derive(Debug)]
pub(super) struct Turn {
    /// The same for one folder, whatever path leads to it.
    real: PathBuf,
    /// `None` on a file system that knows no locks, where other programs may write too.
    lock: Option<File>,
    /// What the lock file says while it is ours; `None` where nobody takes it away.
    mark: Option<String>,
    /// Half-written files, which go with the turn at the latest.
    pub(super) unfinished: Mutex<Vec<PathBuf>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        for temp in std::mem::take(&mut *self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)) {
            remove(&temp);
        }
        if let (Some(lock), Some(_)) = (&self.lock, &self.mark)
            && let Err(error) = lock.set_len(0)
        {
            tracing::debug!(%error, "the lock file keeps its mark");
        }
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.real);
    }
}

impl Turn {
    /// `FolderBusy` while it is somebody else's.
    pub(super) fn take(
        path: &Path,
        term: Option<&Term>,
        try_lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, Problem> {
        let fault = |error: io::Error| Problem::of_folder(path, &error);
        let busy = || Problem::FolderBusy(path.to_owned());
        let real = path.canonicalize().map_err(fault)?;
        let place = path.join(LOCK);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&place).map_err(fault)?;
        if !OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(real.clone()) {
            return Err(busy());
        }
        let mut turn = Self { real, lock: None, mark: None, unfinished: Mutex::default() };
        let locked = try_lock(&lock);
        let holder = Holder::of(&place, term);
        match locked {
            Ok(()) | Err(TryLockError::Error(_)) if holder == Holder::Later => return Err(busy()),
            // Somebody took the folder over in this moment: what is locked lies nowhere.
            Ok(()) if !is_at(&lock, &place).map_err(fault)? => return Err(busy()),
            Ok(()) => {
                turn.mark = term.map(mark);
                written(&lock, turn.mark.as_deref()).map_err(fault)?;
                turn.lock = Some(lock);
            }
            Err(TryLockError::WouldBlock) => match term.filter(|_| holder == Holder::Earlier) {
                Some(term) => turn.take_over(&place, term).map_err(fault)?,
                None => return Err(busy()),
            },
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, path = %path.display(), "the folder cannot be locked");
                turn.mark = term.map(mark);
                if turn.mark.is_some() {
                    written(&lock, turn.mark.as_deref()).map_err(fault)?;
                }
            }
        }
        Ok(turn)
    }

    /// From a leader whose term is over.
    fn take_over(&mut self, place: &Path, term: &Term) -> io::Result<()> {
        let (next, mark) = (temp_in(&self.real), mark(term));
        let lock = OpenOptions::new().create_new(true).write(true).open(&next)?;
        let renamed = lock
            .try_lock()
            .map_err(io::Error::from)
            .and_then(|()| written(&lock, Some(&mark)))
            .and_then(|()| fs::rename(&next, place));
        renamed.inspect_err(|_| remove(&next))?;
        tracing::info!(path = %self.real.display(), "the folder is taken over from an earlier leader");
        (self.lock, self.mark) = (Some(lock), Some(mark));
        Ok(())
    }

    /// Whether the folder is written to in turns of terms, of which a later one takes it over.
    pub(super) fn is_of_term(&self) -> bool {
        self.mark.is_some()
    }

    /// Whether nobody took it over.
    pub(super) fn is_ours(&self) -> bool {
        let is = |mark: &String| fs::read_to_string(self.real.join(LOCK)).is_ok_and(|found| found == *mark);
        self.mark.as_ref().is_none_or(is)
    }

    pub(super) fn is_locked(&self) -> bool {
        self.lock.is_some()
    }
}

/// Whose mark the lock file has, as a term sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// Of the same database, in a term that is over.
    Earlier,
    Later,
    /// Of the same term, of another database, or of no database that is shared.
    Other,
}

impl Holder {
    fn of(place: &Path, term: Option<&Term>) -> Self {
        let text = fs::read_to_string(place).unwrap_or_default();
        let mut words = text.split_whitespace();
        let (Some(term), Some(database), Some(epoch)) = (term, words.next(), words.next()) else {
            return Self::Other;
        };
        match epoch.parse::<i64>() {
            Ok(epoch) if database == term.database && epoch < term.epoch => Self::Earlier,
            Ok(epoch) if database == term.database && epoch > term.epoch => Self::Later,
            Ok(_) | Err(_) => Self::Other,
        }
    }
}

/// Not the same twice: an earlier attempt of the same term is not this one.
fn mark(term: &Term) -> String {
    format!("{} {} {}\n", term.database, term.epoch, Uuid::new_v4().simple())
}

/// Without a mark nobody takes the folder away.
fn written(mut lock: &File, mark: Option<&str>) -> io::Result<()> {
    lock.set_len(0)?;
    let Some(mark) = mark else { return Ok(()) };
    lock.write_all(mark.as_bytes())?;
    // Another machine reads it on a share.
    crate::core::files::flushed(lock.sync_all())
}

fn is_at(lock: &File, place: &Path) -> io::Result<bool> {
    let at = match Handle::from_path(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        at => at?,
    };
    Ok(Handle::from_file(lock.try_clone()?)? == at)
}

#[cfg(test)]
#[path = "turn_tests.rs"]
mod tests;
