//! Records, read a few hundred at a time.
//!
//! Neighbours come with one read. A batch holds about a quarter of a mebibyte, or one record: of a longer one than
//! [`MAX_RECORD`] only the beginning, so that a quote that is never closed does not bring a whole file into memory.

use std::iter::Peekable;
use std::ops::Range;

use crate::cancel::Cancel;
use crate::error::{ReadError, WorkError};
use crate::index::place;
use crate::table::Table;

/// Records of a batch, and so between two looks at the wish to stop.
pub(crate) const STEP: usize = 256;
/// Bytes of a batch, unless one record has more.
const ROOM: usize = 256 * 1024;
/// Bytes between two records that are read along rather than left out.
const GAP: u64 = 4096;
/// Bytes of a record that are looked at. Cells after these are not shown, and a record that is longer is neither
/// compared nor written out.
pub const MAX_RECORD: usize = 128 << 20;

/// Records that were read together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Never shrinks while the batch is in use; only what `rows` names is of this batch.
    buffer: Vec<u8>,
    rows: Vec<Row>,
    /// What to read: ranges of the file, one after the other in the buffer.
    stretches: Vec<Range<u64>>,
}

#[derive(Clone, Debug)]
struct Row {
    record: u32,
    /// In the buffer.
    bytes: Range<usize>,
    whole: bool,
}

/// The bytes of a record and of the line ends after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) number: u32,
    pub(crate) bytes: &'a [u8],
    /// Whether these are all of it.
    pub(crate) whole: bool,
}

impl Record<'_> {
    /// Refuses a record that was read in part.
    pub(crate) fn required_whole(self) -> Result<Self, WorkError> {
        if self.whole { Ok(self) } else { Err(WorkError::TooLong { record: self.number.into() }) }
    }
}

impl Batch {
    /// Reads the next of `records`; answers whether there was any. Records that the index does not know are left out.
    pub(crate) fn read(
        &mut self,
        table: &Table,
        records: &mut Peekable<impl Iterator<Item = u32>>,
    ) -> Result<bool, ReadError> {
        self.choose(table, records);
        let length = self.stretches.iter().map(|stretch| place(stretch.end - stretch.start)).sum();
        if self.buffer.len() > 8 * ROOM && length <= ROOM {
            self.buffer = Vec::new();
        }
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
        let mut at = 0;
        for stretch in &self.stretches {
            let end = at + place(stretch.end - stretch.start);
            table.source().read(stretch.start, &mut self.buffer[at..end])?;
            at = end;
        }
        if length > 0 {
            table.source().unchanged()?;
        }
        Ok(!self.rows.is_empty())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.rows.len()).map(|place| self.get(place))
    }

    /// The record at a place of the batch.
    pub(crate) fn get(&self, place: usize) -> Record<'_> {
        let Row { record, bytes, whole } = &self.rows[place];
        Record { number: *record, bytes: &self.buffer[bytes.clone()], whole: *whole }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Takes as many records as have room, and notes what to read.
    fn choose(&mut self, table: &Table, records: &mut Peekable<impl Iterator<Item = u32>>) {
        self.rows.clear();
        self.stretches.clear();
        let known = table.known();
        let mut used = 0;
        while let Some(record) = records.peek().copied() {
            let Some(range) = known.range(record as usize, table.source().length()) else {
                records.next();
                continue;
            };
            let length = place(range.end - range.start);
            let (length, whole) = (length.min(MAX_RECORD), length <= MAX_RECORD);
            if self.rows.len() == STEP || (used > 0 && used + length > ROOM) {
                return;
            }
            records.next();
            let end = range.start + length as u64;
            match self.stretches.last_mut() {
                Some(last) if (last.end..=last.end + GAP).contains(&range.start) => {
                    used += place(end - last.end);
                    last.end = end;
                }
                _ => {
                    used += length;
                    self.stretches.push(range.start..end);
                }
            }
            self.rows.push(Row { record, bytes: used - length..used, whole });
        }
    }
}

impl Table {
    /// Hands out records in the order in which they are asked for.
    pub(crate) fn each(
        &self,
        records: impl Iterator<Item = u32>,
        cancel: &Cancel,
        mut row: impl FnMut(u32, &[u8]),
    ) -> Result<(), WorkError> {
        self.try_each(records, cancel, |record| {
            row(record.number, record.bytes);
            Ok(())
        })
    }

    /// As [`Table::each`], until one of them is refused.
    pub(crate) fn try_each<E: From<WorkError>>(
        &self,
        records: impl Iterator<Item = u32>,
        cancel: &Cancel,
        mut row: impl FnMut(Record<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut records = records.peekable();
        let mut batch = Batch::default();
        loop {
            cancel.check().map_err(WorkError::from)?;
            if !batch.read(self, &mut records).map_err(WorkError::from)? {
                return Ok(());
            }
            batch.iter().try_for_each(&mut row)?;
        }
    }

    /// Reads one record and hands it out; `None` when there is no such record.
    pub(crate) fn one<T>(
        &self,
        record: u64,
        take: impl FnOnce(Record<'_>) -> T,
    ) -> Result<Option<T>, ReadError> {
        let mut batch = Batch::default();
        let mut record = u32::try_from(record).ok().into_iter().peekable();
        let found = batch.read(self, &mut record)?;
        Ok(found.then(|| take(batch.get(0))))
    }
}
