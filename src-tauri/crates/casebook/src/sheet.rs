//! An exported file: its columns, its rows one after another, and one row at a place.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use sha2::{Digest as _, Sha256};

use crate::Error;

/// The column by which a test case is known, and the one that has its name.
const KEY: &str = "allure_id";
const NAME: &str = "name";

/// What a column holds of a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the head of the column has it.
    pub name: String,
    pub value: String,
}

/// The columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
    key: usize,
    name: Option<usize>,
    /// Their places, by name.
    order: Vec<usize>,
    /// Some have the same name.
    has_twins: bool,
}

impl Columns {
    pub(crate) fn of(names: Vec<String>) -> Result<Self, Error> {
        let at = |wanted: &str| names.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
        let (key, name) = (at(KEY).ok_or(Error::NoKey)?, at(NAME));
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|place| &names[*place]);
        let has_twins = order.windows(2).any(|two| names[two[0]] == names[two[1]]);
        Ok(Self { names, key, name, order, has_twins })
    }

    /// Rows without a number are nobody's.
    pub(crate) fn id(&self, row: &ByteRecord) -> Option<i64> {
        std::str::from_utf8(row.get(self.key)?).ok()?.trim().parse().ok()
    }

    pub(crate) fn name(&self, row: &ByteRecord) -> String {
        self.name.and_then(|column| row.get(column)).map(text).unwrap_or_default()
    }

    pub(crate) fn is_name(&self, column: usize) -> bool {
        self.name == Some(column)
    }

    /// The heads of what is neither the number nor the name.
    pub(crate) fn others(&self) -> impl Iterator<Item = &str> {
        self.other_places().map(|place| self.names[place].trim())
    }

    pub(crate) fn other_places(&self) -> impl Iterator<Item = usize> {
        (0..self.names.len()).filter(|place| *place != self.key && self.name != Some(*place))
    }

    /// What the row says, without empty cells and the number.
    pub(crate) fn fields(&self, row: &ByteRecord) -> Vec<Field> {
        let named = self.names.iter().zip(row).enumerate();
        let said = named.filter(|(column, (_, cell))| *column != self.key && !cell.is_empty());
        said.map(|(_, (name, cell))| Field { name: name.clone(), value: text(cell) }).collect()
    }

    /// The same for rows that say the same, in whatever order the columns come.
    pub(crate) fn hash(&self, row: &ByteRecord) -> [u8; 16] {
        let cell = |place: &usize| Some((self.names[*place].as_str(), row.get(*place)?));
        let mut cells: Vec<(&str, &[u8])> =
            self.order.iter().filter_map(cell).filter(|(_, cell)| !cell.is_empty()).collect();
        if self.has_twins {
            cells.sort_unstable();
        }
        let mut hasher = Sha256::new();
        for (name, cell) in cells {
            for part in [name.as_bytes(), cell] {
                hasher.update((part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize()[..16]);
        short
    }
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

/// A file from its beginning on.
pub(crate) struct Sheet {
    pub(crate) columns: Columns,
    reader: Reader<File>,
}

/// Where a row lies, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: u64,
    pub(crate) length: u64,
}

impl Sheet {
    pub(crate) fn open(path: &Path, separator: u8) -> Result<Self, Error> {
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .buffer_capacity(256 * 1024)
            .from_reader(File::open(path)?);
        let names = reader.byte_headers()?.iter().map(text).map(|name| without_mark(&name)).collect();
        Ok(Self { columns: Columns::of(names)?, reader })
    }

    /// The next row into `row`, and where it lies; `None` after the last.
    pub(crate) fn next(&mut self, row: &mut ByteRecord) -> Result<Option<Span>, Error> {
        let from = self.reader.position().byte();
        if !self.reader.read_byte_record(row)? {
            return Ok(None);
        }
        Ok(Some(Span { from, length: self.reader.position().byte() - from }))
    }
}

fn without_mark(name: &str) -> String {
    name.strip_prefix('\u{feff}').unwrap_or(name).to_owned()
}

/// The row that lies there.
pub(crate) fn row_at(path: &Path, separator: u8, span: Span) -> Result<ByteRecord, Error> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(span.from))?;
    let piece = BufReader::new(file.take(span.length));
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(piece);
    let mut row = ByteRecord::new();
    if reader.read_byte_record(&mut row)? {
        return Ok(row);
    }
    Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
}
