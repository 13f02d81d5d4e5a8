//! Starting with the session.
//!
//! The system's entry names the program and the options that are in use; it is brought up to date at every start, so
//! that a program that was moved does not leave a dead one.

#[cfg(target_os = "linux")]
#[path = "autostart/desktop_entry.rs"]
mod entry;
#[cfg(not(target_os = "linux"))]
#[path = "autostart/native.rs"]
mod entry;

use std::path::{Path, PathBuf};

use self::entry::Entry;
use crate::cli::Options;
use machine::digest;

const NAME: &str = "TestOps Companion";

/// The entry of one data folder.
#[derive(Debug)]
pub(crate) struct Autostart {
    entry: Entry,
}

/// What the next session is to start.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Start {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
}

impl Autostart {
    /// `system` is the data folder where none is named; every other one has an entry of its own.
    pub(crate) fn new(options: &Options, data_dir: &Path, system: &Path) -> Self {
        let name = if data_dir == system { NAME.to_owned() } else { format!("{NAME} {}", digest(data_dir)) };
        let start = Start { program: program(), arguments: options.at_login() };
        Self { entry: Entry::new(name, start) }
    }

    /// Fails with the system's own words.
    pub(crate) fn set(&self, on: bool) -> Result<(), String> {
        if on { self.entry.write() } else { self.entry.remove() }
    }

    /// The same at a start. An entry that the person switched off with the desktop's own means stays off.
    pub(crate) fn refresh(&self, on: bool) -> Result<(), String> {
        if on && self.entry.is_switched_off() { Ok(()) } else { self.set(on) }
    }
}

/// Where the program is: an `AppImage` runs from a folder that is gone at the next session.
fn program() -> PathBuf {
    let image = std::env::var_os("APPIMAGE").map(PathBuf::from).filter(|image| image.is_file());
    image.unwrap_or_else(|| std::env::current_exe().unwrap_or_default())
}
