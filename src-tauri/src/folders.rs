//! Where this program keeps what.

use std::path::{Path, PathBuf};

/// The folders of one data folder, known to every part of the shell.
pub(crate) struct Folders {
    data: PathBuf,
    exports: PathBuf,
}

impl Folders {
    /// `system` is the data folder where none is named: only beside it do exports go among the person's own papers.
    pub(crate) fn new(data: PathBuf, system: &Path) -> Self {
        let exports = if data == system { of_the_person() } else { data.join("exports") };
        Self { data, exports }
    }

    pub(crate) fn exports(&self) -> &Path {
        &self.exports
    }

    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) fn webview(&self) -> PathBuf {
        self.data.join("webview")
    }

    pub(crate) fn tray(&self) -> PathBuf {
        self.data.join("tray")
    }

    pub(crate) fn window_state(&self) -> PathBuf {
        self.data.join("window.json")
    }
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

/// The data folder where none is named.
pub(crate) fn of_system(identifier: &str) -> PathBuf {
    dirs::data_dir().unwrap_or_else(std::env::temp_dir).join(identifier)
}
