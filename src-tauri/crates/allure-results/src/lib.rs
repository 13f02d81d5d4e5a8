//! What is in a folder or an archive of Allure 2 results: how many results and how they came out, attachments that
//! nobody names, attachments that are missing, files that a server would refuse, and results that it would count as
//! retries.
//!
//! [`survey`] reads a folder, a zip, a tar or a tar.gz. Archives are hostile until checked: only [`unpack`] writes, links are not followed, paths that climb are left out, and [`Limits`] bound what is read. Only one document
//! is in memory at a time. Nothing here knows of TestOps, of the network or of windows.

mod document;
mod files;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod properties;
mod survey;

use std::io;
use std::path::Path;

pub use survey::{Broken, Found, Reason, Status, Survey, What};

/// What is read at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Entries, folders included.
    pub files: u64,
    /// Bytes of all files, unpacked.
    pub bytes: u64,
    /// Bytes of one JSON or properties file; it is held in memory.
    pub document: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000_000, bytes: 64 << 30, document: 16 << 20 }
    }
}

/// Why nothing can be told at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("neither a folder nor a zip, tar or tar.gz")]
    NotAnArchive,
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    #[error("more than {0} files")]
    TooManyFiles(u64),
    #[error("more than {0} bytes")]
    TooLarge(u64),
}

/// The same with all files that a server can take, by name.
pub fn listing(path: &Path, limits: Limits) -> Result<(Survey, Vec<Found>), Unreadable> {
    let mut reading = survey::Reading::listing(limits.document);
    files::visit(path, limits, &mut reading)?;
    Ok(reading.finish_listing())
}

/// The same of an archive whose files are written into the empty folder `into`, side by side.
pub fn unpack(path: &Path, limits: Limits, into: &Path) -> Result<(Survey, Vec<Found>), Unreadable> {
    let mut reading = survey::Reading::unpacking(limits.document, into);
    files::visit(path, limits, &mut reading)?;
    Ok(reading.finish_listing())
}

/// Reads the folder or archive at `path`. What is wrong with a single file stands in the answer.
pub fn survey(path: &Path, limits: Limits) -> Result<Survey, Unreadable> {
    let mut reading = survey::Reading::new(limits.document);
    files::visit(path, limits, &mut reading)?;
    Ok(reading.finish())
}
