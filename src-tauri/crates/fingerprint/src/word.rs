//! Which words and numbers tell one failure from another.

use crate::normalize::{CLOSE, OPEN, mark};

/// What was said before a number: an HTTP status or an exit code is the reason itself, any other number varies.
#[derive(Default)]
pub(crate) struct Context {
    /// How many words ago a status was spoken of.
    status: Option<u8>,
    /// A code was spoken of, and nothing but fillers since.
    code: bool,
}

/// `Expected status code <200> but was <500>`.
const STATUS_REACH: u8 = 6;

impl Context {
    pub(crate) fn word(&mut self, word: &str) {
        let word = word.to_lowercase();
        self.status = match (word.as_str(), self.status) {
            ("status" | "statuscode" | "http" | "статус", _) => Some(0),
            (_, Some(ago)) if ago < STATUS_REACH => Some(ago + 1),
            _ => None,
        };
        self.code = match word.as_str() {
            "code" | "errno" | "exit" | "код" | "sqlstate" | "ora-" | "errorcode" | "signal" => true,
            "is" | "was" | "of" | "with" | "status" | "равен" | "был" => self.code,
            _ => false,
        };
    }

    pub(crate) fn keeps(&mut self, number: &str) -> bool {
        let whole = number.bytes().all(|byte| byte.is_ascii_digit());
        let code = std::mem::take(&mut self.code) && whole && number.len() <= 5;
        let status = self.status.is_some() && number.parse::<u32>().is_ok_and(|n| (100..600).contains(&n));
        code || status
    }
}

/// A word as it stands, with its numbers put aside; one that looks drawn by lot is an id.
pub(crate) fn push(normal: &mut String, word: &str) {
    if is_random(word) {
        mark(normal, "id");
        return;
    }
    let mut in_digits = false;
    for letter in word.chars() {
        let digit = letter.is_numeric();
        if !digit {
            normal.push(letter);
        } else if !in_digits {
            mark(normal, "n");
        }
        in_digits = digit;
    }
}

/// Letters and digits in turn, or nothing but hexadecimal digits: no one chose such a word.
pub(crate) fn is_random(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if letters + digits < 7 || digits < 2 || letters == 0 {
        return false;
    }
    let bare = || word.bytes().filter(u8::is_ascii_alphanumeric);
    if bare().all(|byte| byte.is_ascii_hexdigit()) {
        return true;
    }
    let switches =
        bare().zip(bare().skip(1)).filter(|(one, next)| one.is_ascii_digit() != next.is_ascii_digit());
    let few_digits_at_the_end = switches.count() <= 2;
    let turns = bare()
        .zip(bare().skip(1))
        .filter(|(one, next)| {
            one.is_ascii_lowercase() && next.is_ascii_uppercase()
                || one.is_ascii_digit() && next.is_ascii_alphabetic()
        })
        .count();
    !few_digits_at_the_end && turns >= 2
}

/// Words that stand in messages of every kind.
const COMMON: [&str; 40] = [
    "assertion",
    "assertionerror",
    "assertionfailederror",
    "assert",
    "assertthat",
    "expected",
    "expecting",
    "expect",
    "actual",
    "but",
    "was",
    "is",
    "not",
    "to",
    "be",
    "equal",
    "equals",
    "tobe",
    "toequal",
    "true",
    "false",
    "null",
    "none",
    "undefined",
    "nil",
    "error",
    "exception",
    "failed",
    "failure",
    "test",
    "the",
    "a",
    "of",
    "and",
    "got",
    "received",
    "value",
    "java",
    "lang",
    "org",
];

/// Whether a message tells by itself what went wrong: `expected true but was false` does not.
pub(crate) fn says_enough(normal: &str) -> bool {
    let mut bare = String::with_capacity(normal.len());
    let mut in_mark = false;
    for letter in normal.chars() {
        in_mark = in_mark && letter != CLOSE || letter == OPEN;
        bare.push(if in_mark || !letter.is_alphabetic() { ' ' } else { letter });
    }
    let words = bare.split_whitespace().filter(|word| word.chars().count() > 1);
    words.filter(|word| !COMMON.contains(&word.to_lowercase().as_str())).nth(1).is_some()
}
