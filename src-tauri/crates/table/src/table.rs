//! A file, opened as a table.

use std::io;
use std::path::Path;
use std::sync::{Arc, RwLockReadGuard};

use crate::cancel::Cancel;
use crate::error::{Changed, OpenError};
use crate::fault::Faults;
use crate::index::{Index, Known, place};
use crate::record::{Field, Fields};
use crate::scan::is_separator;
use crate::sniff;
use crate::source::Source;
use crate::work::both;

/// A CSV file, opened. Cheap to clone; clones share the index.
///
/// The cells are those of the `csv` crate with the same separator, without its check of widths. Records are counted
/// from 0, without the header; columns from 0.
#[derive(Clone, Debug)]
pub struct Table(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    index: Index,
    separator: u8,
    header: Vec<String>,
}

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
    /// Records found so far, from first to last byte; all of them can be read.
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

/// Bytes indexed between two looks at the file and at the wish to stop.
const PIECE: usize = 1 << 20;
/// Bytes indexed by opening.
const FIRST: usize = 4 * PIECE;
/// Bytes of a column's name that are kept.
const NAME: usize = 4096;

impl Table {
    /// Maps the file, finds out its encoding and separator, reads the header and indexes the first rows. Takes
    /// milliseconds, but for UTF-16, which is decoded first.
    pub fn open(path: &Path, options: Options) -> Result<Table, OpenError> {
        if let Some(wrong) = options.separator.filter(|separator| !is_separator(*separator)) {
            return Err(OpenError::Separator(char::from(wrong)));
        }
        let source = Source::open(path)?;
        let changed = |changed: Changed| OpenError::Io(io::Error::new(io::ErrorKind::InvalidData, changed));
        let start = source.text_start;
        let separator = match options.separator {
            Some(separator) => separator,
            None => sniff::separator(&source.bytes().map_err(changed)?[start..]),
        };
        let index = Index::new(separator, options.headers, start as u64);
        index.scan(source.bytes().map_err(changed)?, FIRST);
        index.check(source.bytes().map_err(changed)?, FIRST);
        let header = header(&index, source.bytes().map_err(changed)?, separator);
        Ok(Table(Arc::new(Inner { source, index, separator, header })))
    }

    /// Indexes the rest, on the caller's thread and a second one, and returns at the end of the file, when cancelled,
    /// or when the file changed. Readers see what is there meanwhile. Can be called again at any time, also from
    /// several threads.
    pub fn index(&self, cancel: &Cancel) -> Result<Progress, Changed> {
        let index = &self.0.index;
        let all = |step: fn(&Index, &[u8], usize) -> bool| {
            while !cancel.is_cancelled() && step(index, self.bytes()?, PIECE) {}
            Ok(())
        };
        both(|| all(Index::check), || all(Index::scan))?;
        Ok(self.progress())
    }

    pub fn progress(&self) -> Progress {
        let known = self.0.index.known();
        Progress {
            bytes_done: known.bytes_done(),
            bytes_total: self.0.source.length(),
            records: known.records() as u64,
            done: known.done(),
            faults: known.faults.clone(),
        }
    }

    /// The names of the columns; their numbers, from "1", when the file was opened without headers. Empty for a file
    /// without any record. A name is cut after 4096 bytes.
    pub fn header(&self) -> &[String] {
        &self.0.header
    }

    pub fn separator(&self) -> u8 {
        self.0.separator
    }

    pub fn encoding(&self) -> Encoding {
        self.0.source.encoding
    }

    /// Bytes of the file on disk.
    pub fn size(&self) -> u64 {
        self.0.source.size
    }

    /// Records indexed so far.
    pub fn records(&self) -> u64 {
        self.known().records() as u64
    }

    /// At most `count` rows beginning with record `from`, of what is indexed so far, with at most `limit` characters
    /// of each cell.
    pub fn rows(&self, from: u64, count: usize, limit: usize) -> Result<Vec<Row>, Changed> {
        self.rows_of((from..self.records()).take(count), limit)
    }

    pub(crate) fn rows_of(
        &self,
        records: impl Iterator<Item = u64>,
        limit: usize,
    ) -> Result<Vec<Row>, Changed> {
        let bytes = self.bytes()?;
        let row = |record| {
            let fields = self.fields(bytes, record)?.take(MAX_COLUMNS);
            Some(Row { record, cells: fields.map(|field| Cell::of_chars(&field, limit)).collect() })
        };
        Ok(records.filter_map(row).collect())
    }

    /// One cell, at most `limit` bytes of it. `None` when there is no such record, or it is too short.
    pub fn cell(&self, record: u64, column: usize, limit: usize) -> Result<Option<Cell>, Changed> {
        let bytes = self.bytes()?;
        let field = self.fields(bytes, record).and_then(|mut fields| fields.nth(column));
        Ok(field.map(|field| Cell::of_bytes(&field, limit)))
    }

    /// All bytes, unless the file changed.
    pub(crate) fn bytes(&self) -> Result<&[u8], Changed> {
        self.0.source.bytes()
    }

    pub(crate) fn fields<'a>(&self, bytes: &'a [u8], record: u64) -> Option<Fields<'a>> {
        let range = self.known().range(place(record), bytes.len())?;
        Some(Fields::new(&bytes[range], self.0.separator))
    }

    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.index.known()
    }
}

fn header(index: &Index, bytes: &[u8], separator: u8) -> Vec<String> {
    let known = index.known();
    let Some(start) = known.header.or(known.starts.first().copied()) else { return Vec::new() };
    let fields = Fields::new(&bytes[place(start)..place(known.scanned)], separator).take(MAX_COLUMNS);
    if known.header.is_some() {
        fields.map(|field| Cell::of_bytes(&field, NAME).text).collect()
    } else {
        fields.zip(1..).map(|(_, number)| number.to_string()).collect()
    }
}

impl Cell {
    fn of_bytes(field: &Field<'_>, limit: usize) -> Cell {
        let (text, whole) = field.head(limit);
        // A character that the limit cuts in two is left out, not shown as broken.
        let text = match std::str::from_utf8(&text) {
            Err(error) if !whole && error.error_len().is_none() => &text[..error.valid_up_to()],
            _ => &text,
        };
        Cell { text: String::from_utf8_lossy(text).into_owned(), whole }
    }

    fn of_chars(field: &Field<'_>, limit: usize) -> Cell {
        let mut cell = Cell::of_bytes(field, limit.saturating_mul(4));
        if let Some((end, _)) = cell.text.char_indices().nth(limit) {
            cell.text.truncate(end);
            cell.whole = false;
        }
        cell
    }
}
