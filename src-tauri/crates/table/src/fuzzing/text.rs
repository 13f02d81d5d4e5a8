use std::path::Path;

use super::{by_the_csv_crate, with_file};
use crate::cancel::Cancel;
use crate::encoding::Encoding;
use crate::error::OpenError;
use crate::fault::FaultKind;
use crate::scan::BOM;
use crate::table::{MAX_COLUMNS, Options, Table};

/// Any bytes are opened, in the encoding that the first byte names or in the guessed one, and have the cells that the
/// `csv` crate finds in the text as the whole of it is decoded at once.
pub fn decode(data: &[u8]) {
    let [how, bytes @ ..] = data else { return };
    with_file(bytes, |path| decode_file(path, Encoding::ALL.get(usize::from(*how)).copied(), bytes));
}

fn decode_file(path: &Path, encoding: Option<Encoding>, bytes: &[u8]) {
    let options = Options { separator: None, encoding, headers: false };
    let table = match Table::open(path, options) {
        Ok(table) => table,
        Err(OpenError::Encoding(_)) => return,
        Err(error) => panic!("{error}"),
    };
    table.index(&Cancel::new()).expect("nobody changes it");
    let marked = Encoding::of_mark(bytes).is_some();
    assert_eq!(table.encoding_is_guessed(), encoding.is_none() && !marked);

    // Bytes of UTF-8 stay as they are; what is broken in them is shown as it is decoded.
    let text = if table.encoding() == Encoding::UTF_8 {
        bytes.to_vec()
    } else {
        let text = table.encoding().codec().decode_with_bom_removal(bytes).0.into_owned().into_bytes();
        // The crate leaves out a mark of UTF-8, which here would be the text's own second one.
        [BOM, &text].concat()
    };
    let expected = by_the_csv_crate(&text, table.separator());
    let rows = table.rows(0, usize::MAX, usize::MAX).expect("nobody changes it");
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected) {
        let shown = expected.iter().take(MAX_COLUMNS).map(|cell| String::from_utf8_lossy(cell).into_owned());
        assert_eq!(
            row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>(),
            shown.collect::<Vec<_>>()
        );
    }
    let broken = table.progress().faults.first.iter().any(|fault| fault.kind == FaultKind::NotUtf8);
    assert_eq!(broken, std::str::from_utf8(&text).is_err());
}
