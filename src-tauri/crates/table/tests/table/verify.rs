//! Checking what comes in.

use sha2::{Digest, Sha256};
use table::{Fault, FaultKind, Header, Verified, Verifier};

fn verify(text: &[u8], header: Header) -> Result<Verified, Fault> {
    let mut verifier = Verifier::new(b';', header);
    for piece in text.chunks(3) {
        verifier.push(piece)?;
    }
    verifier.finish()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn reports_what_it_read() {
    let text = "\u{feff}allure_id;\"имя\"\n1;a\n2;\"b\n;\"\r\n";
    let verified =
        verify(text.as_bytes(), Header::Exactly(names(&["allure_id", "имя"]))).expect("it is good");
    assert_eq!((verified.records, verified.columns, verified.bytes), (2, 2, text.len() as u64));
    assert_eq!(verified.header, Some(names(&["allure_id", "имя"])));
    assert_eq!(verified.sha256, <[u8; 32]>::from(Sha256::digest(text)));
    assert!(verified.ends_with_line_end);
    let cut = verify(b"1;a\n2;b", Header::Absent).expect("it may be whole");
    assert_eq!((cut.records, cut.header, cut.ends_with_line_end), (2, None, false));
}

#[test]
fn tells_each_fault_with_its_place() {
    let fault = |text: &[u8], header: Header| {
        let fault = verify(text, header).expect_err("it is bad");
        (fault.kind, fault.byte, fault.line, fault.record)
    };
    let ragged = FaultKind::Ragged { expected: 2, found: 1 };
    assert_eq!(fault(b"id;a\n1;\"x\ny\"\n2\n3;b\n", Header::Any), (ragged, 13, 4, Some(1)));
    assert_eq!(fault(b"id;a\n1;b\n2;\"c\n3;d\n", Header::Any), (FaultKind::UnclosedQuote, 11, 3, Some(1)));
    assert_eq!(fault(b"id;a\n1;\xd0\n", Header::Any), (FaultKind::NotUtf8, 7, 2, Some(0)));
    assert_eq!(
        fault("id;a\n1;ж".as_bytes().split_last().expect("some").1, Header::Any).0,
        FaultKind::NotUtf8
    );
    assert_eq!(fault(b"id;a\n1;b\0\n", Header::Any), (FaultKind::Nul, 8, 2, Some(0)));
    assert_eq!(fault(b"\n\n", Header::Any), (FaultKind::Empty, 2, 3, None));
    let (kind, byte, line, record) = fault(b"\nid;b\n1;2\n", Header::Exactly(names(&["id", "a"])));
    assert_eq!(kind, FaultKind::WrongHeader { expected: names(&["id", "a"]), found: names(&["id", "b"]) });
    assert_eq!((byte, line, record), (1, 2, None));
    let endless = [b"\"".as_slice(), &vec![b'x'; 2 << 20]].concat();
    assert_eq!(fault(&endless, Header::Any).0, FaultKind::HeaderTooLong);
}

#[test]
fn stays_with_its_first_fault() {
    let mut verifier = Verifier::new(b';', Header::Any);
    let first = verifier.push(b"id;a\n1\n").expect_err("it is ragged");
    assert_eq!(verifier.push(b"2;b\n"), Err(first.clone()));
    assert_eq!(verifier.finish(), Err(first));
}

#[test]
fn counts_records_on_the_way() {
    let mut verifier = Verifier::new(b';', Header::Any);
    verifier.push(b"id;a\n1;b\n2;").expect("good so far");
    assert_eq!(verifier.records(), 1);
}
