//! What is to be sent where.

use std::path::{Path, PathBuf};

use allure_results::{Found, Limits, Survey, Unreadable, listing, unpack};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::uploads::batches::{Most, Sent, batches};
use crate::uploads::folders::Unpacked;

/// What a person asks for.
#[derive(Clone, Debug)]
pub(crate) struct UploadOrder {
    pub(crate) project_id: i64,
    pub(crate) target: Target,
    /// Keys that the server maps to variables, with their values.
    pub(crate) environment: Vec<(String, String)>,
    /// Ours, of the upload to go on with; without one it is looked for by the folder.
    pub(crate) upload: Option<i64>,
    /// Begins anew where an earlier upload of the same results did not end.
    pub(crate) anew: bool,
    /// The launch is closed in the end.
    pub(crate) close: bool,
    /// What comes into the folder goes as well, until this ends it.
    pub(crate) watch: Option<CancellationToken>,
}

/// What is stored of an order beside its launch, so that it can go on after a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    pub(crate) tags: Vec<String>,
    pub(crate) links: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) close: bool,
    pub(crate) watch: bool,
}

impl Wish {
    pub(crate) fn of(order: &UploadOrder) -> Self {
        let (tags, links) = match &order.target {
            Target::New { tags, links, .. } => (tags.clone(), links.clone()),
            Target::Existing { .. } => (Vec::new(), Vec::new()),
        };
        let environment = order.environment.clone();
        Self { tags, links, environment, close: order.close, watch: order.watch.is_some() }
    }

    pub(crate) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn read(written: Option<&str>) -> Self {
        written.and_then(|written| serde_json::from_str(written).ok()).unwrap_or_default()
    }
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
    unpacked: Option<Unpacked>,
}

impl Contents {
    /// The files of a first upload, a list for each request.
    pub fn batches(&self) -> Vec<Vec<PathBuf>> {
        let all = batches(&self.files, &Sent::default(), Most::default());
        let path = |file: &&Found| self.folder().join(&file.name);
        all.iter().map(|batch| batch.iter().map(path).collect()).collect()
    }

    /// Where the files lie.
    pub(crate) fn folder(&self) -> &Path {
        self.unpacked.as_ref().map_or(&self.path, Unpacked::files)
    }
}

/// Reads a folder or an archive, whose files are unpacked within the data folder for as long as the answer lives, or not at
/// all where none is given. Blocks for as long as that takes.
pub fn look(path: &Path, data_dir: Option<&Path>) -> Result<Contents, Unreadable> {
    let path = path.canonicalize()?;
    let Some(data_dir) = data_dir.filter(|_| !path.is_dir()) else {
        let (survey, files) = listing(&path, Limits::default())?;
        return Ok(Contents { path, survey, files, unpacked: None });
    };
    let unpacked = Unpacked::new(data_dir)?;
    let (survey, files) = unpack(&path, Limits::default(), unpacked.files())?;
    Ok(Contents { path, survey, files, unpacked: Some(unpacked) })
}
