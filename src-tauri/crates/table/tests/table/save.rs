//! Writing rows out again.

use std::io::{self, ErrorKind, Write};

use proptest::prelude::*;
use table::{Cancel, Case, Encoding, Filter, Kind, Options, Query, SaveError, SaveOptions, Table, WorkError};

use crate::{Folder, texts};

pub(crate) const PLAIN: SaveOptions =
    SaveOptions { separator: b',', bom: false, headers: true, for_spreadsheet: false };

const TEXT: &[u8] = b"id;name;note\n1;a,b;\"say \"\"hi\"\"\"\n2;=1+1;-5\n3;\xff;\"two\nlines\"\n4\n";

fn saved(table: &Table, columns: &[usize], options: SaveOptions) -> Vec<u8> {
    let mut out = Vec::new();
    table.save(None, columns, options, &mut out, &Cancel::new()).expect("memory");
    out
}

#[test]
fn writes_the_chosen_columns_of_a_view() {
    let folder = Folder::new();
    let table = folder.table("a.csv", TEXT);
    let filters = vec![Filter { column: 1, kind: Kind::Contains, text: "b".into(), case: Case::Kept }];
    let view =
        table.view(&Query { filters, ..Query::default() }, None, &Cancel::new()).expect("a good query");
    let mut out = Vec::new();
    let rows = table.save(Some(&view), &[2, 1, 0], PLAIN, &mut out, &Cancel::new()).expect("memory");
    assert_eq!(
        (rows, &*String::from_utf8_lossy(&out)),
        (1, "note,name,id\r\n\"say \"\"hi\"\"\",\"a,b\",1\r\n")
    );
}

#[test]
fn keeps_every_byte_of_the_cells() {
    let folder = Folder::new();
    let options = Options { separator: None, encoding: Some(Encoding::UTF_8), headers: true };
    let table = Table::open(&folder.write("a.csv", TEXT), options).expect("it opens");
    let out = saved(&table, &[0, 1, 2], SaveOptions { headers: false, ..PLAIN });
    assert_eq!(out, b"1,\"a,b\",\"say \"\"hi\"\"\"\r\n2,=1+1,-5\r\n3,\xff,\"two\nlines\"\r\n4,,\r\n");
}

#[test]
fn stops_when_cancelled_or_when_the_disk_is_full() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = Folder::new();
    let table = folder.table("a.csv", format!("id\n{}", "some text\n".repeat(100_000)));
    let cancel = Cancel::new();
    let full = table.save(None, &[0], PLAIN, &mut Full(300_000), &cancel).expect_err("there is no room");
    assert!(matches!(full, SaveError::Write(error) if error.kind() == ErrorKind::StorageFull));
    cancel.cancel();
    let cancelled = table.save(None, &[0], PLAIN, &mut Vec::new(), &cancel).expect_err("it was cancelled");
    assert!(matches!(cancelled, SaveError::Work(WorkError::Cancelled(_))));
    let wrong = SaveOptions { separator: b'"', ..PLAIN };
    let wrong =
        table.save(None, &[0], wrong, &mut Vec::new(), &Cancel::new()).expect_err("that is no separator");
    assert!(matches!(wrong, SaveError::Separator('"')));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_saved_reads_as_the_same_cells(
        text in "[a-zё\",;\n\r= ]{0,200}", from in prop::sample::select(b",;\t|".to_vec()),
        to in prop::sample::select(b",;\t|".to_vec()), bom: bool,
    ) {
        let folder = Folder::new();
        let open = |path| Table::open(path, Options { separator: Some(from), encoding: None, headers: false }).expect("it opens");
        let table = open(&folder.write("a.csv", text));
        let columns: Vec<usize> = (0..table.header().len()).collect();
        let options = SaveOptions { separator: to, bom, headers: false, for_spreadsheet: false };
        let path = folder.write("b.csv", saved(&table, &columns, options));
        let again = Table::open(&path, Options { separator: Some(to), encoding: None, headers: false }).expect("it opens");
        let (rows, again) = (table.rows(0, 999, 999).expect("unchanged"), again.rows(0, 999, 999).expect("unchanged"));
        let mut expected = texts(&rows);
        for row in &mut expected {
            row.resize(columns.len(), "");
        }
        prop_assert_eq!(texts(&again), expected);
    }
}
