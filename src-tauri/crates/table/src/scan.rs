//! Where records begin and end: the grammar of the `csv` crate, found with vector instructions instead of a step for
//! each byte, and without copying.
//!
//! A quote opens a cell only at the cell's first byte; elsewhere in an unquoted cell it is itself. Inside, two quotes
//! are one; after the closing quote the cell goes on unquoted. CR, LF and CRLF end a record, and records begin at the
//! first byte that is neither. So outside quotes only line ends and quotes are looked for, and inside only quotes.
//!
//! The bytes come in pieces of any size; the state between them is this struct. The index and the verifier share it.

use memchr::{memchr, memchr_iter, memchr3};

/// Told of every record.
pub(crate) trait Sink {
    /// A record's first byte.
    fn begin(&mut self, at: u64);
    /// The byte after a record's last one, and how many cells it has.
    fn end(&mut self, at: u64, columns: usize);
}

#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    separator: u8,
    /// Bytes that went in.
    at: u64,
    state: State,
    columns: usize,
    /// Where the last quoted cell began.
    quote: u64,
    stray: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    BetweenRecords,
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: the next byte says whether it closed.
    QuoteInQuoted,
}

impl Scanner {
    /// `at` is the place of the first byte that will come in.
    pub(crate) fn new(separator: u8, at: u64) -> Self {
        Self { separator, at, state: State::BetweenRecords, columns: 0, quote: 0, stray: false }
    }

    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Where the quoted cell began in which the bytes so far end.
    pub(crate) fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.quote)
    }

    /// Where the last quoted cell began, be it closed or not; 0 before the first.
    pub(crate) fn last_quote(&self) -> u64 {
        self.quote
    }

    /// Whether the bytes so far end between two records.
    pub(crate) fn between_records(&self) -> bool {
        self.state == State::BetweenRecords
    }

    /// Whether some quoted cell went on after its closing quote, so that its text is not one stretch of the file.
    pub(crate) fn stray(&self) -> bool {
        self.stray
    }

    pub(crate) fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        let base = self.at;
        let mut i = 0;
        while i < bytes.len() {
            i = match self.state {
                State::BetweenRecords => self.between(bytes, i, base, sink),
                State::CellStart => {
                    if bytes[i] == b'"' {
                        self.open(base + i as u64);
                        i + 1
                    } else {
                        self.state = State::Plain;
                        i
                    }
                }
                State::Plain => self.plain(bytes, i, base, sink),
                State::Quoted => self.quoted(bytes, i, base, sink),
                State::QuoteInQuoted => self.after_quote(bytes, i, base, sink),
            };
        }
        self.at = base + bytes.len() as u64;
    }

    /// The end of all bytes: ends the record that has no line end.
    pub(crate) fn finish(&mut self, sink: &mut impl Sink) {
        if self.state != State::BetweenRecords {
            sink.end(self.at, self.columns);
        }
    }

    fn open(&mut self, at: u64) {
        self.quote = at;
        self.state = State::Quoted;
    }

    fn end(&mut self, at: u64, sink: &mut impl Sink) {
        sink.end(at, self.columns);
        self.state = State::BetweenRecords;
    }

    fn between(&mut self, bytes: &[u8], i: usize, base: u64, sink: &mut impl Sink) -> usize {
        if is_line_end(bytes[i]) {
            return i + 1;
        }
        sink.begin(base + i as u64);
        self.columns = 1;
        self.state = State::CellStart;
        i
    }

    fn plain(&mut self, bytes: &[u8], i: usize, base: u64, sink: &mut impl Sink) -> usize {
        let found = memchr3(b'"', b'\r', b'\n', &bytes[i..]);
        let end = found.map_or(bytes.len(), |found| i + found);
        let stretch = &bytes[i..end];
        self.columns += memchr_iter(self.separator, stretch).count();
        let at_cell_start = stretch.last() == Some(&self.separator);
        match bytes.get(end) {
            None => {
                if at_cell_start {
                    self.state = State::CellStart;
                }
                end
            }
            Some(b'"') => {
                if at_cell_start {
                    self.open(base + end as u64);
                }
                end + 1
            }
            Some(_) => {
                self.end(base + end as u64, sink);
                end + 1
            }
        }
    }

    /// Goes on through cells that are all quoted, as whole files are, without leaving for each.
    fn quoted(&mut self, bytes: &[u8], mut i: usize, base: u64, sink: &mut impl Sink) -> usize {
        loop {
            let Some(found) = memchr(b'"', &bytes[i..]) else { return bytes.len() };
            let after = i + found + 1;
            match (bytes.get(after), bytes.get(after + 1)) {
                (None, _) => {
                    self.state = State::QuoteInQuoted;
                    return after;
                }
                (Some(b'"'), _) => i = after + 1,
                (Some(byte), Some(b'"')) if *byte == self.separator => {
                    self.columns += 1;
                    self.open(base + after as u64 + 1);
                    i = after + 2;
                }
                _ => return self.after_quote(bytes, after, base, sink),
            }
        }
    }

    fn after_quote(&mut self, bytes: &[u8], i: usize, base: u64, sink: &mut impl Sink) -> usize {
        match bytes[i] {
            b'"' => self.state = State::Quoted,
            byte if byte == self.separator => {
                self.columns += 1;
                self.state = State::CellStart;
            }
            byte if is_line_end(byte) => self.end(base + i as u64, sink),
            _ => {
                self.stray = true;
                self.state = State::Plain;
            }
        }
        i + 1
    }
}

pub(crate) fn is_line_end(byte: u8) -> bool {
    byte == b'\r' || byte == b'\n'
}

/// Whether a byte can part cells.
pub(crate) fn is_separator(byte: u8) -> bool {
    byte.is_ascii() && byte != b'"' && !is_line_end(byte)
}

/// The bytes of a UTF-8 byte order mark.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";
