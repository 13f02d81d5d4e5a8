//! Checking a file while it comes in.

use memchr::memchr_iter;
use sha2::{Digest, Sha256};

use crate::fault::{Fault, FaultKind};
use crate::index::place;
use crate::record::{Field, Fields};
use crate::scan::{BOM, Scanner, Sink, is_separator};
use crate::text::TextCheck;

/// What is known beforehand of a file's first record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// The first record is data.
    Absent,
    /// The first record is a header, whatever it says.
    Any,
    /// The first record is this header, to the letter.
    Exactly(Vec<String>),
}

/// A file that reads as CSV from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Without the header.
    pub records: u64,
    pub columns: usize,
    /// `None` when there is none.
    pub header: Option<Vec<String>>,
    pub bytes: u64,
    /// Of all bytes, a byte order mark included.
    pub sha256: [u8; 32],
    /// Whether the last record ended with a line end: a stream that was cut between two cells has none.
    pub ends_with_line_end: bool,
}

/// Checks a file while it is downloaded: bytes go in in pieces of any size, the report comes out at the end. Memory is
/// bounded, whatever comes in.
///
/// ```
/// use table::{FaultKind, Header, Verifier};
///
/// let mut verifier = Verifier::new(b';', Header::Exactly(vec!["allure_id".into(), "name".into()]));
/// verifier.push(b"allure_id;name\n1;Log")?;
/// verifier.push(b" in\n2;\"Log\nout\"\n")?;
/// let verified = verifier.finish()?;
/// assert_eq!((verified.records, verified.columns), (2, 2));
///
/// let mut cut = Verifier::new(b';', Header::Any);
/// cut.push(b"allure_id;name\n1;\"Log i")?;
/// let fault = cut.finish().unwrap_err();
/// assert_eq!((fault.kind, fault.byte, fault.line), (FaultKind::UnclosedQuote, 17, 2));
/// # Ok::<(), table::Fault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    separator: u8,
    expected: Header,
    /// The first bytes, until it is known whether they are a byte order mark.
    lead: Option<Vec<u8>>,
    scanner: Scanner,
    text: TextCheck,
    records: Records,
    /// Line feeds in the pieces before.
    lines: u64,
    /// The lines in which the last record and the last quoted cell began.
    record_line: u64,
    quote_line: u64,
    /// The first record's bytes, until it ended; then its cells.
    header_bytes: Vec<u8>,
    header: Option<Vec<String>>,
    hash: Sha256,
    bytes: u64,
    fault: Option<Fault>,
}

/// The longest header.
const HEADER: usize = 1 << 20;

impl Verifier {
    /// # Panics
    ///
    /// When `separator` is a quote, a line end or no ASCII.
    pub fn new(separator: u8, header: Header) -> Verifier {
        assert!(is_separator(separator), "{separator} cannot separate cells");
        Verifier {
            separator,
            expected: header,
            lead: Some(Vec::new()),
            scanner: Scanner::new(separator, 0),
            text: TextCheck::new(0),
            records: Records::default(),
            lines: 0,
            record_line: 1,
            quote_line: 1,
            header_bytes: Vec::new(),
            header: None,
            hash: Sha256::new(),
            bytes: 0,
            fault: None,
        }
    }

    /// Takes the next bytes. After a fault every further call answers the same fault.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let Some(lead) = &mut self.lead else { return self.take(bytes) };
        lead.extend_from_slice(bytes);
        if lead.len() < BOM.len() && BOM.starts_with(lead) { Ok(()) } else { self.start() }
    }

    /// Data records that ended so far.
    pub fn records(&self) -> u64 {
        self.records.ended.saturating_sub(self.headers())
    }

    /// The report, or the first fault.
    pub fn finish(mut self) -> Result<Verified, Fault> {
        self.start()?;
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.text.finish();
        let ends_with_line_end = self.scanner.between_records();
        let before = self.clone_scan();
        self.scanner.finish(&mut self.records);
        if self.records.begun == 0 {
            return Err(self.fault_at(FaultKind::Empty, self.bytes, &before, &[]));
        }
        if let Some(quote) = self.scanner.open_quote() {
            return Err(self.fault_at(FaultKind::UnclosedQuote, quote, &before, &[]));
        }
        self.judge(&before, &[])?;
        Ok(Verified {
            records: self.records(),
            columns: self.records.width.unwrap_or(0),
            header: self.header,
            bytes: self.bytes,
            sha256: self.hash.finalize().into(),
            ends_with_line_end,
        })
    }

    /// Takes what was held back until it was known whether it is a byte order mark.
    fn start(&mut self) -> Result<(), Fault> {
        let Some(lead) = self.lead.take() else { return Ok(()) };
        let text = lead.strip_prefix(BOM);
        let from = if text.is_some() { BOM.len() as u64 } else { 0 };
        self.scanner = Scanner::new(self.separator, from);
        self.text = TextCheck::new(from);
        self.take(text.unwrap_or(&lead))
    }

    fn take(&mut self, piece: &[u8]) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let before = self.clone_scan();
        let base = self.scanner.at();
        self.scanner.push(piece, &mut self.records);
        self.text.push(piece);
        self.keep_header(piece, base);
        if let Err(fault) = self.judge(&before, piece) {
            self.fault = Some(fault.clone());
            return Err(fault);
        }
        if self.records.begin >= base {
            self.record_line = self.line(self.records.begin, base, piece);
        }
        if self.scanner.last_quote() >= base {
            self.quote_line = self.line(self.scanner.last_quote(), base, piece);
        }
        self.lines += memchr_iter(b'\n', piece).count() as u64;
        Ok(())
    }

    fn headers(&self) -> u64 {
        u64::from(self.expected != Header::Absent)
    }

    fn keep_header(&mut self, piece: &[u8], base: u64) {
        let Some(begin) = self.records.first.filter(|_| self.headers() == 1 && self.header.is_none()) else {
            return;
        };
        let inside = |at: u64| place(at.saturating_sub(base)).min(piece.len());
        let end = self.records.first_end.map_or(piece.len(), inside);
        let room = (HEADER + 1).saturating_sub(self.header_bytes.len());
        let part = &piece[inside(begin).min(end)..end];
        self.header_bytes.extend_from_slice(&part[..part.len().min(room)]);
    }

    /// Answers the first fault that this piece brought.
    fn judge(&mut self, before: &Scan, piece: &[u8]) -> Result<(), Fault> {
        let mut faults: Vec<(u64, FaultKind)> = Vec::new();
        let begin = self.records.first.unwrap_or(0);
        if self.header_bytes.len() > HEADER {
            faults.push((begin, FaultKind::HeaderTooLong));
        } else if self.headers() == 1 && self.header.is_none() && self.records.first_end.is_some() {
            let bytes = std::mem::take(&mut self.header_bytes);
            let text = |field: Field<'_>| String::from_utf8_lossy(&field.text()).into_owned();
            let found: Vec<String> = Fields::new(&bytes, self.separator).map(text).collect();
            if let Header::Exactly(expected) = &self.expected
                && *expected != found
            {
                faults.push((
                    begin,
                    FaultKind::WrongHeader { expected: expected.clone(), found: found.clone() },
                ));
            }
            self.header = Some(found);
        }
        if let (Some((byte, found)), Some(expected)) = (self.records.ragged, self.records.width) {
            faults.push((byte, FaultKind::Ragged { expected, found }));
        }
        faults.extend(self.text.broken.map(|byte| (byte, FaultKind::NotUtf8)));
        faults.extend(self.text.nul.map(|byte| (byte, FaultKind::Nul)));
        match faults.into_iter().min_by_key(|(byte, _)| *byte) {
            Some((byte, kind)) => Err(self.fault_at(kind, byte, before, piece)),
            None => Ok(()),
        }
    }

    /// Finds the line and the record of a place by scanning the piece once more, up to there.
    fn fault_at(&self, kind: FaultKind, byte: u64, before: &Scan, piece: &[u8]) -> Fault {
        let Scan { mut scanner, mut records } = before.clone();
        let base = scanner.at();
        let line = if byte >= base {
            self.line(byte, base, piece)
        } else if matches!(kind, FaultKind::UnclosedQuote) {
            self.quote_line
        } else if byte == records.begin {
            self.record_line
        } else {
            // A character that began in the piece before: no line ends within it.
            self.lines + 1
        };
        let until = byte.checked_sub(base).map_or(0, |inside| piece.len().min(place(inside) + 1));
        scanner.push(&piece[..until], &mut records);
        let record = records.begun.checked_sub(1 + self.headers());
        Fault { kind, byte, line, record }
    }

    fn line(&self, byte: u64, base: u64, piece: &[u8]) -> u64 {
        let before = &piece[..piece.len().min(place(byte - base))];
        self.lines + 1 + memchr_iter(b'\n', before).count() as u64
    }

    fn clone_scan(&self) -> Scan {
        Scan { scanner: self.scanner.clone(), records: self.records.clone() }
    }
}

/// The state between two pieces.
#[derive(Clone, Debug)]
struct Scan {
    scanner: Scanner,
    records: Records,
}

#[derive(Clone, Debug, Default)]
struct Records {
    begun: u64,
    ended: u64,
    /// Where the last record that began begins.
    begin: u64,
    /// Where the first record begins and ends.
    first: Option<u64>,
    first_end: Option<u64>,
    width: Option<usize>,
    /// Where the first ragged record begins, and its width.
    ragged: Option<(u64, usize)>,
}

impl Sink for Records {
    fn begin(&mut self, at: u64) {
        self.begun += 1;
        self.begin = at;
        self.first.get_or_insert(at);
    }

    fn end(&mut self, at: u64, columns: usize) {
        self.ended += 1;
        self.first_end.get_or_insert(at);
        if *self.width.get_or_insert(columns) != columns {
            self.ragged.get_or_insert((self.begin, columns));
        }
    }
}
