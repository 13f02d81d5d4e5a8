//! The copy for a spreadsheet.

use table::{Cancel, Encoding, Options, SaveOptions, Table};

use crate::{Folder, texts};

const SEPARATORS: [u8; 4] = *b",;\t|";

fn copy(table: &Table, separator: u8) -> String {
    let columns: Vec<usize> = (0..table.header().len()).collect();
    let options = SaveOptions { separator, bom: true, headers: true, for_spreadsheet: true };
    let mut out = Vec::new();
    table.save(None, &columns, options, &mut out, &Cancel::new()).expect("memory");
    String::from_utf8(out).expect("the copy is UTF-8")
}

/// How a cell stands in a copy with semicolons, as the second of its row.
fn of_cell(cell: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    let mut text = b"id;text\n1;\"".to_vec();
    for byte in cell.as_ref() {
        text.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
    }
    text.extend(b"\"\n");
    let options = Options { separator: Some(b';'), encoding: Some(Encoding::UTF_8), headers: true };
    let table = Table::open(&folder.write("a.csv", text), options).expect("it opens");
    let copy = copy(&table, b';');
    let row = copy.strip_prefix("\u{feff}id;text\r\n1;").and_then(|rest| rest.strip_suffix("\r\n"));
    row.expect("one row").to_owned()
}

/// The cells that a reader with this list separator sees.
fn cells(copy: &str, separator: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader =
        reader.delimiter(separator).flexible(true).has_headers(false).from_reader(copy.as_bytes());
    let records = reader.records().map(|record| record.expect("text"));
    records.flat_map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn no_cell_begins_with_the_sign_of_a_formula() {
    for (cell, expected) in [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("-cmd", "'-cmd"),
        ("+inf", "'+inf"),
        ("-1e5", "'-1e5"),
        ("@x", "'@x"),
        ("\tx", "\"'\tx\""),
        ("\nx", "\"'\nx\""),
        ("\rx", "\"'\rx\""),
        (" =1", "' =1"),
        ("\u{feff}=1", "'\u{feff}=1"),
        ("\u{a0}\u{200b}@x", "'\u{a0}\u{200b}@x"),
        ("\u{1}=1", "'\u{1}=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("a=b", "a=b"),
        ("a - b + c", "a - b + c"),
        ("'=1", "'=1"),
    ] {
        assert_eq!(of_cell(cell), expected, "{cell:?}");
    }
    assert_eq!(of_cell(b"-cmd|' /C calc'!A0\xff"), "\"'-cmd|' /C calc'!A0\u{fffd}\"");
    assert_eq!(of_cell(b"\xff=1"), "'\u{fffd}=1");
}

#[test]
fn a_plain_number_stays_a_number() {
    assert_eq!([of_cell("-5"), of_cell("+7.5"), of_cell("-1,5")], ["-5", "+7.5", "\"-1,5\""]);
    assert_eq!([of_cell("-1.2.3"), of_cell("-5%"), of_cell("- 5")], ["'-1.2.3", "'-5%", "'- 5"]);
    let folder = Folder::new();
    let table = folder.table("a.csv", "id,n\n-5,-5\n");
    assert_eq!(
        copy(&table, b';'),
        "\u{feff}id;n\r\n'-5;-5\r\n",
        "another separator may not cut after the first"
    );
    assert_eq!(copy(&table, b'\t'), "\u{feff}id\tn\r\n'-5\t'-5\r\n");
    assert_eq!(copy(&folder.table("b.csv", "n\n-5\n"), b';'), "\u{feff}n\r\n-5\r\n");
}

#[test]
fn nothing_inside_a_cell_becomes_a_formula_under_another_list_separator() {
    assert_eq!(of_cell("harmless,=1+1"), "\"harmless,'=1+1\"");
    assert_eq!(of_cell("a;\"=1"), "\"a;'\"\"=1\"");
    assert_eq!(of_cell("1. open\n- =1\n"), "\"1. open\n'- =1\n\"");
    assert_eq!(of_cell("a|b"), "\"a|b\"");
    assert_eq!(of_cell("a\tb"), "\"a\tb\"");
}

#[test]
fn the_copy_of_a_table_runs_nothing_whatever_the_list_separator() {
    let folder = Folder::new();
    let text = "allure_id,name\n1,harmless;=1+1\n2,=1+1\n3,\"a;@SUM(1)\"\n4,\"\n=1+1\"\n5,+inf\n6,-1e5\n7,\t=1\n8, =1+1\n";
    let semicolons = "allure_id;name\n1;harmless,=1+1\n";
    for text in [text, semicolons] {
        let table = folder.table("a.csv", text);
        for separator in SEPARATORS {
            let copy = copy(&table, separator);
            for other in SEPARATORS {
                let signs = |cell: &String| cell.trim_start().starts_with(['=', '+', '-', '@']);
                assert_eq!(cells(&copy, other).into_iter().find(signs), None, "{copy:?} read with {other}");
            }
            let own = cells(&copy, separator);
            assert!(own.contains(&"harmless;'=1+1".to_owned()) || own.contains(&"harmless,'=1+1".to_owned()));
        }
    }
}

#[test]
fn the_copy_of_a_file_in_another_encoding_is_utf_8() {
    let folder = Folder::new();
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("allure_id,Название\n1,Вход в систему\n");
    let table = folder.table("a.csv", bytes);
    assert_eq!(copy(&table, b';'), "\u{feff}allure_id;Название\r\n1;Вход в систему\r\n");
    assert_eq!(texts(&table.rows(0, 1, 99).expect("unchanged"))[0][1], "Вход в систему");
}
