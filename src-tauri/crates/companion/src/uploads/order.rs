//! What is to be sent where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use allure_results::{Found, Limits, Survey, Unreadable, listing, unpack};
use tempfile::TempDir;

use crate::uploads::batches::{Most, batches};

/// What a person asks for.
#[derive(Clone, Debug)]
pub(crate) struct UploadOrder {
    pub(crate) project_id: i64,
    pub(crate) target: Target,
    /// Keys that the server maps to variables, with their values.
    pub(crate) environment: Vec<(String, String)>,
    /// Begins anew where an earlier upload of the same results did not end.
    pub(crate) anew: bool,
    /// The launch is closed in the end.
    pub(crate) close: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Links are addresses.
    New {
        name: String,
        tags: Vec<String>,
        links: Vec<String>,
    },
    Existing {
        launch_id: i64,
    },
}

/// What is in a folder or an archive.
#[derive(Debug)]
pub struct Contents {
    /// The folder or the archive, absolute: by it an upload is found again.
    pub path: PathBuf,
    pub survey: Survey,
    pub(crate) files: Vec<Found>,
    unpacked: Option<TempDir>,
}

impl Contents {
    /// The files of a first upload, a list for each request.
    pub fn batches(&self) -> Vec<Vec<PathBuf>> {
        let all = batches(&self.files, &BTreeSet::new(), &BTreeSet::new(), Most::default());
        let path = |file: &&Found| self.folder().join(&file.name);
        all.iter().map(|batch| batch.iter().map(path).collect()).collect()
    }

    /// Where the files lie.
    pub(crate) fn folder(&self) -> &Path {
        self.unpacked.as_ref().map_or(&self.path, TempDir::path)
    }
}

/// Reads a folder or an archive, whose files are unpacked in a folder of their own within `within` for as long as the
/// answer lives, or not at all where there is none. Blocks for as long as that takes.
pub fn look(path: &Path, within: Option<&Path>) -> Result<Contents, Unreadable> {
    let path = path.canonicalize()?;
    let Some(within) = within.filter(|_| !path.is_dir()) else {
        let (survey, files) = listing(&path, Limits::default())?;
        return Ok(Contents { path, survey, files, unpacked: None });
    };
    std::fs::create_dir_all(within)?;
    let unpacked = tempfile::Builder::new().prefix("upload-").tempdir_in(within)?;
    let (survey, files) = unpack(&path, Limits::default(), unpacked.path())?;
    Ok(Contents { path, survey, files, unpacked: Some(unpacked) })
}
