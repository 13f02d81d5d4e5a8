//! Pieces of evidence on the disk. A piece is whole or not there: it is written aside and gets its name at once. All of this
//! blocks.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::NamedTempFile;

use super::shelf::Shelf;
use crate::core::files::flushed;

/// Of pieces that have no name yet.
const ASIDE: &str = ".part";

pub(crate) struct Cache {
    folder: PathBuf,
    limit: u64,
    /// Looked at when it is first needed.
    shelf: Mutex<Option<Shelf>>,
}

impl Cache {
    pub(crate) fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit, shelf: Mutex::new(None) }
    }

    /// A piece, if it is there; that is a use of it. `now` is in milliseconds.
    pub(super) fn read(&self, name: &str, now: i64) -> io::Result<Option<Vec<u8>>> {
        let mut guard = self.shelf()?;
        let Some(pieces) = guard.as_mut() else { return Ok(None) };
        let Some(expected) = pieces.bytes_of(name) else { return Ok(None) };
        let path = self.folder.join(name);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|mut file| {
            file.read_to_end(&mut bytes)?;
            // Read by the next start; a file system that keeps no times only forgets the order.
            let _ = file.set_modified(UNIX_EPOCH + Duration::from_millis(now.try_into().unwrap_or_default()));
            Ok(())
        });
        match read {
            Ok(()) if bytes.len() as u64 == expected => {
                pieces.touch(name, now);
                Ok(Some(bytes))
            }
            // Somebody emptied the folder, or cut the file.
            Ok(()) => {
                pieces.remove(name);
                remove(&path);
                Ok(None)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                pieces.remove(name);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps a piece, and lets the oldest go where it is too much. One larger than the limit is not kept.
    pub(super) fn keep(&self, name: &str, bytes: &[u8], now: i64) -> io::Result<()> {
        let length = bytes.len() as u64;
        if !self.shelf()?.as_ref().is_some_and(|pieces| pieces.takes(length)) {
            return Ok(());
        }
        let aside = self.aside(bytes)?;
        let mut guard = self.shelf()?;
        let Some(pieces) = guard.as_mut() else { return Ok(()) };
        aside.persist(self.folder.join(name)).map_err(|error| error.error)?;
        for gone in pieces.put(name, length, now) {
            remove(&self.folder.join(gone));
        }
        Ok(())
    }

    fn aside(&self, bytes: &[u8]) -> io::Result<NamedTempFile> {
        let mut aside = tempfile::Builder::new().suffix(ASIDE).tempfile_in(&self.folder)?;
        aside.write_all(bytes)?;
        flushed(aside.as_file().sync_data())?;
        Ok(aside)
    }

    fn shelf(&self) -> io::Result<MutexGuard<'_, Option<Shelf>>> {
        let mut guard = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if guard.is_none() {
            fs::create_dir_all(&self.folder)?;
            let (looked, gone) = Shelf::of(self.limit, look(&self.folder)?);
            for name in gone {
                remove(&self.folder.join(name));
            }
            *guard = Some(looked);
        }
        Ok(guard)
    }
}

/// What is there: name, bytes and last use. What got no name before the program ended goes.
fn look(folder: &Path) -> io::Result<Vec<(String, u64, i64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(about) = entry.metadata() else { continue };
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !about.is_file() {
            continue;
        }
        if name.ends_with(ASIDE) {
            remove(&entry.path());
            continue;
        }
        let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let used = used.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        found.push((name, about.len(), i64::try_from(used).unwrap_or(i64::MAX)));
    }
    Ok(found)
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a piece of evidence could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path, limit: u64) -> Cache {
        Cache::new(folder.join("evidence"), limit)
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            look(&folder.join("evidence")).expect("a folder").into_iter().map(|(name, _, _)| name).collect();
        names.sort();
        names
    }

    #[test]
    fn pieces_outlive_the_program_and_the_oldest_use_goes_first() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = cache(dir.path(), 10);
        first.keep("a", b"1234", 1_000).expect("kept");
        first.keep("b", b"5678", 2_000).expect("kept");
        assert_eq!(first.read("a", 3_000_000_000_000).expect("read").as_deref(), Some(&b"1234"[..]));
        drop(first);
        let second = cache(dir.path(), 10);
        assert_eq!(second.read("c", 1).expect("asked"), None);
        second.keep("c", b"90ab", 3_000_000_000_001).expect("kept");
        assert_eq!(second.read("b", 4).expect("asked"), None, "it was used the longest ago");
        assert_eq!(files(dir.path()).len(), 2);
    }

    #[test]
    fn a_smaller_limit_is_kept_at_the_next_start() {
        let dir = tempfile::tempdir().expect("a folder");
        let wide = cache(dir.path(), 100);
        for name in ["a", "b", "c"] {
            wide.keep(name, &[7; 30], 1).expect("kept");
            wide.read(name, 1_000).expect("used");
        }
        drop(wide);
        assert_eq!(cache(dir.path(), 60).read("x", 1).expect("asked"), None);
        assert_eq!(files(dir.path()).len(), 2);
    }

    #[test]
    fn a_kill_between_writing_and_naming_leaves_nothing_torn() {
        let dir = tempfile::tempdir().expect("a folder");
        let killed = cache(dir.path(), 100);
        killed.read("a", 1).expect("it begins");
        let half = killed.aside(b"1234").expect("written aside").keep().expect("a kill removes nothing").1;
        drop(killed);
        let next = cache(dir.path(), 100);
        assert_eq!(next.read("a", 1).expect("asked"), None);
        assert!(!half.exists(), "what has no name goes");
        next.keep("a", b"12345678", 2).expect("kept");
        assert_eq!(next.read("a", 3).expect("asked").expect("whole").len(), 8);
    }

    #[test]
    fn a_piece_that_was_cut_or_removed_by_others_is_not_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 100);
        cache.keep("a", b"1234", 1).expect("kept");
        cache.keep("b", b"1234", 1).expect("kept");
        fs::write(dir.path().join("evidence/a"), b"12").expect("cut");
        fs::remove_file(dir.path().join("evidence/b")).expect("removed");
        assert_eq!(cache.read("a", 2).expect("asked"), None);
        assert_eq!(cache.read("b", 2).expect("asked"), None);
        cache.keep("a", b"1234", 3).expect("kept anew");
        assert_eq!(cache.read("a", 4).expect("asked").as_deref(), Some(&b"1234"[..]));
    }

    #[test]
    fn what_is_larger_than_the_limit_is_not_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 4);
        cache.keep("a", b"12345", 1).expect("told");
        assert_eq!(cache.read("a", 1).expect("asked"), None);
        assert!(files(dir.path()).is_empty());
    }
}
