//! Writing rows and columns of a table out again.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::cancel::Cancel;
use crate::error::WorkError;
use crate::record::{Field, Fields};
use crate::scan::{BOM, is_separator};
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
        view: Option<&View>,
        columns: &[usize],
        options: SaveOptions,
        out: &mut dyn Write,
        cancel: &Cancel,
    ) -> io::Result<u64> {
        if !is_separator(options.separator) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if options.bom {
            out.write_all(BOM)?;
        }
        let mut out = WriterBuilder::new()
            .delimiter(options.separator)
            .terminator(Terminator::CRLF)
            .flexible(true)
            .buffer_capacity(256 * 1024)
            .from_writer(out);
        if options.headers {
            let names: Vec<Cow<'_, [u8]>> = columns.iter().map(|column| self.name(*column)).collect();
            write(&mut out, &names, options)?;
        }
        let count = view.map_or_else(|| self.records(), View::len);
        let records = (0..count).filter_map(|position| match view {
            Some(view) => view.record(position),
            None => Some(position),
        });
        let records = records.filter_map(|record| u32::try_from(record).ok());
        let width = columns.iter().max().map_or(0, |last| last + 1);
        let failed = Cell::new(false);
        let mut written = Ok(0);
        let work = self.each(records.take_while(|_| !failed.get()), cancel, |_, bytes| {
            if let Ok(rows) = written {
                let fields: Vec<Field<'_>> = Fields::new(bytes, self.separator()).take(width).collect();
                let text = |column: &usize| fields.get(*column).map_or_else(Cow::default, Field::text);
                let cells: Vec<Cow<'_, [u8]>> = columns.iter().map(text).collect();
                written = write(&mut out, &cells, options).map(|()| rows + 1);
                failed.set(written.is_err());
            }
        });
        work.map_err(|error| {
            let cancelled = matches!(error, WorkError::Cancelled(_));
            io::Error::new(
                if cancelled { io::ErrorKind::Interrupted } else { io::ErrorKind::InvalidData },
                error,
            )
        })?;
        let rows = written?;
        out.flush()?;
        Ok(rows)
    }

    fn name(&self, column: usize) -> Cow<'_, [u8]> {
        self.header().get(column).map_or_else(Cow::default, |name| Cow::Borrowed(name.as_bytes()))
    }
}

fn write(out: &mut Writer<&mut dyn Write>, cells: &[Cow<'_, [u8]>], options: SaveOptions) -> io::Result<()> {
    for cell in cells {
        if options.defuse_formulas && is_formula(cell) {
            out.write_field([b"'", &**cell].concat()).map_err(cause)?;
        } else {
            out.write_field(cell).map_err(cause)?;
        }
    }
    out.write_record(None::<&[u8]>).map_err(cause)
}

/// The disk's error, whose kind the `csv` crate's own conversion hides.
fn cause(error: csv::Error) -> io::Error {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(text) }
}

/// Whether a spreadsheet may run the text. A number with its sign is harmless, and stays a number.
fn is_formula(cell: &[u8]) -> bool {
    match cell.first() {
        Some(b'=' | b'@' | b'\t' | b'\r') => true,
        Some(b'+' | b'-') => std::str::from_utf8(cell).is_ok_and(|text| text.parse::<f64>().is_err()),
        _ => false,
    }
}
