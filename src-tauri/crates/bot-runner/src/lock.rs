//! One change at a time for each data folder: programs and command lines wait for one another here.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::PathBuf;

pub(crate) const FILE: &str = "bots.lock";

/// Held until it is dropped; the system lets go of it when a program ends, however it ends.
pub(crate) struct Held {
    _file: File,
}

/// Waits for whoever has it.
pub(crate) async fn take(path: PathBuf) -> io::Result<Held> {
    let taken = tokio::task::spawn_blocking(move || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        file.lock()?;
        Ok(Held { _file: file })
    });
    taken.await.map_err(io::Error::other)?
}
