use std::io;
use std::path::{Path, PathBuf};

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The index could not be read or written.
    #[error("the index of test cases: {0}")]
    Index(#[from] sqlx::Error),
    /// The exported file could not be read, or is no CSV.
    #[error("the exported file: {0}")]
    File(#[from] csv::Error),
    #[error("the exported file: {0}")]
    Disk(#[from] io::Error),
    /// The exported file has no column `allure_id`, by which test cases are known.
    #[error("the exported file has no column `allure_id`")]
    NoKey,
    /// It is not there any more.
    #[error("the exported file {} is gone", .0.display())]
    Gone(PathBuf),
    /// It is not what it was when it was taken in.
    #[error("the exported file {} has changed since it was indexed", .0.display())]
    Changed(PathBuf),
    /// A file of the same line that is as new or newer was taken in before.
    #[error("a newer file was indexed before")]
    Older,
    /// The thread that read the file panicked.
    #[error("reading the exported file broke")]
    Broke,
}

impl Error {
    /// Says that the file is gone where that is the matter.
    pub(crate) fn of(self, path: &Path) -> Self {
        let is_gone = matches!(&self, Self::Disk(disk) if disk.kind() == io::ErrorKind::NotFound);
        if is_gone { Self::Gone(path.to_owned()) } else { self }
    }
}
