//! The folder that a plan's files land in.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::companion::Inner;
use crate::exports::decide::FolderFault;
use crate::view::PlanDraft;

impl Inner {
    /// The plan's own folder, else the usual one. `demo`: the plan is one of the demo's.
    pub(crate) fn plan_folder(&self, draft: &PlanDraft, demo: bool) -> PathBuf {
        named(draft.folder.as_deref()).unwrap_or_else(|| self.usual_folder(demo))
    }

    /// That of the settings, else the program's. The demo's files stay away from those of real servers.
    pub(crate) fn usual_folder(&self, demo: bool) -> PathBuf {
        let of_settings = named(self.settings.borrow().export_folder.as_deref()).filter(|_| !demo);
        of_settings.unwrap_or_else(|| self.own_folder(demo))
    }

    /// The program's own, which is made when it is needed.
    pub(crate) fn own_folder(&self, demo: bool) -> PathBuf {
        if demo { self.ports.data_dir.join("demo/exports") } else { self.ports.exports_dir.clone() }
    }

    pub(crate) fn in_demo(&self) -> bool {
        self.session.borrow().as_ref().is_some_and(|session| session.connection.demo)
    }
}

fn named(folder: Option<&str>) -> Option<PathBuf> {
    folder.filter(|folder| !folder.trim().is_empty()).map(PathBuf::from)
}

/// Whether files can be written to the folder. Leaves no trace; may wait long for a disk that is gone.
pub(crate) fn look_at(folder: &Path) -> Option<FolderFault> {
    match folder.metadata() {
        Ok(found) if !found.is_dir() => return Some(FolderFault::NotFolder),
        Ok(_) => {}
        Err(error) => return Some(fault(&error)),
    }
    let error = tempfile::tempfile_in(folder).err()?;
    // A full disk is said when there is something to write: it may have been emptied by then.
    let full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
    (!full).then(|| fault(&error))
}

fn fault(error: &Error) -> FolderFault {
    let faults = [
        (ErrorKind::NotFound, FolderFault::Missing),
        (ErrorKind::NotADirectory, FolderFault::NotFolder),
        (ErrorKind::PermissionDenied, FolderFault::ReadOnly),
        (ErrorKind::ReadOnlyFilesystem, FolderFault::ReadOnly),
    ];
    let known = faults.into_iter().find(|(kind, _)| *kind == error.kind());
    known.map_or(FolderFault::Silent, |(_, fault)| fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_looked_at_without_a_trace() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(look_at(dir.path()), None);
        assert_eq!(std::fs::read_dir(dir.path()).expect("readable").count(), 0);
        assert_eq!(look_at(&dir.path().join("gone")), Some(FolderFault::Missing));
        let file = dir.path().join("file");
        std::fs::write(&file, "x").expect("written");
        assert_eq!(look_at(&file), Some(FolderFault::NotFolder));
        assert_eq!(look_at(&file.join("below")), Some(FolderFault::NotFolder));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_where_nothing_can_be_written_is_told() {
        assert!(look_at(Path::new("/proc")).is_some());
    }
}
