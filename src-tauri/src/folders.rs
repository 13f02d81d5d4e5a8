//! Where this program keeps what.

use std::path::{Path, PathBuf};

/// The folders of one data folder, known to every part of the shell.
pub(crate) struct Folders {
    data: PathBuf,
}

impl Folders {
    pub(crate) fn new(data: PathBuf) -> Self {
        Self { data }
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

/// The data folder where none is named.
pub(crate) fn of_system(identifier: &str) -> PathBuf {
    dirs::data_dir().unwrap_or_else(std::env::temp_dir).join(identifier)
}
