use super::{How, by_the_csv_crate, is_ragged};
use crate::fault::FaultKind;
use crate::verify::{Header, Verifier};

/// The verifier must accept what the `csv` crate reads as records of one width, and nothing else; and the size of the
/// pieces must not matter.
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
