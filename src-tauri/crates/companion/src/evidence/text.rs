//! Text of a test, in whatever encoding it was written.

use encoding_rs::{Encoding, UTF_8};

/// By its mark, as UTF-8, else by what its letters look like. What cannot be read is replaced.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if Encoding::for_bom(bytes).is_some() {
        return UTF_8.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // A letter that was cut at the end.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(None, chardetng::Utf8Detection::Allow).decode(bytes).0.into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_their_encoding() {
        assert_eq!(decoded("Ошибка 😀".as_bytes()), "Ошибка 😀");
        assert_eq!(decoded(&"Ошибка".as_bytes()[..11]), "Ошибк");
        assert_eq!(decoded(b"\xff\xfeO\0K\0"), "OK");
        let windows = encoding_rs::WINDOWS_1251.encode("Не удалось открыть страницу оплаты").0.into_owned();
        assert_eq!(decoded(&windows), "Не удалось открыть страницу оплаты");
    }
}
