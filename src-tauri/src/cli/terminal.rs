//! What the commands without a window share: where their words go, and the exit codes that mean the same everywhere.

use std::io::{self, Write as _};

/// Something outside failed; clap itself ends with `USAGE` where the words make no sense.
pub(crate) const FAILED: u8 = 1;
pub(crate) const USAGE: u8 = 2;
pub(crate) const REFUSED: u8 = 3;

/// An answer. What cannot be written is lost: nobody reads it.
pub(crate) fn out(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// What is said beside the answer.
pub(crate) fn err(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
