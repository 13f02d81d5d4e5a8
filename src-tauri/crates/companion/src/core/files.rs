//! Files on any file system, also those that know neither locks, nor hard links, nor how to flush. All of this blocks.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use tempfile::TempPath;

/// Gives a file its final name, never over another file, and brings that to the disk as far as it can be.
pub(crate) fn give_name(temp: &Path, target: &Path) -> io::Result<()> {
    give_name_with(temp, target, sync_folder)
}

fn give_name_with(temp: &Path, target: &Path, sync: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut unnamed = TempPath::try_from_path(temp)?;
    // One that gets no name stays for whoever wants it.
    unnamed.disable_cleanup(true);
    match unnamed.persist_noclobber(target) {
        Ok(()) => {}
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => return Err(refused.error),
        Err(refused) => {
            tracing::debug!(error = %refused.error, "a file gets its name the long way");
            reserve_and_rename(temp, target)?;
        }
    }
    if let Some(folder) = target.parent()
        && let Err(error) = sync(folder)
    {
        // The file itself is on the disk. Many network and user-space file systems cannot flush a folder.
        tracing::warn!(%error, folder = %folder.display(), "a folder could not be flushed");
    }
    Ok(())
}

/// For file systems that know neither hard links nor a rename that spares what is there.
fn reserve_and_rename(temp: &Path, target: &Path) -> io::Result<()> {
    File::create_new(target)?;
    fs::rename(temp, target).inspect_err(|_| drop(fs::remove_file(target)))
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "a folder cannot be flushed there")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether what was written is on the disk, where the file system can tell.
pub(crate) fn flushed(result: io::Result<()>) -> io::Result<()> {
    let cannot = [ErrorKind::Unsupported, ErrorKind::InvalidInput];
    result.or_else(|error| if cannot.contains(&error.kind()) { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let (temp, target) = (dir.path().join("temp"), dir.path().join("x.csv"));
        fs::write(&temp, "one").expect("written");
        give_name(&temp, &target).expect("named");
        fs::write(&temp, "two").expect("written");
        let taken = give_name(&temp, &target).expect_err("taken");
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("there"), "one");
        assert_eq!(fs::read_to_string(&temp).expect("it stays"), "two");
    }

    #[test]
    fn a_name_is_reserved_where_nothing_else_spares_what_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let (temp, target) = (dir.path().join("temp"), dir.path().join("x.csv"));
        fs::write(&temp, "one").expect("written");
        reserve_and_rename(&temp, &target).expect("placed");
        assert_eq!(fs::read_to_string(&target).expect("there"), "one");
        fs::write(&temp, "two").expect("written");
        let taken = reserve_and_rename(&temp, &target).expect_err("taken");
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("there"), "one");
        fs::remove_file(&temp).expect("removed");
        let gone = reserve_and_rename(&temp, &dir.path().join("y.csv")).expect_err("no file");
        assert_eq!(gone.kind(), ErrorKind::NotFound);
        assert!(!dir.path().join("y.csv").exists(), "nothing empty stays");
    }

    #[test]
    fn a_folder_that_cannot_be_flushed_takes_files_all_the_same() {
        let dir = tempfile::tempdir().expect("a folder");
        let (temp, target) = (dir.path().join("temp"), dir.path().join("x.csv"));
        for kind in [ErrorKind::InvalidInput, ErrorKind::PermissionDenied, ErrorKind::Other] {
            drop(fs::remove_file(&target));
            fs::write(&temp, "one").expect("written");
            give_name_with(&temp, &target, |_| Err(kind.into())).expect("placed");
        }
        assert!(target.exists() && !temp.exists());
    }

    #[test]
    fn only_a_file_system_that_cannot_flush_is_forgiven() {
        for kind in [ErrorKind::Unsupported, ErrorKind::InvalidInput] {
            flushed(Err(kind.into())).expect("forgiven");
        }
        for kind in [ErrorKind::Other, ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
            flushed(Err(kind.into())).expect_err("told");
        }
    }
}
