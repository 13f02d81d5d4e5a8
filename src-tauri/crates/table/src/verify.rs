//! Checking a file while it comes in.

use crate::fault::Fault;

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
#[derive(Debug)]
pub struct Verifier {}

impl Verifier {
    /// # Panics
    ///
    /// When `separator` is a quote, a line end or no ASCII.
    pub fn new(_separator: u8, _header: Header) -> Verifier {
        todo!()
    }

    /// Takes the next bytes. After a fault every further call answers the same fault.
    pub fn push(&mut self, _bytes: &[u8]) -> Result<(), Fault> {
        todo!()
    }

    /// Data records that ended so far.
    pub fn records(&self) -> u64 {
        todo!()
    }

    pub fn finish(self) -> Result<Verified, Fault> {
        todo!()
    }
}
