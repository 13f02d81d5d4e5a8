//! Pieces of evidence on the disk. A piece is whole or not there: it is written aside and gets its name at once. All of this
//! blocks.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::NamedTempFile;

use super::shelf::Shelf;
use crate::core::files::flushed;

/// Of pieces that have no name yet.
const ASIDE: &str = ".part";

pub(crate) struct Cache {
    folder: PathBuf,
    limit: AtomicU64,
    /// How often pieces were let go because their connection was forgotten.
    forgotten: AtomicU64,
    /// Looked at when it is first needed.
    shelf: Mutex<Option<Shelf>>,
}

/// Tells whether a connection was forgotten since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(u64);

impl Cache {
    pub(crate) fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit: AtomicU64::new(limit), forgotten: AtomicU64::new(0), shelf: Mutex::new(None) }
    }

    /// A piece, if it is there; that is a use of it. `now` is in milliseconds. Pieces are read side by side.
    pub(super) fn read(&self, name: &str, now: i64) -> io::Result<Option<Vec<u8>>> {
        let Some(expected) = self.shelf()?.as_ref().and_then(|pieces| pieces.bytes_of(name)) else {
            return Ok(None);
        };
        let path = self.folder.join(name);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|mut file| {
            file.read_to_end(&mut bytes)?;
            // Read by the next start; a file system that keeps no times only forgets the order.
            let _ = file.set_modified(UNIX_EPOCH + Duration::from_millis(now.try_into().unwrap_or_default()));
            Ok(())
        });
        let mut guard = self.shelf()?;
        let Some(pieces) = guard.as_mut() else { return Ok(None) };
        let is_whole = bytes.len() as u64 == expected;
        match read {
            Ok(()) if is_whole => {
                pieces.touch(name, now);
                Ok(Some(bytes))
            }
            // It was let go or kept anew meanwhile, or somebody emptied the folder or cut the file.
            Ok(()) => {
                forget_unless_whole(pieces, name, &path);
                Ok(None)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                forget_unless_whole(pieces, name, &path);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Lets the pieces go whose names begin so.
    pub(super) fn forget(&self, prefix: &str) -> io::Result<()> {
        let mut guard = self.shelf()?;
        let Some(pieces) = guard.as_mut() else { return Ok(()) };
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        for gone in pieces.remove_all(prefix) {
            remove(&self.folder.join(gone));
        }
        Ok(())
    }

    /// To be asked before a piece is fetched, and handed to [`keep`](Self::keep) with it.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.forgotten.load(Ordering::Acquire))
    }

    /// The oldest pieces go where this is less than there is.
    pub(super) fn limit_to(&self, limit: u64) {
        self.limit.store(limit, Ordering::Release);
        let mut guard = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        // What was not looked at yet is held to the limit when it is.
        for gone in guard.as_mut().map(|pieces| pieces.limit_to(limit)).unwrap_or_default() {
            remove(&self.folder.join(gone));
        }
    }

    /// Keeps a piece, and lets the oldest go where it is too much. One larger than the limit is not kept, nor one that
    /// was fetched while a connection was forgotten: it may be of that one.
    pub(super) fn keep(&self, name: &str, bytes: &[u8], begun: Moment, now: i64) -> io::Result<()> {
        let length = bytes.len() as u64;
        if !self.shelf()?.as_ref().is_some_and(|pieces| pieces.takes(length)) {
            return Ok(());
        }
        let aside = self.aside(bytes)?;
        let mut guard = self.shelf()?;
        let Some(pieces) = guard.as_mut().filter(|_| begun == self.moment()) else { return Ok(()) };
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
            let (looked, gone) = Shelf::of(self.limit.load(Ordering::Acquire), look(&self.folder)?);
            for name in gone {
                remove(&self.folder.join(name));
            }
            *guard = Some(looked);
        }
        Ok(guard)
    }
}

/// While it was read without the lock the piece may have been kept anew.
fn forget_unless_whole(pieces: &mut Shelf, name: &str, path: &Path) {
    let on_disk = fs::metadata(path).ok().map(|about| about.len());
    if pieces.bytes_of(name).is_some_and(|bytes| on_disk != Some(bytes)) {
        pieces.remove(name);
        remove(path);
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
        first.keep("a", b"1234", first.moment(), 1_000).expect("kept");
        first.keep("b", b"5678", first.moment(), 2_000).expect("kept");
        assert_eq!(first.read("a", 3_000_000_000_000).expect("read").as_deref(), Some(&b"1234"[..]));
        drop(first);
        let second = cache(dir.path(), 10);
        assert_eq!(second.read("c", 1).expect("asked"), None);
        second.keep("c", b"90ab", second.moment(), 3_000_000_000_001).expect("kept");
        assert_eq!(second.read("b", 4).expect("asked"), None, "it was used the longest ago");
        assert_eq!(files(dir.path()).len(), 2);
    }

    #[test]
    fn a_smaller_limit_is_kept_at_the_next_start() {
        let dir = tempfile::tempdir().expect("a folder");
        let wide = cache(dir.path(), 100);
        for name in ["a", "b", "c"] {
            wide.keep(name, &[7; 30], wide.moment(), 1).expect("kept");
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
        next.keep("a", b"12345678", next.moment(), 2).expect("kept");
        assert_eq!(next.read("a", 3).expect("asked").expect("whole").len(), 8);
    }

    #[test]
    fn a_piece_that_was_cut_or_removed_by_others_is_not_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 100);
        cache.keep("a", b"1234", cache.moment(), 1).expect("kept");
        cache.keep("b", b"1234", cache.moment(), 1).expect("kept");
        fs::write(dir.path().join("evidence/a"), b"12").expect("cut");
        fs::remove_file(dir.path().join("evidence/b")).expect("removed");
        assert_eq!(cache.read("a", 2).expect("asked"), None);
        assert_eq!(cache.read("b", 2).expect("asked"), None);
        cache.keep("a", b"1234", cache.moment(), 3).expect("kept anew");
        assert_eq!(cache.read("a", 4).expect("asked").as_deref(), Some(&b"1234"[..]));
    }

    #[test]
    fn what_is_forgotten_is_gone_and_the_rest_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 100);
        for name in ["one-a", "one-b", "two-a"] {
            cache.keep(name, b"1234", cache.moment(), 1).expect("kept");
        }
        cache.forget("one-").expect("forgotten");
        assert_eq!(files(dir.path()), ["two-a"]);
        assert_eq!(cache.read("one-a", 2).expect("asked"), None);
        assert!(cache.read("two-a", 2).expect("asked").is_some());
    }

    #[test]
    fn what_was_fetched_while_its_connection_was_forgotten_is_not_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 100);
        let begun = cache.moment();
        cache.forget("one-").expect("forgotten");
        cache.keep("one-a", b"1234", begun, 1).expect("told");
        assert!(files(dir.path()).is_empty());
        cache.keep("one-a", b"1234", cache.moment(), 1).expect("kept");
        assert_eq!(files(dir.path()), ["one-a"]);
    }

    #[test]
    fn a_smaller_limit_lets_the_oldest_go_at_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 100);
        for (now, name) in (0..).zip(["a", "b", "c"]) {
            cache.keep(name, &[7; 30], cache.moment(), now).expect("kept");
        }
        cache.limit_to(60);
        assert_eq!(files(dir.path()), ["b", "c"]);
        cache.limit_to(100);
        cache.keep("d", &[7; 30], cache.moment(), 9).expect("kept");
        assert_eq!(files(dir.path()), ["b", "c", "d"]);
    }

    #[test]
    fn pieces_are_read_while_others_are_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 40);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let cache = &cache;
                scope.spawn(move || {
                    for turn in 0..50_u8 {
                        let name = format!("{}", turn % 7);
                        cache.keep(&name, &[turn % 7; 8], cache.moment(), thread).expect("kept");
                        let read = cache.read(&name, thread).expect("read");
                        assert!(read.is_none_or(|bytes| bytes == [turn % 7; 8]), "{name}");
                    }
                });
            }
        });
        assert!(files(dir.path()).len() <= 5);
    }

    #[test]
    fn what_is_larger_than_the_limit_is_not_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let cache = cache(dir.path(), 4);
        cache.keep("a", b"12345", cache.moment(), 1).expect("told");
        assert_eq!(cache.read("a", 1).expect("asked"), None);
        assert!(files(dir.path()).is_empty());
    }
}
