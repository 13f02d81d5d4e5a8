//! Words, numbers, strings and signs of a query.

use super::Invalid;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A field, a keyword or a function's name, as written.
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Longest first.
const SIGNS: [&str; 13] = ["!=", "~=", ">=", "<=", "=", ">", "<", "(", ")", "[", "]", ",", "-"];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Invalid> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' || first == '\'' {
            let (content, length) = string(rest, first)?;
            tokens.push(Token::Text(content));
            length
        } else if first.is_alphabetic() || first == '_' {
            let length =
                rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else if first.is_ascii_digit() {
            let length = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.')
                .unwrap_or(rest.len());
            let number =
                rest[..length].parse().map_err(|_| Invalid(format!("no number: {}", &rest[..length])))?;
            tokens.push(Token::Number(number));
            length
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| Invalid(format!("unexpected '{first}'")))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// The content of the string that `text` begins with, and how many bytes it takes with its quotes.
fn string(text: &str, quote: char) -> Result<(String, usize), Invalid> {
    let mut content = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => content.extend(letters.next().map(|(_, escaped)| escaped)),
            _ if letter == quote => return Ok((content, at + 1)),
            _ => content.push(letter),
        }
    }
    Err(Invalid("a string has no end".to_owned()))
}
