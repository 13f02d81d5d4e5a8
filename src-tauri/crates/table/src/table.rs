//! A file, opened as a table.

use std::path::Path;
use std::sync::{Arc, RwLockReadGuard};

use crate::batch::{Batch, Record};
use crate::cancel::Cancel;
use crate::encoding::Encoding;
use crate::error::{OpenError, ReadError};
use crate::fault::Faults;
use crate::index::{Index, Known, place};
use crate::record::{Field, Fields};
use crate::scan::is_separator;
use crate::sniff;
use crate::source::Source;

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
    /// `None` has it guessed by the first bytes outside ASCII. A byte order mark outranks it.
    pub encoding: Option<Encoding>,
    /// Whether the first record names the columns.
    pub headers: bool,
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

/// Bytes that are read and indexed at once.
const PIECE: usize = 256 * 1024;
/// Bytes indexed between two lookouts of another caller of [`Table::index`].
const STRIDE: u64 = 64 << 20;
/// Bytes indexed by opening.
const FIRST: u64 = 4 << 20;
/// Bytes of a column's name that are kept.
const NAME: usize = 4096;

impl Table {
    /// Opens the file, finds out its encoding and separator, reads the header and indexes the first rows. Takes
    /// milliseconds, but for a text that is not UTF-8: it is decoded first, into an unnamed temporary file.
    pub fn open(path: &Path, options: Options) -> Result<Table, OpenError> {
        if let Some(wrong) = options.separator.filter(|separator| !is_separator(*separator)) {
            return Err(OpenError::Separator(char::from(wrong)));
        }
        let source = Source::open(path, options.encoding)?;
        let separator = match options.separator {
            Some(separator) => separator,
            None => sniff::separator(&source.head(source.text_start, sniff::SAMPLE)?),
        };
        let index = Index::new(separator, options.headers, source.text_start);
        index.advance(&source, FIRST, PIECE, &Cancel::new())?;
        let header = header(&index, &source, separator)?;
        Ok(Table(Arc::new(Inner { source, index, separator, header })))
    }

    /// Indexes the rest, on the caller's thread and a second one, and returns at the end of the file, when cancelled,
    /// or when the file cannot be read on. Readers see what is there meanwhile. Can be called again at any time, also
    /// from several threads.
    pub fn index(&self, cancel: &Cancel) -> Result<Progress, ReadError> {
        let Inner { index, source, .. } = &*self.0;
        source.unchanged()?;
        while !cancel.is_cancelled() && index.advance(source, STRIDE, PIECE, cancel)? {}
        Ok(self.progress())
    }

    pub fn progress(&self) -> Progress {
        let known = self.0.index.known();
        Progress {
            bytes_done: known.scanned,
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

    /// The encoding of the file on disk.
    pub fn encoding(&self) -> Encoding {
        self.0.source.encoding
    }

    /// Whether the encoding was guessed: nobody named it, and the file has no byte order mark.
    pub fn encoding_is_guessed(&self) -> bool {
        self.0.source.guessed
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
    pub fn rows(&self, from: u64, count: usize, limit: usize) -> Result<Vec<Row>, ReadError> {
        self.rows_of((from..self.records()).take(count), limit)
    }

    pub(crate) fn rows_of(
        &self,
        records: impl Iterator<Item = u64>,
        limit: usize,
    ) -> Result<Vec<Row>, ReadError> {
        let mut records = records.filter_map(|record| u32::try_from(record).ok()).peekable();
        let mut batch = Batch::default();
        let mut rows = Vec::new();
        while batch.read(self, &mut records)? {
            rows.extend(batch.iter().map(|record| self.row(record, limit)));
        }
        Ok(rows)
    }

    /// One cell, at most `limit` bytes of it. `None` when there is no such record, or it is too short.
    pub fn cell(&self, record: u64, column: usize, limit: usize) -> Result<Option<Cell>, ReadError> {
        let cell = self.one(record, |record| {
            let mut fields = self.fields(record.bytes);
            let field = fields.nth(column)?;
            let mut cell = Cell::of_bytes(&field, limit);
            cell.whole &= record.whole || fields.left() > 0;
            Some(cell)
        });
        Ok(cell?.flatten())
    }

    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.index.known()
    }

    /// How many records there are, as a count of things in memory.
    pub(crate) fn count(&self) -> usize {
        self.known().records()
    }

    /// The cells of a record's bytes.
    pub(crate) fn fields<'a>(&self, record: &'a [u8]) -> Fields<'a> {
        Fields::new(record, self.0.separator)
    }

    fn row(&self, record: Record<'_>, limit: usize) -> Row {
        let fields = self.fields(record.bytes).take(MAX_COLUMNS);
        let mut cells: Vec<Cell> = fields.map(|field| Cell::of_chars(&field, limit)).collect();
        if let Some(last) = cells.last_mut() {
            last.whole &= record.whole;
        }
        Row { record: record.number.into(), cells }
    }
}

fn header(index: &Index, source: &Source, separator: u8) -> Result<Vec<String>, ReadError> {
    let known = index.known();
    let Some(start) = known.first() else { return Ok(Vec::new()) };
    let bytes = source.head(start, place(known.scanned - start))?;
    let fields = Fields::new(&bytes, separator).take(MAX_COLUMNS);
    Ok(if known.header.is_some() {
        fields.map(|field| Cell::of_bytes(&field, NAME).text).collect()
    } else {
        fields.zip(1..).map(|(_, number)| number.to_string()).collect()
    })
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
