//! The application's id, and the folders that are called by it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::DataLock;

/// Names the system's folders and the program on the session bus. Three parts, as `AppStream` and Flatpak want it.
pub const ID: &str = "dev.testopscompanion.TestOpsCompanion";

/// The id of the versions before the first release.
const FORMER_ID: &str = "dev.testops-companion";

/// The data folder where none is named, and what kept it from its present name.
#[derive(Debug)]
pub struct SystemFolder {
    pub path: PathBuf,
    pub trouble: Option<io::Error>,
}

impl SystemFolder {
    /// Of this person on this machine. One that has its former name is renamed, with the folder of the cache.
    ///
    /// While another program has it open it keeps its former name.
    pub fn find() -> Self {
        let data = dirs::data_dir().unwrap_or_else(std::env::temp_dir);
        let found = Self::within(&data);
        if found.path.ends_with(ID)
            && let Some(cache) = dirs::cache_dir()
        {
            // What does not move is fetched anew.
            drop(rename(&cache));
        }
        found
    }

    /// Nothing is renamed: for a start that names a data folder of its own.
    pub fn as_it_is() -> Self {
        Self::as_it_is_within(&dirs::data_dir().unwrap_or_else(std::env::temp_dir))
    }

    fn within(data: &Path) -> Self {
        let found = Self::as_it_is_within(data);
        if found.path.ends_with(ID) || is_in_use(&found.path) || is_in_use(&found.path.join("demo")) {
            return found;
        }
        match rename(data) {
            Ok(()) => Self { path: data.join(ID), trouble: None },
            Err(error) => Self { trouble: Some(error), ..found },
        }
    }

    fn as_it_is_within(data: &Path) -> Self {
        let (path, former) = (data.join(ID), data.join(FORMER_ID));
        let keeps_its_name = is_own_folder(&former) && !path.exists();
        Self { path: if keeps_its_name { former } else { path }, trouble: None }
    }
}

/// The path with the former id in the place of the present one: names that were made of the path stay the same.
pub fn under_former_id(path: &Path) -> PathBuf {
    path.components()
        .map(|part| if part.as_os_str() == ID { FORMER_ID.as_ref() } else { part.as_os_str() })
        .collect()
}

fn is_own_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|there| there.is_dir())
}

fn is_in_use(folder: &Path) -> bool {
    folder.is_dir() && DataLock::take(folder).is_err()
}

fn rename(parent: &Path) -> io::Result<()> {
    let (path, former) = (parent.join(ID), parent.join(FORMER_ID));
    if !is_own_folder(&former) || path.exists() {
        return Ok(());
    }
    fs::rename(&former, &path)?;
    // Paths in the database and in people's scripts go on leading here.
    #[cfg(unix)]
    drop(std::os::unix::fs::symlink(ID, &former));
    Ok(())
}

#[cfg(test)]
#[path = "application_tests.rs"]
mod tests;
