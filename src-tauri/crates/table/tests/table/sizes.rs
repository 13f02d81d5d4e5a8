//! Line ends, long cells, many columns.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use table::{Cancel, Case, FaultKind, Filter, Kind, Query, SaveError, Table, WorkError};

use crate::{Folder, WITH_HEADER, texts};

#[test]
fn every_line_end_ends_a_row() {
    let folder = Folder::new();
    for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r\n"] {
        for last in [end, ""] {
            let text = format!("id,name{end}1,a{end}2,\"b{end}c\"{end}3,{last}");
            let table = folder.table("a.csv", &text);
            assert_eq!(table.header(), ["id", "name"]);
            let inside = format!("b{end}c");
            let rows = table.rows(0, 9, 99).expect("unchanged");
            assert_eq!(texts(&rows), [vec!["1", "a"], vec!["2", &inside], vec!["3", ""]], "{text:?}");
            assert!(table.progress().faults.first.is_empty());
        }
    }
    let mixed = folder.table("a.csv", "id,name\r1,a\n2,b\r\n\n\r3,c");
    assert_eq!(mixed.records(), 3);
}

#[test]
fn zero_bytes_are_told_and_part_nothing() {
    let table = Folder::new().table("a.csv", "id,name\n1,a\0b\n\0,\0\n");
    assert_eq!(texts(&table.rows(0, 9, 9).expect("unchanged")), [vec!["1", "a\0b"], vec!["\0", "\0"]]);
    let faults = table.progress().faults;
    assert_eq!((&faults.first[0].kind, faults.first[0].byte), (&FaultKind::Nul, 11));
}

#[test]
fn finds_and_copies_a_cell_of_ten_megabytes() {
    let folder = Folder::new();
    let long = format!("{}needle", "ж\n".repeat(3_500_000));
    let table = folder.table("a.csv", format!("id,name\n1,\"{long}\"\n2,b\n3,\"{long}\"\n"));
    let filters =
        vec![Filter { column: 1, kind: Kind::Contains, text: "NEEDLE".into(), case: Case::Ignored }];
    let query = Query { filters, ..Query::default() };
    let view = table.view(&query, None, &Cancel::new()).expect("a good query");
    assert_eq!(crate::records(&view), [0, 2]);
    let mut out = Vec::new();
    table.save(Some(&view), &[1], crate::save::PLAIN, &mut out, &Cancel::new()).expect("memory");
    assert_eq!(out.len(), "name\r\n".len() + 2 * (long.len() + "\"\"\r\n".len()));
}

#[test]
fn shows_twenty_thousand_columns_up_to_as_many_as_a_spreadsheet_has() {
    let row = |name: &str| (0..20_000).map(|column| format!("{name}{column}")).collect::<Vec<_>>().join(";");
    let table = Folder::new().table("a.csv", format!("{}\n{}\n", row("c"), row("v")));
    assert_eq!((table.separator(), table.header().len()), (b';', table::MAX_COLUMNS));
    let rows = table.rows(0, 1, 9).expect("unchanged");
    assert_eq!(rows[0].cells[table::MAX_COLUMNS - 1].text, "v16383");
    assert!(table.progress().faults.first.is_empty());
}

/// A quote at the beginning that is never closed makes one cell of a whole file.
#[test]
fn a_row_longer_than_memory_should_be_is_shown_in_part_and_not_copied() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "id,name\n1,a\n2,\"never");
    let mut file = OpenOptions::new().write(true).open(&path).expect("it is there");
    file.seek(SeekFrom::Start(table::MAX_RECORD as u64 + 1000)).expect("a hole");
    file.write_all(b"the end\n").expect("room");
    drop(file);
    let table = Table::open(&path, WITH_HEADER).expect("it opens");
    let progress = table.index(&Cancel::new()).expect("unchanged");
    let place =
        |kind| progress.faults.first.iter().find(|fault| fault.kind == kind).map(|fault| fault.record);
    assert_eq!(place(FaultKind::TooLong), Some(Some(1)));
    assert_eq!(place(FaultKind::UnclosedQuote), Some(Some(1)));
    let cell = table.rows(1, 1, 5).expect("unchanged")[0].cells[1].clone();
    assert_eq!((cell.text.as_str(), cell.whole), ("never", false));
    let saved = table.save(None, &[0], crate::save::PLAIN, &mut Vec::new(), &Cancel::new());
    assert!(matches!(saved, Err(SaveError::Work(WorkError::TooLong { record: 1 }))), "{saved:?}");
}
