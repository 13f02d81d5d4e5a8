//! The files that lie beside those of the plans: put there by hand or by other programs, or kept aside by failed attempts.
//!
//! Folders are read one by one, so that a year of files is never in memory as a whole. What was found in a folder is
//! remembered while neither the folder nor the rows of the files change; how large and how old a file is, is asked anew.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::Companion;
use crate::exports::record;
use crate::view::{Failure, ForeignFile};

/// So many files of a folder are looked up at a time.
const AT_ONCE: usize = 500;

/// The most files that are listed; no further folder is read once they are found.
const MOST: usize = 500;

/// A folder that changed so recently may change again under the same time: file systems count in up to two seconds.
const SETTLED: Duration = Duration::from_secs(10);

/// What was found in the folders.
#[derive(Default)]
pub(crate) struct Beside(Mutex<BTreeMap<PathBuf, Found>>);

#[derive(Clone)]
struct Found {
    server: String,
    /// Of the rows of the server's files.
    revision: (i64, i64),
    /// Of the folder.
    modified: SystemTime,
    strange: Vec<Strange>,
}

/// A file that is no good one of a plan.
#[derive(Clone)]
struct Strange {
    name: OsString,
    kept_aside: bool,
}

impl Beside {
    /// What was found in the folder where that still holds; it is forgotten otherwise.
    fn still(&self, folder: &Path, holds: impl FnOnce(&Found) -> bool) -> Option<Vec<Strange>> {
        let found = self.found().remove(folder).filter(holds)?;
        let strange = found.strange.clone();
        self.found().insert(folder.to_owned(), found);
        Some(strange)
    }

    fn found(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Found>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Companion {
    /// Folder by folder, each by name.
    pub(super) async fn foreign_files(&self, server: &str) -> Result<Vec<ForeignFile>, Failure> {
        let inner = &self.inner;
        let revision = inner.store.export_files().revision(server).await;
        let revision = revision.map_err(|error| inner.stored(&error))?;
        let folders = self.folders_of_plans(server).await?;
        inner.beside.found().retain(|folder, _| folders.contains(folder));
        let mut files: Vec<ForeignFile> = Vec::new();
        for folder in folders {
            let strange = self.strange(server, revision, &folder).await?;
            if !strange.is_empty() {
                files.extend(self.on_disk(move || foreign(&folder, &strange)).await?);
            }
            if files.len() >= MOST {
                files.truncate(MOST);
                break;
            }
        }
        Ok(files)
    }

    /// Up to [`MOST`], and those that are looked up with them.
    async fn strange(
        &self,
        server: &str,
        revision: (i64, i64),
        folder: &Path,
    ) -> Result<Vec<Strange>, Failure> {
        let inner = &self.inner;
        let now = SystemTime::from(inner.now());
        // Before the names are read: what changes meanwhile makes the folder younger than that.
        let modified = tokio::fs::metadata(folder).await.and_then(|meta| meta.modified()).ok();
        let modified = modified.filter(|at| now.duration_since(*at).is_ok_and(|age| age > SETTLED));
        let is_known = |found: &Found| {
            found.server == server && found.revision == revision && Some(found.modified) == modified
        };
        if let Some(strange) = inner.beside.still(folder, is_known) {
            return Ok(strange);
        }
        let read = folder.to_owned();
        let names = self.on_disk(move || tables(&read)).await?;
        let mut strange = Vec::new();
        for some in names.chunks(AT_ONCE) {
            let paths: Vec<_> = some.iter().map(|name| in_folder(folder, name)).collect();
            let found = inner.store.export_files().strange(&paths).await;
            let found: HashMap<_, _> = found.map_err(|error| inner.stored(&error))?.into_iter().collect();
            strange.extend(some.iter().zip(&paths).filter_map(|(name, path)| {
                Some(Strange { name: name.clone(), kept_aside: *found.get(path)? })
            }));
            if strange.len() >= MOST {
                break;
            }
        }
        if let Some(modified) = modified {
            let found = Found { server: server.to_owned(), revision, modified, strange: strange.clone() };
            inner.beside.found().insert(folder.to_owned(), found);
        }
        Ok(strange)
    }
}

/// The names of the CSV files of the folder, in the order in which the store has their paths: what is looked up side by
/// side there is read once.
fn tables(folder: &Path) -> Vec<OsString> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_csv =
        |name: &OsString| Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let mut names: Vec<_> = entries.map(|entry| entry.file_name()).filter(is_csv).collect();
    names.sort();
    names
}

fn in_folder(folder: &Path, name: &OsStr) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

fn foreign(folder: &Path, strange: &[Strange]) -> Vec<ForeignFile> {
    let files = strange.iter().filter_map(|file| record::foreign(&folder.join(&file.name), file.kept_aside));
    files.collect()
}
