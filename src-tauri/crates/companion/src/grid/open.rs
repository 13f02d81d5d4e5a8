//! Opening a file as a table.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use table::{Encoding, OpenError, Options, ReadError, Table};

use super::answer::{key_column, progress_of, rows_of};
use super::file::Grid;
use crate::texts::{GridTrouble, Texts};
use crate::view::{Failure, GridInfo, ReadAs};

/// Rows that come with the opening; more than a tall window shows.
const FIRST_ROWS: usize = 100;

/// A file to open.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) path: PathBuf,
    /// Whether the first record names the columns.
    pub(crate) headers: bool,
    pub(crate) read_as: ReadAs,
}

pub(crate) fn open_table(opening: &Opening, texts: Texts) -> Result<Table, Failure> {
    let path = &opening.path;
    // Unless a person chose it, the separator is told by the file: its plan may have another one since.
    let options = Options {
        separator: opening.read_as.separator.as_deref().and_then(single_byte),
        encoding: opening.read_as.encoding.as_deref().and_then(Encoding::by_name),
        headers: opening.headers,
    };
    Table::open(path, options).map_err(|error| failure(path, &error, texts))
}

impl Grid {
    /// The columns, how far the index is, and the first rows.
    pub(crate) fn info(&self, texts: Texts) -> GridInfo {
        let table = &self.table;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        GridInfo {
            id: self.id,
            name,
            path: self.path.to_string_lossy().into_owned(),
            columns: table.header().to_vec(),
            separator: char::from(table.separator()).to_string(),
            encoding: table.encoding().name().to_owned(),
            encoding_guessed: table.encoding_is_guessed(),
            encodings: Encoding::ALL.map(|encoding| encoding.name().to_owned()).into(),
            key_column: key_column(table.header()),
            progress: progress_of(table, texts),
            // A file that changed since it was opened says so with the next question.
            rows: rows_of(table, None, 0, FIRST_ROWS).unwrap_or_default(),
        }
    }
}

/// The failure of a file that is open.
pub(crate) fn read_failure(path: &Path, error: &ReadError, texts: Texts) -> Failure {
    texts.grid_failure(trouble_of(error, &path.to_string_lossy()), Some(error.to_string()))
}

pub(super) fn trouble_of<'a>(error: &ReadError, path: &'a str) -> GridTrouble<'a> {
    match error {
        ReadError::Changed => GridTrouble::Changed { path },
        ReadError::Unreadable(_) => GridTrouble::Unreadable { path },
    }
}

/// A separator that the page names.
pub(super) fn single_byte(text: &str) -> Option<u8> {
    if let [byte] = text.as_bytes() { Some(*byte) } else { None }
}

fn failure(path: &Path, error: &OpenError, texts: Texts) -> Failure {
    let shown = path.to_string_lossy();
    let path = shown.as_ref();
    let trouble = match error {
        OpenError::Io(error) if error.kind() == ErrorKind::NotFound => GridTrouble::Gone { path },
        OpenError::Read(error) => trouble_of(error, path),
        OpenError::Io(_) | OpenError::Separator(_) => GridTrouble::Unreadable { path },
        OpenError::Directory | OpenError::NotAFile => GridTrouble::NotFile { path },
        OpenError::Encoding(encoding) => GridTrouble::Encoding { path, encoding },
    };
    texts.grid_failure(trouble, Some(error.to_string()))
}
