//! Files that are not what they should be.

use std::fs::{self, OpenOptions};
use std::io::Write;

use table::{Cancel, FaultKind, OpenError, Options, Query, ReadError, SaveError, Table, WorkError};

use crate::{Folder, WITH_HEADER, texts};

#[test]
fn opens_files_without_rows() {
    let folder = Folder::new();
    for (text, header) in
        [("", 0), ("\u{feff}", 0), ("\r\n\n", 0), ("id,name", 2), ("\u{feff}id,name\r\n", 2)]
    {
        let table = folder.table("a.csv", text);
        assert_eq!((table.header().len(), table.records()), (header, 0), "{text:?}");
        assert_eq!(table.rows(0, 10, 10), Ok(Vec::new()));
        let view = table.view(&Query::default(), None, &Cancel::new()).expect("nothing to go wrong");
        assert!(view.is_empty());
        assert_eq!(table.search(&view, "a", &Cancel::new()).expect("nothing to go wrong").rows(), 0);
        assert!(table.progress().faults.first.is_empty());
    }
}

#[test]
fn tells_the_place_of_a_quote_that_never_ends_and_shows_what_is_before() {
    let table = Folder::new().table("a.csv", "id,name\n1,a\n2,b\n3,\"never\nends, though\n4,d\n");
    let faults = table.progress().faults;
    let unclosed =
        faults.first.iter().find(|fault| fault.kind == FaultKind::UnclosedQuote).expect("it is told");
    assert_eq!((unclosed.byte, unclosed.line, unclosed.record), (18, 4, Some(2)));
    let rows = table.rows(0, 10, 5).expect("unchanged");
    assert_eq!(texts(&rows), [vec!["1", "a"], vec!["2", "b"], vec!["3", "never"]]);
    assert!(!rows[2].cells[1].whole);
}

#[test]
fn counts_ragged_rows_and_shows_them_as_they_are() {
    let table = Folder::new().table("a.csv", "id,name\n1,a\n2\n3,c,d\n");
    let faults = table.progress().faults;
    assert_eq!(faults.ragged, 2);
    assert_eq!(faults.first[0].kind, FaultKind::Ragged { expected: 2, found: 1 });
    assert_eq!((faults.first[0].byte, faults.first[0].line, faults.first[0].record), (12, 3, Some(1)));
    assert_eq!(texts(&table.rows(1, 2, 9).expect("unchanged")), [vec!["2"], vec!["3", "c", "d"]]);
}

#[test]
fn tells_of_bytes_that_are_no_text() {
    let table = Folder::new().table("a.csv", b"id,name\n1,\xd0\xbf\xd0\xbf\xd0\xbf\xd1\n2,a\0b\n3,\xff\n");
    let faults = table.progress().faults;
    let places: Vec<_> =
        faults.first.iter().map(|fault| (&fault.kind, fault.byte, fault.line, fault.record)).collect();
    assert_eq!(places, [(&FaultKind::NotUtf8, 16, 2, Some(0)), (&FaultKind::Nul, 21, 3, Some(1))]);
    assert_eq!(texts(&table.rows(0, 1, 9).expect("unchanged")), [vec!["1", "ппп\u{fffd}"]]);
}

#[test]
fn opens_what_is_no_table_at_all() {
    let noise: Vec<u8> =
        (0..100_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    let table = Folder::new().table("picture.png", noise);
    assert!(table.progress().faults.first.len() >= 2);
    table.rows(0, 1000, 100).expect("unchanged");
}

#[test]
fn reads_around_a_cell_of_a_hundred_megabytes() {
    let folder = Folder::new();
    let mut text = b"id,name\n1,\"".to_vec();
    text.resize(100 << 20, b'x');
    text.extend_from_slice(b"\"\n2,b\n");
    let table = folder.table("a.csv", text);
    let rows = table.rows(0, 10, 20).expect("unchanged");
    assert_eq!((rows[0].cells[1].text.len(), rows[0].cells[1].whole), (20, false));
    assert_eq!(rows[1].cells[1].text, "b");
    let cell = table.cell(0, 1, 1 << 20).expect("unchanged").expect("it is there");
    assert_eq!((cell.text.len(), cell.whole), (1 << 20, false));
    assert!(table.progress().faults.first.is_empty());
}

#[test]
fn stops_at_as_many_columns_as_a_spreadsheet_has() {
    let commas = ",".repeat(100_000);
    let table = Folder::new().table("a.csv", format!("{commas}\n{commas}\n"));
    assert_eq!(table.header().len(), table::MAX_COLUMNS);
    assert_eq!(table.rows(0, 1, 9).expect("unchanged")[0].cells.len(), table::MAX_COLUMNS);
}

#[test]
fn says_when_the_file_was_cut_or_grew() {
    let folder = Folder::new();
    for grow in [true, false] {
        let path = folder.write("a.csv", "id,name\n1,a\n2,b\n".repeat(10_000));
        let table = Table::open(&path, WITH_HEADER).expect("it opens");
        let view = table.view(&Query::default(), None, &Cancel::new()).expect("unchanged");
        let mut file = OpenOptions::new().append(true).open(&path).expect("it is there");
        if grow {
            file.write_all(b"3,c\n").expect("room");
        } else {
            file.set_len(10).expect("it can be cut");
        }
        assert_eq!(table.rows(0, 10, 10), Err(ReadError::Changed));
        assert_eq!(table.cell(0, 0, 10), Err(ReadError::Changed));
        assert_eq!(table.index(&Cancel::new()), Err(ReadError::Changed));
        let searched = table.search(&view, "a", &Cancel::new());
        assert_eq!(searched.map(|hits| hits.rows()), Err(WorkError::Read(ReadError::Changed)));
        let saved = table.save(None, &[0], crate::save::PLAIN, &mut Vec::new(), &Cancel::new());
        assert!(matches!(saved, Err(SaveError::Work(WorkError::Read(ReadError::Changed)))), "{saved:?}");
        let compared = table::compare(&table, &table, "id", &Cancel::new());
        assert_eq!(compared, Err(WorkError::Read(ReadError::Changed)));
    }
}

#[cfg(unix)]
#[test]
fn reads_on_when_the_file_was_deleted_or_replaced() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "id,name\n1,a\n");
    let table = Table::open(&path, WITH_HEADER).expect("it opens");
    fs::rename(folder.write("b.csv", "x\n"), &path).expect("it can be replaced");
    assert_eq!(texts(&table.rows(0, 10, 10).expect("the old file is still there")), [vec!["1", "a"]]);
    fs::remove_file(&path).expect("it can be deleted");
    assert_eq!(table.rows(0, 10, 10).expect("the old file is still there").len(), 1);
}

#[test]
fn refuses_what_is_no_file() {
    let folder = Folder::new();
    let open = |name: &str| Table::open(&folder.path(name), WITH_HEADER);
    assert!(matches!(open(""), Err(OpenError::Directory)));
    assert!(
        matches!(open("nothing"), Err(OpenError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound)
    );
    folder.write("utf32.csv", b"\xff\xfe\0\0a\0\0\0");
    assert!(matches!(open("utf32.csv"), Err(OpenError::Encoding("UTF-32"))));
    let path = folder.write("a.csv", "a");
    for wrong in [b'"', b'\n', b'\r', 0xd0] {
        let options = Options { separator: Some(wrong), ..WITH_HEADER };
        assert!(matches!(Table::open(&path, options), Err(OpenError::Separator(_))));
    }
}

#[cfg(unix)]
#[test]
fn does_not_wait_for_a_pipe_or_read_a_device() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    assert!(matches!(Table::open(&folder.path("pipe"), WITH_HEADER), Err(OpenError::NotAFile)));
    assert!(matches!(Table::open("/dev/null".as_ref(), WITH_HEADER), Err(OpenError::NotAFile)));
}

#[cfg(unix)]
#[test]
fn says_when_a_file_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let path = Folder::new();
    let path = path.write("a.csv", "id\n1\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("it is ours");
    // Whoever may read everything reads this too.
    if fs::read(&path).is_err() {
        let refused = Table::open(&path, WITH_HEADER);
        let denied = std::io::ErrorKind::PermissionDenied;
        assert!(matches!(refused, Err(OpenError::Io(error)) if error.kind() == denied));
    }
}

/// Half of the index is there when the file is cut beneath it.
#[test]
fn a_file_cut_while_it_is_indexed_keeps_nobody_from_asking() {
    let folder = Folder::new();
    let path = folder.write("a.csv", "id,name\n1,some text that is long enough\n".repeat(200_000));
    let table = Table::open(&path, WITH_HEADER).expect("it opens");
    let before = table.progress();
    assert!(!before.done);
    OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(5_000_000)).expect("it is cut");
    assert_eq!(table.index(&Cancel::new()), Err(ReadError::Changed));
    assert_eq!(table.index(&Cancel::new()), Err(ReadError::Changed), "asked once more");
    assert_eq!(table.rows(before.records - 1, 1, 10), Err(ReadError::Changed));
    assert_eq!(table.progress().records, before.records);
}
