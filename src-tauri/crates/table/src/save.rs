//! Writing rows and columns of a table out again.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use memchr::memchr_iter;

use crate::cancel::Cancel;
use crate::error::SaveError;
use crate::record::Field;
use crate::scan::{BOM, is_separator};
use crate::spreadsheet::{LIST_SEPARATORS, harmless};
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
    /// Make a copy for a spreadsheet in which no text is run as a formula, whatever the spreadsheet's list separator:
    /// an apostrophe goes before what would be one, and every cell that holds some list separator is quoted. Bytes
    /// that are not UTF-8 become U+FFFD. A plain number with a sign (`-5`, `+7.5`, `-1,5`) stays one, unless it is the
    /// first of several cells of its row or tabs part the cells. A copy that is to stay the same text must not have
    /// this.
    pub for_spreadsheet: bool,
}

impl Table {
    /// Writes the rows of a view, or all rows, with these columns in this order; quotes only where needed, records end
    /// with CRLF. The bytes of the cells stay as they are, also when they are not UTF-8. Answers the rows written.
    pub fn save(
        &self,
        view: Option<&View>,
        columns: &[usize],
        options: SaveOptions,
        out: &mut dyn Write,
        cancel: &Cancel,
    ) -> Result<u64, SaveError> {
        if !is_separator(options.separator) {
            return Err(SaveError::Separator(char::from(options.separator)));
        }
        let mut out = BufWriter::with_capacity(256 * 1024, out);
        if options.bom {
            out.write_all(BOM)?;
        }
        if options.headers {
            let name = |column: &usize| self.header().get(*column).map_or("", String::as_str);
            let names: Vec<Cow<'_, [u8]>> =
                columns.iter().map(|column| Cow::Borrowed(name(column).as_bytes())).collect();
            write_row(&mut out, &names, options)?;
        }
        let count = view.map_or_else(|| self.records(), View::len);
        let records = (0..count).filter_map(|position| match view {
            Some(view) => view.record(position),
            None => Some(position),
        });
        let records = records.filter_map(|record| u32::try_from(record).ok());
        let width = columns.iter().max().map_or(0, |last| last + 1);
        let mut rows = 0;
        self.try_each(records, cancel, |record| {
            let record = record.required_whole()?;
            let fields: Vec<Field<'_>> = self.fields(record.bytes).take(width).collect();
            let text = |column: &usize| fields.get(*column).map_or_else(Cow::default, Field::text);
            let cells: Vec<Cow<'_, [u8]>> = columns.iter().map(text).collect();
            write_row(&mut out, &cells, options)?;
            rows += 1;
            Ok::<_, SaveError>(())
        })?;
        out.flush()?;
        Ok(rows)
    }
}

fn write_row(out: &mut impl Write, cells: &[Cow<'_, [u8]>], options: SaveOptions) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(&[options.separator])?;
        }
        // An empty line would be no row.
        let alone = cells.len() == 1;
        if options.for_spreadsheet {
            let keep_number = (place > 0 || alone) && options.separator != b'\t';
            let cell = harmless(cell, options.separator, keep_number);
            let quoted = needs_quotes(&cell, options.separator, alone)
                || cell.iter().any(|byte| LIST_SEPARATORS.contains(byte));
            write_cell(out, &cell, quoted)?;
        } else {
            write_cell(out, cell, needs_quotes(cell, options.separator, alone))?;
        }
    }
    out.write_all(b"\r\n")
}

fn needs_quotes(cell: &[u8], separator: u8, alone: bool) -> bool {
    let is_sign = |byte: &u8| *byte == separator || matches!(byte, b'"' | b'\r' | b'\n');
    (alone && cell.is_empty()) || cell.iter().any(is_sign)
}

fn write_cell(out: &mut impl Write, cell: &[u8], quoted: bool) -> io::Result<()> {
    if !quoted {
        return out.write_all(cell);
    }
    out.write_all(b"\"")?;
    let mut from = 0;
    for quote in memchr_iter(b'"', cell) {
        out.write_all(&cell[from..=quote])?;
        from = quote;
    }
    out.write_all(&cell[from..])?;
    out.write_all(b"\"")
}
