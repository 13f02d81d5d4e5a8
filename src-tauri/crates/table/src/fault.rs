//! What is wrong with a file's text, and where.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A quoted cell never ends: the file was cut, or a quote stands where none belongs. The place is the opening
    /// quote; everything after it reads as one cell.
    UnclosedQuote,
    /// A record has more or fewer cells than the header, or than the first record where there is no header.
    Ragged { expected: usize, found: usize },
    /// Bytes that are no UTF-8. A table shows them as U+FFFD.
    NotUtf8,
    /// A zero byte: the file was damaged, or is no text.
    Nul,
    /// Only from the [`Verifier`](crate::Verifier): the first record is not the header that was asked for.
    WrongHeader { expected: Vec<String>, found: Vec<String> },
    /// Only from the verifier: the first record is longer than a mebibyte.
    HeaderTooLong,
    /// Only from the verifier: there is no record at all, not even a header.
    Empty,
    /// Only from a table: a record of more than [`MAX_RECORD`](crate::MAX_RECORD) bytes. What is after these is neither
    /// shown nor found.
    TooLong,
    /// Only from a table: more than 4 294 967 295 records; those after that are not shown.
    TooManyRecords,
}

/// What is wrong, and the place of the first such trouble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Bytes before it, a byte order mark included. In a table of another encoding, counted in
    /// its text as UTF-8.
    pub byte: u64,
    /// From 1; line feeds inside cells count, as in an editor.
    pub line: u64,
    /// Records before it, from 0 for the first record after the header; `None` in the header.
    pub record: Option<u64>,
}

/// What an index met so far. Every kind is told once, with its first place; ragged records are counted too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// In the order of their places, at most one of each kind.
    pub first: Vec<Fault>,
    /// How many records are ragged.
    pub ragged: u64,
}
