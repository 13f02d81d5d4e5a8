//! A file, opened as a table.

use std::path::Path;
use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{Changed, OpenError};
use crate::fault::Faults;

/// A CSV file, opened. Cheap to clone; clones share the index.
///
/// The cells are those of the `csv` crate with the same separator, without its check of widths. Records are counted
/// from 0, without the header; columns from 0.
#[derive(Clone, Debug)]
pub struct Table(Arc<()>);

/// How to read a file.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// An ASCII character; `None` has it chosen among `,` `;` tab and `|` by the first rows.
    pub separator: Option<u8>,
    /// Whether the first record names the columns.
    pub headers: bool,
}

/// The text encoding of the file on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// By its byte order mark; decoded into an unnamed temporary file.
    Utf16Le,
    Utf16Be,
}

/// How far the index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub bytes_done: u64,
    pub bytes_total: u64,
    /// Records found so far; all of them can be read.
    pub records: u64,
    pub done: bool,
    pub faults: Faults,
}

/// One row, as far as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub record: u64,
    /// As many as the record has, up to [`MAX_COLUMNS`].
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Whether `text` is all of it.
    pub whole: bool,
}

/// Cells of a record beyond this many are not shown; spreadsheets stop there too.
pub const MAX_COLUMNS: usize = 16_384;

impl Table {
    /// Maps the file, finds out its encoding and separator, reads the header and indexes the first rows. Takes
    /// milliseconds, but for UTF-16, which is decoded first.
    pub fn open(_path: &Path, _options: Options) -> Result<Table, OpenError> {
        todo!()
    }

    /// Indexes the rest, on the caller's thread, and returns at the end of the file, when cancelled, or when the file
    /// changed. Readers see what is there meanwhile. Can be called again at any time, also from several threads.
    pub fn index(&self, _cancel: &Cancel) -> Result<Progress, Changed> {
        todo!()
    }

    pub fn progress(&self) -> Progress {
        todo!()
    }

    /// The names of the columns; their numbers, from "1", when the file was opened without headers. Empty for a file
    /// without any record.
    pub fn header(&self) -> &[String] {
        todo!()
    }

    pub fn separator(&self) -> u8 {
        todo!()
    }

    pub fn encoding(&self) -> Encoding {
        todo!()
    }

    /// Bytes of the file on disk.
    pub fn size(&self) -> u64 {
        todo!()
    }

    /// Records indexed so far.
    pub fn records(&self) -> u64 {
        todo!()
    }

    /// At most `count` rows beginning with record `from`, of what is indexed so far, with at most `limit` characters
    /// of each cell.
    pub fn rows(&self, _from: u64, _count: usize, _limit: usize) -> Result<Vec<Row>, Changed> {
        todo!()
    }

    /// One cell, at most `limit` bytes of it. `None` when there is no such record, or it is too short.
    pub fn cell(&self, _record: u64, _column: usize, _limit: usize) -> Result<Option<Cell>, Changed> {
        todo!()
    }
}
