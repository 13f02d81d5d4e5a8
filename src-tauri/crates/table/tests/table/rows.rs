//! Opening and reading.

use table::{Cancel, Options, Table};

use crate::{Folder, WITH_HEADER, indexed, texts};

#[test]
fn reads_cells_with_quotes_separators_and_lines_in_them() {
    let table = Folder::new().table("a.csv", "id;name;steps\n1;\"a \"\"b\"\"; c\";\"one\r\ntwo\"\n2;x;\n");
    assert_eq!(table.header(), ["id", "name", "steps"]);
    assert_eq!(table.separator(), b';');
    let rows = table.rows(0, 10, 100).expect("unchanged");
    assert_eq!(texts(&rows), [vec!["1", "a \"b\"; c", "one\r\ntwo"], vec!["2", "x", ""]]);
    assert_eq!(rows[1].record, 1);
}

#[test]
fn numbers_the_columns_of_a_file_without_header() {
    let path = Folder::new();
    let path = path.write("a.csv", "1,a\n2,b\n");
    let table = Table::open(&path, Options { separator: Some(b','), encoding: None, headers: false })
        .expect("it opens");
    assert_eq!(table.header(), ["1", "2"]);
    assert_eq!(texts(&table.rows(0, 10, 10).expect("unchanged")), [vec!["1", "a"], vec!["2", "b"]]);
}

#[test]
fn cuts_long_cells_between_letters_and_says_so() {
    let long = "ё".repeat(1000);
    let table = Folder::new().table("a.csv", format!("id,text\n1,{long}\n2,\"{long}\"\"\"\n"));
    for row in table.rows(0, 2, 10).expect("unchanged") {
        assert_eq!((row.cells[1].text.as_str(), row.cells[1].whole), ("ёёёёёёёёёё", false));
        assert!(row.cells[0].whole);
    }
    let cell =
        |record, limit| table.cell(record, 1, limit).expect("unchanged").expect("there is such a cell");
    assert_eq!((cell(0, 5).text.as_str(), cell(0, 5).whole), ("ёё", false));
    assert_eq!((cell(0, 2000).text.len(), cell(0, 2000).whole), (2000, true));
    assert_eq!((cell(1, 2000).text.len(), cell(1, 2000).whole), (2000, false));
    assert!(cell(1, 2001).whole);
    assert_eq!(table.cell(2, 0, 10).expect("unchanged"), None);
    assert_eq!(table.cell(0, 2, 10).expect("unchanged"), None);
}

#[test]
fn shows_the_first_rows_of_a_large_file_before_its_index() {
    let folder = Folder::new();
    let row = format!("{}\n", "x".repeat(999));
    let path = folder.write("a.csv", format!("id\n{}", row.repeat(6000)));
    let table = Table::open(&path, WITH_HEADER).expect("it opens");
    let progress = table.progress();
    assert!(!progress.done && progress.records > 1000 && progress.bytes_done < progress.bytes_total);
    assert_eq!(table.rows(0, 50, 10).expect("unchanged").len(), 50);

    let cancelled = Cancel::new();
    cancelled.cancel();
    assert_eq!(table.index(&cancelled).expect("unchanged"), progress);
    let clone = table.clone();
    let progress = table.index(&Cancel::new()).expect("unchanged");
    assert_eq!((progress.records, progress.done, progress.bytes_done), (6000, true, progress.bytes_total));
    assert_eq!(clone.records(), 6000);
    assert_eq!(table.rows(5999, 50, 1000).expect("unchanged")[0].cells[0].text.len(), 999);
}

#[test]
fn leaves_the_byte_order_mark_out_of_the_first_name() {
    let folder = Folder::new();
    let table = indexed(&folder.write("a.csv", "\u{feff}\"id\",name\n1,a\n"));
    assert_eq!(table.header(), ["id", "name"]);
}
