//! The crate as its users see it, on real files.

mod compare;
mod encodings;
mod excel;
mod hostile;
mod rows;
mod save;
mod search;
mod sizes;
mod verify;
mod view;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use table::{Cancel, Options, Row, Table, View};
use tempfile::TempDir;

/// A folder that goes when the test ends.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        let mut file = File::create(&path).expect("a file");
        file.write_all(bytes.as_ref()).expect("room for the file");
        path
    }

    /// Opens and indexes a file with a header.
    fn table(&self, name: &str, bytes: impl AsRef<[u8]>) -> Table {
        indexed(&self.write(name, bytes))
    }
}

const WITH_HEADER: Options = Options { separator: None, encoding: None, headers: true };

fn indexed(path: &Path) -> Table {
    let table = Table::open(path, WITH_HEADER).expect("it opens");
    assert!(table.index(&Cancel::new()).expect("nobody changes it").done);
    table
}

/// The texts of rows.
fn texts(rows: &[Row]) -> Vec<Vec<&str>> {
    rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

/// The records of a view, in its order.
fn records(view: &View) -> Vec<u64> {
    (0..view.len()).filter_map(|position| view.record(position)).collect()
}

#[test]
fn a_table_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Table>();
    shared::<View>();
    shared::<Cancel>();
}
