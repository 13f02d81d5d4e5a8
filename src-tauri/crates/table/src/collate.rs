//! The order of texts, as a reader of Russian or English expects it.
//!
//! A text becomes a row of weights that compare as bytes: white space, signs, digits, Latin, Cyrillic, everything else
//! by its code point. Case does not count and `ё` is `е`, as in Russian dictionaries. In the natural order a row of
//! digits weighs what the number weighs. This is no full Unicode collation: that needs tables of several hundred
//! kilobytes and many times the work, for letters that test cases seldom have.
//!
//! Weights are never 0, and those of a text under a smaller limit begin those under a larger one: so texts can be
//! compared by their first weights and looked at again only when these are the same.

const SPACE: u8 = 0x02;
const DIGIT: u8 = 0x30;
const LATIN: u8 = 0x40;
const CYRILLIC: u8 = 0x60;
const OTHER: u8 = 0xe0;

/// Puts at least the first `limit` weights of a text into `weights`, or all; a few more may be there.
pub(crate) fn weigh(text: &[u8], natural: bool, limit: usize, weights: &mut Vec<u8>) {
    weights.clear();
    let mut rest = text;
    while !rest.is_empty() && weights.len() < limit {
        if natural && rest[0].is_ascii_digit() {
            rest = number(rest, weights);
            continue;
        }
        let (letter, length) = first_letter(rest);
        rest = &rest[length..];
        letter_weight(letter, weights);
    }
    weights.truncate(limit);
}

/// A number weighs by its count of digits first.
fn number<'a>(text: &'a [u8], weights: &mut Vec<u8>) -> &'a [u8] {
    let zeros = text.iter().take_while(|digit| **digit == b'0').count();
    let digits = text[zeros..].iter().take_while(|digit| digit.is_ascii_digit()).count();
    let (number, rest) = text[zeros..].split_at(digits);
    weights.push(DIGIT);
    weights.push(u8::try_from(digits + 1).unwrap_or(u8::MAX));
    weights.extend_from_slice(number);
    rest
}

fn letter_weight(letter: char, weights: &mut Vec<u8>) {
    let letter = if letter.is_ascii() {
        letter.to_ascii_lowercase()
    } else {
        letter.to_lowercase().next().unwrap_or(letter)
    };
    let from = |base: u8, first: char| base + u8::try_from(letter as u32 - first as u32).unwrap_or(0);
    let weight = match letter {
        '\0'..=' ' | '\u{7f}' | '\u{a0}' => SPACE,
        '!'..='/' => from(0x03, '!'),
        ':'..='@' => from(0x12, ':'),
        '['..='`' => from(0x19, '['),
        '{'..='~' => from(0x1f, '{'),
        '0'..='9' => from(DIGIT, '0'),
        'a'..='z' => from(LATIN, 'a'),
        'ё' => CYRILLIC + 5,
        'а'..='я' => from(CYRILLIC, 'а'),
        other => {
            let code = other as u32;
            let seven_bits = |shift: u32| 0x80 | u8::try_from(code >> shift & 0x7f).unwrap_or(0);
            weights.extend_from_slice(&[OTHER, seven_bits(14), seven_bits(7)]);
            seven_bits(0)
        }
    };
    weights.push(weight);
}

/// The first letter and its bytes; U+FFFD for a byte that begins none.
fn first_letter(text: &[u8]) -> (char, usize) {
    let length = match text[0] {
        byte @ 0..=0x7f => return (char::from(byte), 1),
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0.. => 4,
    };
    let letter = text
        .get(..length)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .and_then(|text| text.chars().next());
    letter.map_or((char::REPLACEMENT_CHARACTER, 1), |letter| (letter, length))
}
