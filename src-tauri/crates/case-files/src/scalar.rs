//! Strings as YAML scalars: plain where every reader of YAML takes them for the same string, else in double quotes.

use std::fmt::Write as _;

/// What YAML 1.1 or 1.2 reads as something else than a string.
const WORDS: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", ".inf", ".nan"];

pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return false };
    // Beside the indicators of YAML 1.2, what begins a merge or a value in YAML 1.1.
    let has_meaning = "-?:,[]{}#&*!|>'\"%@`<=~ ".contains(first) || ": ".contains(last);
    let is_word = text.len() <= 5 && WORDS.contains(&text.to_lowercase().as_str());
    // At the beginning of a line it ends the document.
    let ends_document = text.starts_with("...");
    !has_meaning
        && !ends_document
        && !is_word
        && !is_like_a_number(text)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(is_escaped)
}

/// Also times and dates.
fn is_like_a_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
        && text.chars().all(|sign| sign.is_ascii_hexdigit() || "xXoO_.:+-tTzZ ".contains(sign))
}

/// What an editor or a reader of YAML may take for a line end, drop, or not show.
fn is_escaped(sign: char) -> bool {
    let is_hidden = matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}');
    sign.is_control() || is_hidden || (sign.is_whitespace() && sign != ' ')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_escaped(sign) => {
                let code = u32::from(sign);
                // Writing into a string cannot fail.
                let _ =
                    if code <= 0xff { write!(out, "\\x{code:02x}") } else { write!(out, "\\u{code:04x}") };
            }
            _ => out.push(sign),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_stay_plain() {
        for text in
            ["Pay by card", "Оплата картой", "a-b_c.d", "it's", "50 users", "a:b", "C#", "v1.2.3 (beta)"]
        {
            assert_eq!(scalar(text), text);
        }
    }

    #[test]
    fn what_could_be_read_as_something_else_is_quoted() {
        let texts = [
            "",
            "... and so on",
            " a",
            "a ",
            "true",
            "No",
            "NULL",
            "~",
            "12",
            "-5",
            "1e3",
            "0x1F",
            "2026-01-02",
            "12:30",
            ".5",
            "1_000",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "- a",
            "*a",
            "&a",
            "!a",
            "@a",
            "`a",
            "[a]",
            "{a}",
            "<<",
            "=",
            "---",
            "...",
            "\u{a0}a",
        ];
        for text in texts {
            assert!(scalar(text).starts_with('"'), "{text:?}");
        }
        assert_eq!(scalar("a\t\"b\"\r\n\\\u{1}\u{202e}"), r#""a\t\"b\"\r\n\\\x01\u202e""#);
    }
}
