//! Where each record begins: eight bytes a record, found stretch by stretch while others read what is there.
//!
//! One thread looks for records, another one checks that the bytes are text. Each reads for itself: the second to come
//! finds the bytes in the system's cache, and neither waits for the other.

use std::ops::Range;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use memchr::memchr_iter;

use crate::batch::MAX_RECORD;
use crate::cancel::Cancel;
use crate::error::ReadError;
use crate::fault::{Fault, FaultKind, Faults};
use crate::scan::{Scanner, Sink};
use crate::source::{Bytes, pieces};
use crate::text::TextCheck;
use crate::threads::both;

#[derive(Debug)]
pub(crate) struct Index {
    known: RwLock<Known>,
    work: Mutex<Work>,
}

/// What readers see.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The first byte of each record after the header.
    starts: Vec<u64>,
    /// Where the header begins.
    pub(crate) header: Option<u64>,
    /// Bytes in which records were looked for.
    pub(crate) scanned: u64,
    /// Whether these are all, and all faults are told.
    done: bool,
    pub(crate) faults: Faults,
    /// Whether the text of some cell is not one stretch of the file.
    pub(crate) stray: bool,
}

/// What only the one that goes on with the index needs. Between two stretches both halves stand at the same byte, unless
/// the work was cancelled or the file failed.
#[derive(Debug)]
struct Work {
    scan: Scan,
    text: TextCheck,
}

#[derive(Debug)]
struct Scan {
    scanner: Scanner,
    records: Records,
    /// Where the quoted cell begins that the end of the file leaves open.
    unclosed: Option<u64>,
}

/// Collects what a piece brings.
#[derive(Debug, Default)]
struct Records {
    header_is_next: bool,
    header: Option<u64>,
    /// Records that begin in this piece.
    starts: Vec<u64>,
    /// Records that began before this piece.
    before: u64,
    /// The place of the record that is being read.
    begin: u64,
    width: Option<usize>,
    ragged: u64,
    /// Where the first ragged record begins, and its width.
    first_ragged: Option<(u64, usize)>,
    too_many: Option<u64>,
    too_long: Option<u64>,
}

impl Index {
    /// For a text that begins at `start`.
    pub(crate) fn new(separator: u8, headers: bool, start: u64) -> Self {
        let records = Records { header_is_next: headers, begin: start, ..Records::default() };
        let scan = Scan { scanner: Scanner::new(separator, start), records, unclosed: None };
        Self {
            known: RwLock::new(Known { scanned: start, ..Known::default() }),
            work: Mutex::new(Work { scan, text: TextCheck::new(start) }),
        }
    }

    /// Goes on through at most `stride` bytes, in pieces; answers whether there are more. What was found before an
    /// error or a cancellation is kept.
    pub(crate) fn advance(
        &self,
        file: &impl Bytes,
        stride: u64,
        piece: usize,
        cancel: &Cancel,
    ) -> Result<bool, ReadError> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if self.known().done {
            return Ok(false);
        }
        let Work { scan, text } = &mut *work;
        let end = file.length().min(scan.scanner.at().saturating_add(stride));
        let check = || each_piece(file, text.at()..end, piece, cancel, |bytes| text.push(bytes));
        let find = || {
            each_piece(file, scan.scanner.at()..end, piece, cancel, |bytes| {
                scan.scanner.push(bytes, &mut scan.records);
                self.publish(scan);
            })
        };
        both(check, find)?;

        let scanned = work.scan.scanner.at();
        let at_end = scanned.min(work.text.at()) >= file.length();
        if at_end {
            work.finish();
            self.publish(&mut work.scan);
        }
        // After a cancellation the check may be ahead of what is known of records.
        for (byte, kind) in work.faults().into_iter().filter(|(byte, _)| at_end || *byte < scanned) {
            self.tell(file, byte, kind)?;
        }
        let done = at_end || work.scan.records.too_many.is_some();
        self.write().done = done;
        Ok(!done)
    }

    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the records that a piece brought.
    fn publish(&self, scan: &mut Scan) {
        let Scan { scanner, records, .. } = scan;
        let mut known = self.write();
        known.starts.append(&mut records.starts);
        records.before = known.starts.len() as u64;
        known.header = records.header;
        known.scanned = scanner.at();
        known.stray = scanner.stray();
        known.faults.ragged = records.ragged;
    }

    /// Tells of a fault, if it is the first of its kind.
    fn tell(&self, file: &impl Bytes, byte: u64, kind: FaultKind) -> Result<(), ReadError> {
        let same = |fault: &Fault| std::mem::discriminant(&fault.kind) == std::mem::discriminant(&kind);
        if self.known().faults.first.iter().any(same) {
            return Ok(());
        }
        let line = 1 + line_ends(file, 0..byte)?;
        let mut known = self.write();
        let record = known.starts.partition_point(|start| *start <= byte).checked_sub(1);
        known.faults.first.push(Fault { kind, byte, line, record: record.map(|record| record as u64) });
        known.faults.first.sort_by_key(|fault| fault.byte);
        Ok(())
    }
}

impl Work {
    fn finish(&mut self) {
        let Scan { scanner, records, unclosed } = &mut self.scan;
        *unclosed = scanner.open_quote();
        scanner.finish(records);
        self.text.finish();
    }

    /// The first fault of each kind so far.
    fn faults(&self) -> Vec<(u64, FaultKind)> {
        let Records { first_ragged, width, too_many, too_long, .. } = &self.scan.records;
        let ragged = first_ragged.zip(*width);
        let ragged = ragged.map(|((byte, found), expected)| (byte, FaultKind::Ragged { expected, found }));
        let others = [
            (self.scan.unclosed, FaultKind::UnclosedQuote),
            (*too_many, FaultKind::TooManyRecords),
            (*too_long, FaultKind::TooLong),
            (self.text.broken, FaultKind::NotUtf8),
            (self.text.nul, FaultKind::Nul),
        ];
        let others = others.into_iter().filter_map(|(byte, kind)| Some((byte?, kind)));
        ragged.into_iter().chain(others).collect()
    }
}

impl Known {
    /// Records that can be read: the one in which the index stands is not among them, for its end is not known.
    pub(crate) fn records(&self) -> usize {
        if self.done { self.starts.len() } else { self.starts.len().saturating_sub(1) }
    }

    /// Where the first record begins, be it the header or not.
    pub(crate) fn first(&self) -> Option<u64> {
        self.header.or_else(|| self.starts.first().copied())
    }

    /// The bytes of a record and of the line ends after it, in a file of `length` bytes.
    pub(crate) fn range(&self, record: usize, length: u64) -> Option<Range<u64>> {
        let start = (record < self.records()).then(|| self.starts[record])?;
        Some(start..self.starts.get(record + 1).copied().unwrap_or(length))
    }

    pub(crate) fn done(&self) -> bool {
        self.done
    }
}

impl Sink for Records {
    fn begin(&mut self, at: u64) {
        self.begin = at;
        if self.header_is_next {
            self.header_is_next = false;
            self.header = Some(at);
        } else if self.before + (self.starts.len() as u64) < u64::from(u32::MAX) {
            self.starts.push(at);
        } else {
            self.too_many.get_or_insert(at);
        }
    }

    fn end(&mut self, at: u64, columns: usize) {
        let width = *self.width.get_or_insert(columns);
        if columns != width {
            self.ragged += 1;
            self.first_ragged.get_or_insert((self.begin, columns));
        }
        if at - self.begin > MAX_RECORD as u64 {
            self.too_long.get_or_insert(self.begin);
        }
    }
}

/// Hands out a part of a file in pieces, until cancelled.
fn each_piece(
    file: &impl Bytes,
    range: Range<u64>,
    length: usize,
    cancel: &Cancel,
    mut take: impl FnMut(&[u8]),
) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    for piece in pieces(range, length) {
        if cancel.is_cancelled() {
            break;
        }
        bytes.resize(place(piece.end - piece.start), 0);
        file.fill(piece.start, &mut bytes)?;
        take(&bytes);
    }
    Ok(())
}

/// Counts the line feeds in a part of a file.
fn line_ends(file: &impl Bytes, range: Range<u64>) -> Result<u64, ReadError> {
    let mut count = 0;
    each_piece(file, range, 256 * 1024, &Cancel::new(), |bytes| {
        count += memchr_iter(b'\n', bytes).count() as u64;
    })?;
    Ok(count)
}

/// A count of bytes in memory.
pub(crate) fn place(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}
