use super::{How, by_the_csv_crate, is_ragged};
use crate::cancel::Cancel;
use crate::error::ReadError;
use crate::fault::FaultKind;
use crate::index::{Index, place};
use crate::record::Fields;
use crate::scan::{BOM, is_separator};
use crate::sniff;
use crate::source::Bytes;

struct Memory<'a>(&'a [u8]);

impl Bytes for Memory<'_> {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn fill(&self, at: u64, into: &mut [u8]) -> Result<(), ReadError> {
        let bytes = self.0.get(place(at)..).and_then(|bytes| bytes.get(..into.len()));
        into.copy_from_slice(bytes.ok_or(ReadError::Changed)?);
        Ok(())
    }
}

/// The index must give the records and cells of the `csv` crate, however it is cut into pieces.
pub fn index(data: &[u8]) {
    let Some((how, bytes)) = How::take(data) else { return };
    let expected = by_the_csv_crate(bytes, how.separator);
    let start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let index = Index::new(how.separator, how.headers, start as u64);
    // Every stretch begins a thread: with few of them the target stays quick.
    let stride = how.piece as u64 * 20;
    while index.advance(&Memory(bytes), stride, how.piece, &Cancel::new()).expect("memory can be read") {
        let known = index.known();
        let complete = known.records();
        let header = usize::from(known.header.is_some());
        assert!(complete + header <= expected.len(), "records were found that are none");
    }
    let known = index.known();
    assert!(known.done(), "the index ends at the end");
    let header = known.header.map(|start| cells(&bytes[place(start)..], how.separator));
    let rows = (0..known.records()).map(|record| {
        let range = known.range(record, bytes.len() as u64).expect("it is one of the records");
        cells(&bytes[place(range.start)..place(range.end)], how.separator)
    });
    let found: Vec<Vec<Vec<u8>>> = header.into_iter().chain(rows).collect();
    assert_eq!(found, expected, "the cells are those of the csv crate");

    let ragged = |kind: &FaultKind| matches!(kind, FaultKind::Ragged { .. });
    let faults = &known.faults.first;
    assert_eq!(faults.iter().any(|fault| ragged(&fault.kind)), is_ragged(&expected));
    let text = std::str::from_utf8(bytes).is_ok();
    assert_eq!(faults.iter().all(|fault| fault.kind != FaultKind::NotUtf8), text);
    for fault in faults {
        let lines = &bytes[..place(fault.byte)];
        let lines = memchr::memchr_iter(b'\n', lines).count();
        assert_eq!(fault.line, 1 + lines as u64, "{fault:?} is in another line");
    }
    assert!(is_separator(sniff::separator(bytes)), "a separator is found in anything");
}

fn cells(record: &[u8], separator: u8) -> Vec<Vec<u8>> {
    Fields::new(record, separator).map(|field| field.text().into_owned()).collect()
}
