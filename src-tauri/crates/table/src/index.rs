//! Where each record begins: eight bytes a record, found piece by piece while others read what is there.
//!
//! Two things are done with the bytes: records are found, and it is checked that they are text. Neither needs the
//! other, so each may be done on a thread of its own.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use memchr::memchr_iter;

use crate::fault::{Fault, FaultKind, Faults};
use crate::scan::{Scanner, Sink};
use crate::text::TextCheck;

#[derive(Debug)]
pub(crate) struct Index {
    known: RwLock<Known>,
    scan: Mutex<Scan>,
    text: Mutex<TextCheck>,
}

/// What readers see.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The first byte of each record after the header.
    pub(crate) starts: Vec<u64>,
    /// Where the header begins.
    pub(crate) header: Option<u64>,
    /// Bytes in which records were looked for, and whether these are all.
    pub(crate) scanned: u64,
    scan_done: bool,
    /// Bytes that were checked to be text, and whether these are all.
    checked: u64,
    check_done: bool,
    pub(crate) faults: Faults,
    /// Faults of the text whose record may not be found yet.
    waiting: Vec<(u64, FaultKind)>,
    /// Whether the text of some cell is not one stretch of the file.
    pub(crate) stray: bool,
}

/// What only the one that looks for records needs.
#[derive(Debug)]
struct Scan {
    scanner: Scanner,
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
        Self {
            known: RwLock::new(Known { scanned: start, checked: start, ..Known::default() }),
            scan: Mutex::new(Scan { scanner: Scanner::new(separator, start), records }),
            text: Mutex::new(TextCheck::new(start)),
        }
    }

    /// Looks for records in the next `piece` bytes; answers whether there are more.
    pub(crate) fn scan(&self, bytes: &[u8], piece: usize) -> bool {
        let mut scan = lock(&self.scan);
        if self.known().scan_done {
            return false;
        }
        let Scan { scanner, records } = &mut *scan;
        let next = next(scanner.at(), piece, bytes);
        let at_end = next.end == bytes.len();
        scanner.push(&bytes[next.clone()], records);
        let unclosed = scanner.open_quote().filter(|_| at_end);
        if at_end {
            scanner.finish(records);
        }

        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.starts.append(&mut records.starts);
        records.before = known.starts.len() as u64;
        known.header = records.header;
        known.scanned = next.end as u64;
        known.scan_done = at_end || records.too_many.is_some();
        known.stray = scanner.stray();
        known.faults.ragged = records.ragged;
        if known.scan_done {
            known.starts.shrink_to_fit();
        }
        if let (Some((byte, found)), Some(expected)) = (records.first_ragged, records.width) {
            known.add(byte, FaultKind::Ragged { expected, found }, bytes);
        }
        if let Some(byte) = unclosed {
            known.add(byte, FaultKind::UnclosedQuote, bytes);
        }
        if let Some(byte) = records.too_many {
            known.add(byte, FaultKind::TooManyRecords, bytes);
        }
        known.place_waiting(bytes);
        !known.scan_done
    }

    /// Checks that the next `piece` bytes are text; answers whether there are more.
    pub(crate) fn check(&self, bytes: &[u8], piece: usize) -> bool {
        let mut text = lock(&self.text);
        if self.known().check_done {
            return false;
        }
        let next = next(text.at(), piece, bytes);
        let at_end = next.end == bytes.len();
        text.push(&bytes[next.clone()]);
        if at_end {
            text.finish();
        }

        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.checked = next.end as u64;
        known.check_done = at_end;
        let faults = [(text.broken, FaultKind::NotUtf8), (text.nul, FaultKind::Nul)];
        known.waiting = faults.into_iter().filter_map(|(byte, kind)| Some((byte?, kind))).collect();
        known.place_waiting(bytes);
        !at_end
    }

    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next piece after the bytes that went in.
fn next(at: u64, piece: usize, bytes: &[u8]) -> Range<usize> {
    let from = place(at).min(bytes.len());
    from..from.saturating_add(piece).min(bytes.len())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Known {
    /// Records that can be read: the one in which the index stands is not among them, for its end is not known.
    pub(crate) fn records(&self) -> usize {
        if self.scan_done { self.starts.len() } else { self.starts.len().saturating_sub(1) }
    }

    /// The bytes of a record and of the line ends after it, in a file of `length` bytes.
    pub(crate) fn range(&self, record: usize, length: usize) -> Option<Range<usize>> {
        let start = (record < self.records()).then(|| place(self.starts[record]))?;
        let end = self.starts.get(record + 1).map_or(length, |next| place(*next));
        Some(start..end)
    }

    pub(crate) fn done(&self) -> bool {
        self.scan_done && self.check_done
    }

    pub(crate) fn bytes_done(&self) -> u64 {
        self.scanned.min(self.checked)
    }

    fn place_waiting(&mut self, bytes: &[u8]) {
        for (byte, kind) in std::mem::take(&mut self.waiting) {
            if byte < self.scanned || self.scan_done {
                self.add(byte, kind, bytes);
            } else {
                self.waiting.push((byte, kind));
            }
        }
    }

    /// Tells of a fault, if it is the first of its kind.
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
