//! What the fuzz targets check, one function for each; the tests of this module run the same functions.

mod index;
mod save;
#[cfg(test)]
mod tests;
mod text;
mod verify;

use std::cell::RefCell;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use tempfile::NamedTempFile;

use crate::scan::is_separator;

pub use index::index;
pub use save::save;
pub use text::decode;
pub use verify::verify;

/// How to read the rest of an input, as its first two bytes say: the separator, whether there is a header, the size of
/// the pieces.
struct How {
    separator: u8,
    headers: bool,
    piece: usize,
}

impl How {
    fn take(data: &[u8]) -> Option<(How, &[u8])> {
        let [separator, how, bytes @ ..] = data else { return None };
        let known = [b',', b';', b'\t', b'|'];
        let separator = known.get(usize::from(*separator)).copied().unwrap_or(*separator);
        let how = How { separator, headers: how & 1 == 1, piece: 1 + usize::from(how >> 1) };
        is_separator(separator).then_some((how, bytes))
    }
}

/// Lends a file with these bytes; one file serves all inputs of a thread.
fn with_file<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    thread_local! {
        static FILE: RefCell<NamedTempFile> = RefCell::new(NamedTempFile::new().expect("a temporary file"));
    }
    FILE.with_borrow_mut(|file| {
        file.as_file().set_len(0).expect("it can be cut");
        file.seek(SeekFrom::Start(0)).expect("it has a beginning");
        file.write_all(bytes).expect("room for it");
        work(file.path())
    })
}

type Cells = Vec<Vec<Vec<u8>>>;

fn by_the_csv_crate(bytes: &[u8], separator: u8) -> Cells {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(bytes);
    let cells = |record: ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|record| cells(record.expect("bytes in memory can be read"))).collect()
}

fn is_ragged(records: &Cells) -> bool {
    records.iter().any(|record| record.len() != records[0].len())
}
