use std::path::Path;

use super::{Cells, How, by_the_csv_crate, with_file};
use crate::cancel::Cancel;
use crate::encoding::Encoding;
use crate::save::SaveOptions;
use crate::spreadsheet::LIST_SEPARATORS;
use crate::table::{MAX_COLUMNS, Options, Table};

/// What is saved must read as the same cells. A copy for a spreadsheet must read as the same cells but for apostrophes,
/// and no cell of it may begin a formula, whatever separates cells in the eyes of the reader.
pub fn save(data: &[u8]) {
    let Some((how, bytes)) = How::take(data) else { return };
    with_file(bytes, |path| save_file(path, &how, bytes));
}

fn save_file(path: &Path, how: &How, bytes: &[u8]) {
    let options =
        Options { separator: Some(how.separator), encoding: Some(Encoding::UTF_8), headers: how.headers };
    let Ok(table) = Table::open(path, options) else { return };
    table.index(&Cancel::new()).expect("nobody changes it");
    if table.encoding() != Encoding::UTF_8 {
        return;
    }
    let columns: Vec<usize> = (0..table.header().len()).collect();
    let mut expected = by_the_csv_crate(bytes, how.separator);
    if columns.is_empty() || expected.iter().any(|record| record.len() > MAX_COLUMNS) {
        return;
    }
    for record in &mut expected {
        record.resize(columns.len(), Vec::new());
    }
    if let Some(names) = expected.first_mut().filter(|_| how.headers) {
        *names = table.header().iter().map(|name| name.clone().into_bytes()).collect();
    }
    let separator = LIST_SEPARATORS[how.piece % LIST_SEPARATORS.len()];
    let saved = |for_spreadsheet| {
        let options = SaveOptions { separator, bom: true, headers: how.headers, for_spreadsheet };
        let mut out = Vec::new();
        table.save(None, &columns, options, &mut out, &Cancel::new()).expect("memory");
        out
    };
    assert_eq!(by_the_csv_crate(&saved(false), separator), expected, "the copy holds other cells");

    let copy = saved(true);
    assert!(std::str::from_utf8(&copy).is_ok(), "the copy for a spreadsheet is UTF-8");
    assert_eq!(plain(&by_the_csv_crate(&copy, separator)), plain(&expected), "it holds other cells");
    for other in LIST_SEPARATORS {
        for cell in by_the_csv_crate(&copy, *other).iter().flatten() {
            let text = String::from_utf8_lossy(cell);
            let number = text.parse::<f64>().is_ok_and(f64::is_finite)
                || text.replacen(',', ".", 1).parse::<f64>().is_ok();
            assert!(!begins_a_formula(&text) || number, "{text:?} is run by a spreadsheet: {copy:?}");
        }
    }
}

/// Without what the copy may change.
fn plain(cells: &Cells) -> Vec<Vec<String>> {
    let text = |cell: &Vec<u8>| String::from_utf8_lossy(cell).replace('\'', "");
    cells.iter().map(|record| record.iter().map(text).collect()).collect()
}

fn begins_a_formula(text: &str) -> bool {
    let invisible = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "\u{feff}\u{200b}\u{200e}\u{fffd}".contains(letter)
    };
    text.trim_start_matches(invisible).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
