//! What the fuzz targets check, one function for each; the property tests run the same functions.

use csv::{ByteRecord, ReaderBuilder};

use crate::fault::FaultKind;
use crate::index::Index;
use crate::record::Fields;
use crate::scan::{BOM, is_separator};
use crate::sniff;
use crate::verify::{Header, Verifier};

/// The first bytes of `data` say how to read the rest: the separator, whether there is a header, the size of the
/// pieces. The index must give the records and cells of the `csv` crate.
pub fn index(data: &[u8]) {
    let Some((how, bytes)) = How::take(data) else { return };
    let expected = by_the_csv_crate(bytes, how.separator);
    let start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let index = Index::new(how.separator, how.headers, start as u64);
    while index.check(bytes, how.piece) {}
    while index.scan(bytes, how.piece) {
        let known = index.known();
        let complete = known.records();
        let header = usize::from(known.header.is_some());
        assert!(complete + header <= expected.len(), "records were found that are none");
    }
    let known = index.known();
    assert!(known.done(), "the index ends at the end");
    let header =
        known.header.map(|start| cells(&bytes[usize::try_from(start).expect("in memory")..], how.separator));
    let rows = (0..known.records()).map(|record| {
        let range = known.range(record, bytes.len()).expect("it is one of the records");
        cells(&bytes[range], how.separator)
    });
    let found: Vec<Vec<Vec<u8>>> = header.into_iter().chain(rows).collect();
    assert_eq!(found, expected, "the cells are those of the csv crate");

    let ragged = |kind: &FaultKind| matches!(kind, FaultKind::Ragged { .. });
    assert_eq!(known.faults.first.iter().any(|fault| ragged(&fault.kind)), is_ragged(&expected));
    let text = std::str::from_utf8(bytes).is_ok();
    assert_eq!(known.faults.first.iter().all(|fault| fault.kind != FaultKind::NotUtf8), text);
    let separator = sniff::separator(bytes);
    assert!(is_separator(separator), "a separator is found in anything");
}

/// As [`index`]: the verifier must accept what the `csv` crate reads as records of one width, and nothing else; and
/// the size of the pieces must not matter.
pub fn verify(data: &[u8]) {
    let Some((how, bytes)) = How::take(data) else { return };
    let verify = |piece: usize| {
        let mut verifier =
            Verifier::new(how.separator, if how.headers { Header::Any } else { Header::Absent });
        for piece in bytes.chunks(piece) {
            verifier.push(piece)?;
        }
        verifier.finish()
    };
    let expected = by_the_csv_crate(bytes, how.separator);
    let in_pieces = verify(how.piece);
    let at_once = verify(usize::MAX);
    match (&in_pieces, &at_once) {
        (Ok(verified), Ok(_)) => {
            assert_eq!(in_pieces, at_once);
            assert_eq!(verified.records, (expected.len() - usize::from(how.headers)) as u64);
            assert!(!is_ragged(&expected) && std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0));
        }
        (Err(one), Err(_)) => {
            let unclosed = one.kind == FaultKind::UnclosedQuote;
            let good = !is_ragged(&expected) && std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0);
            assert!(unclosed || expected.is_empty() || !good, "{one:?} is no fault");
            assert!(one.byte <= bytes.len() as u64);
            let lines =
                bytes[..usize::try_from(one.byte).expect("in memory")].iter().filter(|byte| **byte == b'\n');
            assert_eq!(one.line, 1 + lines.count() as u64, "{one:?} is in another line");
        }
        _ => panic!("the pieces matter: {in_pieces:?}, {at_once:?}"),
    }
}

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

fn by_the_csv_crate(bytes: &[u8], separator: u8) -> Vec<Vec<Vec<u8>>> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(bytes);
    let cells = |record: ByteRecord| record.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|record| cells(record.expect("bytes in memory can be read"))).collect()
}

fn cells(record: &[u8], separator: u8) -> Vec<Vec<u8>> {
    Fields::new(record, separator).map(|field| field.text().into_owned()).collect()
}

fn is_ragged(records: &[Vec<Vec<u8>>]) -> bool {
    records.iter().any(|record| record.len() != records[0].len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{index, verify};

    /// Bytes in which the signs of a CSV file are frequent.
    fn like_csv() -> impl Strategy<Value = Vec<u8>> {
        let sign = prop_oneof![
            6 => prop::sample::select(b",;\t|\"\"\"\"\r\n\n".to_vec()).prop_map(|byte| vec![byte]),
            3 => prop::sample::select(vec!["a", "ё", "тест", "\"\"", "\",\"", "\r\n", "\u{feff}", "😀", "=1"])
                .prop_map(|text| text.as_bytes().to_vec()),
            1 => any::<u8>().prop_map(|byte| vec![byte]),
        ];
        (0_u8..5, any::<u8>(), prop::bool::ANY, prop::collection::vec(sign, 0..80)).prop_map(
            |(separator, how, bom, signs)| {
                let mut data = vec![separator, how];
                if bom {
                    data.extend_from_slice(b"\xef\xbb\xbf");
                }
                data.extend(signs.concat());
                data
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_give_the_cells_of_the_csv_crate(data in prop::collection::vec(any::<u8>(), 0..200)) {
            index(&data);
            verify(&data);
        }

        #[test]
        fn what_looks_like_csv_gives_the_cells_of_the_csv_crate(data in like_csv()) {
            index(&data);
        }

        #[test]
        fn the_verifier_accepts_what_reads_as_records_of_one_width(data in like_csv()) {
            verify(&data);
        }
    }
}
