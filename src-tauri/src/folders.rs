//! Where this program keeps what.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, io};

use tempfile::TempDir;

/// The folders of one data folder, known to every part of the shell.
pub(crate) struct Folders {
    data: PathBuf,
    cache: PathBuf,
    exports: PathBuf,
    /// Takes the place of the webview's folder while the data folder cannot be used.
    meanwhile: OnceLock<TempDir>,
}

impl Folders {
    /// `system` is the data folder where none is named: only beside it do exports go among the person's own papers.
    pub(crate) fn new(data: PathBuf, system: &Path) -> Self {
        let is_usual = data == system;
        let exports = if is_usual { of_the_person() } else { data.join("exports") };
        let cache = of_the_cache(system).filter(|_| is_usual).unwrap_or_else(|| data.join("cache"));
        Self { data, cache, exports, meanwhile: OnceLock::new() }
    }

    /// Holds what can be fetched anew.
    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }

    pub(crate) fn exports(&self) -> &Path {
        &self.exports
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// Is there: a window that says what is wrong with the data folder needs a place of its own.
    pub(crate) fn webview(&self) -> io::Result<PathBuf> {
        let usual = self.data.join("webview");
        let Err(error) = fs::create_dir_all(&usual) else { return Ok(usual) };
        if let Some(meanwhile) = self.meanwhile.get() {
            return Ok(meanwhile.path().to_owned());
        }
        tracing::error!(%error, folder = %usual.display(), "the data folder cannot be used");
        let made = tempfile::tempdir()?;
        Ok(self.meanwhile.get_or_init(|| made).path().to_owned())
    }

    pub(crate) fn tray(&self) -> PathBuf {
        self.data.join("tray")
    }

    pub(crate) fn window_state(&self) -> PathBuf {
        self.data.join("window.json")
    }
}

/// The system's folder for caches, under the name of the data folder.
fn of_the_cache(system: &Path) -> Option<PathBuf> {
    Some(dirs::cache_dir()?.join(system.file_name()?))
}

/// Run from source, the checkout's own folder; otherwise one among the person's documents.
fn of_the_person() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let checkout = program
        .ancestors()
        .map(|folder| folder.join("exports"))
        .find(|exports| exports.is_dir() && exports.with_file_name("tauri.conf.json").is_file());
    let documents = || dirs::document_dir().or_else(dirs::home_dir).unwrap_or_else(std::env::temp_dir);
    checkout.unwrap_or_else(|| documents().join("TestOps exports"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_has_a_folder_also_where_the_data_folder_is_a_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        fs::write(&data, "a file").expect("written");
        let folders = Folders::new(data.clone(), dir.path());
        let meanwhile = folders.webview().expect("another place");
        assert!(meanwhile.is_dir() && !meanwhile.starts_with(dir.path()), "{}", meanwhile.display());
        assert_eq!(folders.webview().expect("the same place"), meanwhile);
        fs::remove_file(&data).expect("removed");
        assert_eq!(folders.webview().expect("the usual place"), data.join("webview"));
    }
}
