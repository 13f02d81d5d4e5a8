//! One line of an `.env`, as the dotenv libraries read it.

use std::collections::HashMap;

use crate::texts::Ignored;
use crate::texts::safe::one_line;

/// Longer values are not filled in from other keys: a few lines could otherwise ask for all of the memory.
const EXPANDED: usize = 8_192;

pub(crate) enum Line {
    /// Empty or a comment.
    Nothing,
    Assignment(Assignment),
    Junk {
        shown: String,
        why: Ignored,
    },
}

pub(crate) struct Assignment {
    /// From 1.
    pub(crate) line: u32,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// `known` are the values of the lines above, for `${KEY}`.
pub(crate) fn read(number: u32, line: &str, known: &HashMap<String, String>) -> Line {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Line::Nothing;
    }
    let assigned = line.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace));
    let Some((key, value)) = assigned.unwrap_or(line).split_once('=') else {
        return Line::Junk { shown: words(line), why: Ignored::NotAssignment };
    };
    let key = key.trim();
    if !is_key(key) {
        return Line::Junk { shown: words(key), why: Ignored::NotAssignment };
    }
    match unquoted(value.trim(), known) {
        Some(value) => Line::Assignment(Assignment { line: number, key: key.to_owned(), value }),
        None => Line::Junk { shown: shown_key(key), why: Ignored::QuoteNotClosed },
    }
}

/// The key, unless it could be a secret that ends in a `=` by chance.
pub(crate) fn shown_key(key: &str) -> String {
    let count = |is: fn(&char) -> bool| key.chars().filter(is).count();
    let mixed = count(char::is_ascii_lowercase) > 0 && count(char::is_ascii_uppercase) > 0;
    if mixed || key.len() > 48 || count(char::is_ascii_digit) * 3 > key.len() {
        return "…".to_owned();
    }
    key.to_owned()
}

/// The words at the beginning of a line that is no `KEY=value`, as far as they are words and no secret.
fn words(line: &str) -> String {
    let is_word = |word: &&str| word.len() <= 30 && word.chars().all(char::is_alphabetic);
    let all = line.split_whitespace().count();
    let words: Vec<_> = line.split_whitespace().take_while(is_word).take(5).collect();
    let mut shown = one_line(&words.join(" "), 60);
    if words.len() < all {
        shown.push('…');
    }
    shown
}

fn is_key(key: &str) -> bool {
    let first = key.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The value without its quotes and what comes after it; `None` when a quote is not closed.
fn unquoted(value: &str, known: &HashMap<String, String>) -> Option<String> {
    if let Some(rest) = value.strip_prefix('\'') {
        return rest.split_once('\'').map(|(value, _)| value.to_owned());
    }
    if let Some(rest) = value.strip_prefix('"') {
        return Some(filled(&escaped(rest)?, known));
    }
    let comment =
        if value.starts_with('#') { Some(0) } else { value.find(" #").or_else(|| value.find("\t#")) };
    let value = comment.map_or(value, |at| &value[..at]);
    Some(filled(value.trim(), known))
}

/// What stands before the closing quote.
fn escaped(rest: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => match chars.next()? {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                c @ ('"' | '\\' | '$') => value.push(c),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
}

/// Puts the values of other keys in the place of `${KEY}`; what is not known stays as it is.
fn filled(value: &str, known: &HashMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((key, later)) = after.split_once('}') else { break };
        out.push_str(before);
        match known.get(key) {
            Some(other) if out.len() + other.len() <= EXPANDED => out.push_str(other),
            _ => out.extend(["${", key, "}"]),
        }
        rest = later;
    }
    out.push_str(rest);
    out
}
