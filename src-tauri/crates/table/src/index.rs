//! Where each record begins: eight bytes a record, found piece by piece while others read what is there.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use memchr::memchr_iter;

use crate::fault::{Fault, FaultKind, Faults};
use crate::scan::{Scanner, Sink};
use crate::text::TextCheck;

#[derive(Debug)]
pub(crate) struct Index {
    known: RwLock<Known>,
    work: Mutex<Work>,
}

/// What readers see.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The first byte of each record after the header.
    pub(crate) starts: Vec<u64>,
    /// Where the header begins.
    pub(crate) header: Option<u64>,
    pub(crate) bytes_done: u64,
    pub(crate) done: bool,
    pub(crate) faults: Faults,
    /// Whether the text of some cell is not one stretch of the file.
    pub(crate) stray: bool,
}

/// What only the one that indexes needs.
#[derive(Debug)]
struct Work {
    scanner: Scanner,
    text: TextCheck,
    records: Records,
}

/// Collects what a piece brings.
#[derive(Debug)]
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
}

impl Index {
    /// For a text that begins at `start`.
    pub(crate) fn new(separator: u8, headers: bool, start: u64) -> Self {
        let records = Records {
            header_is_next: headers,
            header: None,
            starts: Vec::new(),
            before: 0,
            begin: start,
            width: None,
            ragged: 0,
            first_ragged: None,
            too_many: None,
        };
        let work = Work { scanner: Scanner::new(separator, start), text: TextCheck::new(start), records };
        Self { known: RwLock::new(Known { bytes_done: start, ..Known::default() }), work: Mutex::new(work) }
    }

    /// Indexes the next `piece` bytes; answers whether there are more.
    pub(crate) fn step(&self, bytes: &[u8], piece: usize) -> bool {
        let mut work = self.work();
        if self.known().done {
            return false;
        }
        let from = usize::try_from(work.scanner.at()).unwrap_or(usize::MAX).min(bytes.len());
        let end = from.saturating_add(piece).min(bytes.len());
        let Work { scanner, text, records } = &mut *work;
        scanner.push(&bytes[from..end], records);
        text.push(&bytes[from..end]);
        let unclosed = scanner.open_quote().filter(|_| end == bytes.len());
        if end == bytes.len() {
            scanner.finish(records);
            text.finish();
        }
        let done = end == bytes.len() || records.too_many.is_some();
        let stray = scanner.stray();

        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.starts.append(&mut records.starts);
        records.before = known.starts.len() as u64;
        known.header = records.header;
        known.bytes_done = end as u64;
        known.done = done;
        known.stray = stray;
        known.faults.ragged = records.ragged;
        if done {
            known.starts.shrink_to_fit();
        }
        let mut faults: Vec<(u64, FaultKind)> = Vec::new();
        if let (Some((byte, found)), Some(expected)) = (records.first_ragged, records.width) {
            faults.push((byte, FaultKind::Ragged { expected, found }));
        }
        faults.extend(text.broken.map(|byte| (byte, FaultKind::NotUtf8)));
        faults.extend(text.nul.map(|byte| (byte, FaultKind::Nul)));
        faults.extend(unclosed.map(|byte| (byte, FaultKind::UnclosedQuote)));
        faults.extend(records.too_many.map(|byte| (byte, FaultKind::TooManyRecords)));
        faults.sort_by_key(|(byte, _)| *byte);
        for (byte, kind) in faults {
            known.add(byte, kind, bytes);
        }
        !done
    }

    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What memory cannot tell after a panic does not matter: every field is replaced as a whole.
    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Records that can be read: the one in which the index stands is not among them, for its end is not known.
    pub(crate) fn records(&self) -> usize {
        if self.done { self.starts.len() } else { self.starts.len().saturating_sub(1) }
    }

    /// The bytes of a record and of the line ends after it, in a file of `length` bytes.
    pub(crate) fn range(&self, record: usize, length: usize) -> Option<Range<usize>> {
        let start = (record < self.records()).then(|| place(self.starts[record]))?;
        let end = self.starts.get(record + 1).map_or(length, |next| place(*next));
        Some(start..end)
    }

    fn add(&mut self, byte: u64, kind: FaultKind, bytes: &[u8]) {
        let same = |fault: &Fault| std::mem::discriminant(&fault.kind) == std::mem::discriminant(&kind);
        if self.faults.first.iter().any(same) {
            return;
        }
        let line = 1 + memchr_iter(b'\n', &bytes[..place(byte)]).count() as u64;
        let record =
            self.starts.partition_point(|start| *start <= byte).checked_sub(1).map(|record| record as u64);
        self.faults.first.push(Fault { kind, byte, line, record });
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

    fn end(&mut self, _at: u64, columns: usize) {
        let width = *self.width.get_or_insert(columns);
        if columns != width {
            self.ragged += 1;
            self.first_ragged.get_or_insert((self.begin, columns));
        }
    }
}

/// A place in the map, which is addressable memory.
pub(crate) fn place(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}
