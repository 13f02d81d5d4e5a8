//! Opening a file as a table.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use table::{Encoding, OpenError, Options, Table};

use super::answer::{key_column, progress_of, rows_of};
use super::file::Grid;
use crate::texts::{GridTrouble, Texts};
use crate::view::{Failure, GridInfo};

/// Rows that come with the opening; more than a tall window shows.
const FIRST_ROWS: usize = 100;

/// A file to open.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) path: PathBuf,
    /// Whether the first record names the columns.
    pub(crate) headers: bool,
}

pub(crate) fn open_table(opening: &Opening, texts: Texts) -> Result<Table, Failure> {
    let path = &opening.path;
    // The separator is told by the file: its plan may have another one since.
    let options = Options { separator: None, headers: opening.headers };
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
            encoding: match table.encoding() {
                Encoding::Utf8 => "UTF-8",
                Encoding::Utf16Le => "UTF-16LE",
                Encoding::Utf16Be => "UTF-16BE",
            }
            .to_owned(),
            key_column: key_column(table.header()),
            progress: progress_of(table, texts),
            // A file that changed since it was opened says so with the next question.
            rows: rows_of(table, None, 0, FIRST_ROWS).unwrap_or_default(),
        }
    }
}

fn failure(path: &Path, error: &OpenError, texts: Texts) -> Failure {
    let shown = path.to_string_lossy();
    let path = shown.as_ref();
    let trouble = match error {
        OpenError::Io(error) if error.kind() == ErrorKind::NotFound => GridTrouble::Gone { path },
        OpenError::Io(_) | OpenError::Separator(_) => GridTrouble::Unreadable { path },
        OpenError::Directory | OpenError::NotAFile => GridTrouble::NotFile { path },
        OpenError::Encoding(encoding) => GridTrouble::Encoding { path, encoding },
    };
    texts.grid_failure(trouble, Some(error.to_string()))
}
