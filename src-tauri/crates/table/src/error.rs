//! What can go wrong. None of these texts reaches a person: the caller says them in the person's language.

use std::io;

use crate::cancel::Cancelled;

/// Why a file could not be opened as a table.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Also: it vanished, or the right to read it is missing; see [`io::Error::kind`].
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("this is a folder")]
    Directory,
    /// A pipe, a socket or a device: its size is unknown and reading it may wait for ever.
    #[error("this is not a regular file")]
    NotAFile,
    /// UTF-32.
    #[error("the file is written in {0}: save it as UTF-8")]
    Encoding(&'static str),
    /// A quote, a line end or a byte outside ASCII cannot part cells.
    #[error("{0:?} cannot separate cells")]
    Separator(char),
}

/// Why a file that is open could not be read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is not the one that was opened: its length or its time of change differs. Open it again.
    #[error("the file changed on disk")]
    Changed,
    /// The disk or the network failed, in the words of the system.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Why a view, a search or a comparison was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A filter's regular expression is wrong. `filter` counts the query's filters from 0; `at` counts the
    /// characters of the expression before the place of the mistake.
    #[error("the regular expression is wrong at {at}: {message}")]
    Regex { filter: usize, at: usize, message: String },
    /// A filter or a sort names a column that the table has not.
    #[error("there is no column {0}")]
    NoColumn(usize),
    /// A comparison's key is no column of the older (`old`) or of the newer file.
    #[error("there is no column {key}")]
    NoKey { key: String, old: bool },
    /// A record is longer than [`MAX_RECORD`](crate::MAX_RECORD) bytes, so that it can be neither compared nor written
    /// out as a whole.
    #[error("row {record} is too long")]
    TooLong { record: u64 },
}

/// Why rows were not written out.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file that they were written to failed.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// The table could not be read.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// A quote, a line end or a byte outside ASCII cannot part cells.
    #[error("{0:?} cannot separate cells")]
    Separator(char),
}
