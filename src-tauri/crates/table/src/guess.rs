//! Guessing the encoding of a text that does not tell it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding as Codec, KOI8_R, KOI8_U, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};
use encoding_rs::{UTF_16BE, UTF_16LE, X_MAC_CYRILLIC};

use crate::encoding::Encoding;

/// Bytes that are looked at.
pub(crate) const SAMPLE: usize = 256 * 1024;
/// Bytes at the beginning of a file among which the first letter outside ASCII is looked for.
pub(crate) const REACH: u64 = 4 << 20;

/// Of several encodings that fit, the Cyrillic one is taken: the test cases of this crate's users are in English or in
/// Russian, and so little of a Western text is outside ASCII that a wrong guess spoils little.
const LANGUAGE: &[u8] = b"ru";

/// The encoding of a text of which this is a part.
pub(crate) fn encoding(sample: &[u8]) -> Encoding {
    if is_utf16(sample, u16::from_le_bytes) {
        return Encoding::of(UTF_16LE);
    }
    if is_utf16(sample, u16::from_be_bytes) {
        return Encoding::of(UTF_16BE);
    }
    if is_utf8(sample) {
        return Encoding::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    let guess = detector.guess(Some(LANGUAGE), Utf8Detection::Deny);
    let western = [WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254].contains(&guess);
    Encoding::of(if western && is_mac_cyrillic(sample) {
        X_MAC_CYRILLIC
    } else if guess == KOI8_U && same_text(sample, KOI8_R, KOI8_U) {
        KOI8_R
    } else {
        guess
    })
}

/// Whether it is UTF-8 but for some damage: more letters outside ASCII are whole than broken. In other encodings bytes
/// seldom look like a letter of UTF-8 by chance.
fn is_utf8(sample: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in without_cut_letter(sample).utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || broken < whole
}

/// Leaves out the letter in which a full sample may end.
fn without_cut_letter(sample: &[u8]) -> &[u8] {
    let last = sample.iter().rev().take(3).take_while(|byte| !byte.is_ascii()).count();
    if sample.len() < SAMPLE { sample } else { &sample[..sample.len() - last] }
}

/// UTF-16 without a mark: in pairs of bytes, whole letters without a zero, nearly all Latin or Cyrillic, and many of
/// them ASCII, as separators, line ends and digits are.
fn is_utf16(sample: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let pairs = sample.as_chunks::<2>().0;
    let units: Vec<u16> = pairs.iter().take(16 * 1024).map(|pair| unit(*pair)).collect();
    let below = |limit: u16| units.iter().filter(|unit| **unit < limit).count();
    units.len() > 1
        && !units.contains(&0)
        && below(0x80) * 8 >= units.len()
        && below(0x530) * 4 >= units.len() * 3
}

/// Whether words begin with a capital of Mac Cyrillic more often than with one of Windows-1251. The small letters are
/// the same bytes in both.
fn is_mac_cyrillic(sample: &[u8]) -> bool {
    let is_small = |byte: u8| byte >= 0xe0;
    // Those that are quotes and dashes in Windows-1251 say nothing.
    let is_mac = |byte: u8| matches!(byte, 0x80 | 0x81 | 0x83 | 0x86..=0x8a | 0x8c..=0x90 | 0x98..=0x9f);
    let words = || sample.windows(2).filter(|pair| is_small(pair[1]));
    let mac = words().filter(|pair| is_mac(pair[0])).count();
    let windows = words().filter(|pair| (0xc0..0xe0).contains(&pair[0])).count();
    mac > windows
}

fn same_text(sample: &[u8], one: &'static Codec, other: &'static Codec) -> bool {
    one.decode_without_bom_handling(sample).0 == other.decode_without_bom_handling(sample).0
}
