//! Writing rows and columns of a table out again.

use std::io::{self, Write};

use crate::cancel::Cancel;
use crate::table::Table;
use crate::view::View;

/// How the rows are written.
#[derive(Clone, Copy, Debug)]
pub struct SaveOptions {
    /// ASCII, neither a quote nor a line end.
    pub separator: u8,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    pub bom: bool,
    /// Begin with the names of the columns.
    pub headers: bool,
    /// Put an apostrophe before text that a spreadsheet would run as a formula: it begins with `=` `+` `-` `@`, a tab
    /// or a carriage return, and is no number. Exports hold texts that anybody on the server may have written, so a
    /// copy for a spreadsheet should have this; a copy that is to stay the same text must not.
    pub defuse_formulas: bool,
}

impl Table {
    /// Writes the rows of a view, or all rows, with these columns in this order; quotes only where needed, records end
    /// with CRLF. The bytes of the cells stay as they are, also when they are no UTF-8. Answers the rows written.
    ///
    /// # Errors
    ///
    /// Those of `out`; [`io::ErrorKind::Interrupted`] when cancelled, [`io::ErrorKind::InvalidData`] when the file
    /// changed on disk, [`io::ErrorKind::InvalidInput`] for a separator that is none.
    pub fn save(
        &self,
        _view: Option<&View>,
        _columns: &[usize],
        _options: SaveOptions,
        _out: &mut dyn Write,
        _cancel: &Cancel,
    ) -> io::Result<u64> {
        todo!()
    }
}
