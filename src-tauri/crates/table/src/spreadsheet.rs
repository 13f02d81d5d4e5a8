//! Texts that a spreadsheet runs as formulas, made harmless.
//!
//! Exports hold texts that anybody on the server may have written. The rules are those of OWASP's "CSV Injection": no
//! cell begins with `=` `+` `-` `@`, their full-width forms, a tab or a line end. And since a spreadsheet whose list
//! separator is another one cuts the rows elsewhere, even within quotes, the same holds after each `,` `;` tab, `|` and
//! line end inside a cell.

use std::borrow::Cow;

use memchr::memchr3;

/// What parts cells in the spreadsheets of some country or other.
pub(crate) const LIST_SEPARATORS: &[u8] = b",;\t|";

/// A cell's text as UTF-8 with an apostrophe wherever a formula would begin. `keep_number`: a plain number with a sign
/// is left alone.
pub(crate) fn harmless(cell: &[u8], separator: u8, keep_number: bool) -> Cow<'_, [u8]> {
    let text = String::from_utf8_lossy(cell);
    if !may_hold_formula(text.as_bytes()) || (keep_number && is_signed_number(text.as_bytes())) {
        return match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
    }
    let mut out = String::with_capacity(text.len() + 8);
    if text.starts_with(['\t', '\r', '\n', '\0']) {
        out.push('\'');
    }
    // Where something begins that could be a cell, until its first visible character.
    let mut begin = Some(out.len());
    for letter in text.chars() {
        if let Some(at) = begin
            && !is_skipped(letter)
        {
            if is_sign(letter) {
                out.insert(at, '\'');
            }
            begin = None;
        }
        out.push(letter);
        if parts(letter, separator) {
            begin = Some(out.len());
        }
    }
    Cow::Owned(out.into_bytes())
}

/// A quick look that most cells pass.
fn may_hold_formula(text: &[u8]) -> bool {
    let first = text.first().is_some_and(|byte| b"\t\r\n\0".contains(byte));
    // The full-width and small forms begin with 0xef.
    first || memchr3(b'=', b'+', b'-', text).or_else(|| memchr::memchr2(b'@', 0xef, text)).is_some()
}

/// The sign of a formula.
fn is_sign(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫')
}

/// What a spreadsheet may leave out before it looks for a formula: white space, what is not visible, the quotes of a
/// cell and the mark of a broken character.
fn is_skipped(letter: char) -> bool {
    let invisible = matches!(
        letter,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    invisible || letter == '"' || letter == '\u{fffd}' || letter.is_whitespace() || letter.is_control()
}

fn parts(letter: char, separator: u8) -> bool {
    matches!(letter, ',' | ';' | '\t' | '|' | '\r' | '\n') || letter == char::from(separator)
}

/// Digits after a sign, with at most one decimal point or comma.
fn is_signed_number(text: &[u8]) -> bool {
    let Some((b'+' | b'-', number)) = text.split_first() else { return false };
    let mut parts = number.split(|byte| matches!(byte, b'.' | b','));
    let is_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(is_digits) && parts.next().is_none_or(is_digits) && parts.next().is_none()
}
