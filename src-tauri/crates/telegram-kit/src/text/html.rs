//! The parse mode `HTML`.

use super::stack::Reader;
use super::{Entity, EntityKind, Text};

/// What a tag means once it is closed.
#[derive(Debug)]
struct Tag {
    name: String,
    kind: EntityKind,
    href: Option<String>,
    language: Option<String>,
    emoji: Option<String>,
}

pub(super) fn parse(input: &str) -> Result<Text, String> {
    let mut reader = Reader::new(input);
    while let Some(c) = reader.peek() {
        match c {
            '<' if reader.second() == Some('/') => end_tag(&mut reader)?,
            '<' => start_tag(&mut reader)?,
            '&' => {
                let (decoded, length) = decode(reader.rest());
                reader.skip(length);
                reader.push(decoded);
            }
            other => {
                reader.skip(other.len_utf8());
                reader.push(other);
            }
        }
    }
    match reader.open.last() {
        Some(open) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.what.name)),
        None => Ok(reader.finish()),
    }
}

fn start_tag(reader: &mut Reader<'_, Tag>) -> Result<(), String> {
    let begin = reader.at;
    reader.skip(1);
    let name = reader.take_while(|c| !c.is_ascii_whitespace() && c != '>').to_ascii_lowercase();
    if reader.rest().is_empty() {
        return Err(format!("Unclosed start tag at byte offset {begin}"));
    }
    let Some(kind) = kind_of(&name) else {
        return Err(format!("Unsupported start tag \"{name}\" at byte offset {begin}"));
    };
    let mut tag = Tag { name, kind, href: None, language: None, emoji: None };
    let mut is_spoiler = false;
    loop {
        reader.skip_spaces();
        match reader.peek() {
            None => return Err(format!("Unclosed start tag \"{}\" at byte offset {begin}", tag.name)),
            Some('>') => break,
            Some(_) => {}
        }
        let (key, value) = attribute(reader, &tag.name, begin)?;
        match (tag.name.as_str(), key.as_str()) {
            ("a", "href") => tag.href = Some(value),
            ("code", "class") => tag.language = value.strip_prefix("language-").map(str::to_owned),
            ("span", "class") => is_spoiler = value == "tg-spoiler",
            ("tg-emoji", "emoji-id") => tag.emoji = Some(value),
            ("blockquote", "expandable") => tag.kind = EntityKind::ExpandableBlockquote,
            _ => {}
        }
    }
    reader.skip(1);
    if tag.name == "span" && !is_spoiler {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
    }
    reader.open(tag, begin);
    Ok(())
}

fn attribute(reader: &mut Reader<'_, Tag>, tag: &str, begin: usize) -> Result<(String, String), String> {
    let unclosed = || format!("Unclosed start tag \"{tag}\" at byte offset {begin}");
    let key = reader.take_while(|c| !c.is_ascii_whitespace() && c != '=' && c != '>').to_ascii_lowercase();
    if key.is_empty() {
        return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
    }
    reader.skip_spaces();
    if reader.peek() != Some('=') {
        return if reader.rest().is_empty() { Err(unclosed()) } else { Ok((key, String::new())) };
    }
    reader.skip(1);
    reader.skip_spaces();
    match reader.peek() {
        None => Err(unclosed()),
        Some(quote @ ('"' | '\'')) => {
            reader.skip(1);
            let raw = reader.take_while(|c| c != quote);
            if reader.peek().is_none() {
                return Err(format!("Unclosed start tag at byte offset {begin}"));
            }
            reader.skip(1);
            Ok((key, decoded(raw)))
        }
        Some(_) => {
            let at = reader.at;
            let value = reader.take_while(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
            let ends = reader.peek().is_some_and(|c| c.is_ascii_whitespace() || c == '>');
            if ends {
                Ok((key, value.to_ascii_lowercase()))
            } else {
                Err(format!("Unexpected end of name token at byte offset {at}"))
            }
        }
    }
}

fn end_tag(reader: &mut Reader<'_, Tag>) -> Result<(), String> {
    let begin = reader.at;
    let Some(open) = reader.open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    reader.skip(2);
    let name = reader.take_while(|c| !c.is_ascii_whitespace() && c != '>').to_ascii_lowercase();
    reader.skip_spaces();
    if reader.peek() != Some('>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    reader.skip(1);
    if !name.is_empty() && name != open.what.name {
        let wanted = &open.what.name;
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{wanted}>\", found \"</{name}>\""
        ));
    }
    let kind = open.what.kind;
    let plain = reader.close(&open, kind);
    let entity = match open.what.name.as_str() {
        "a" => {
            let href = open.what.href.clone().unwrap_or_else(|| reader.text_since(&open).to_owned());
            reader.link(&open, &href)
        }
        "tg-emoji" => open.what.emoji.map(|id| Entity { custom_emoji_id: Some(id), ..plain }),
        "code" => match reader.open.last_mut() {
            // The language of a block of code stands in the tag inside of it.
            Some(outer) if outer.what.name == "pre" && outer.offset == plain.offset => {
                outer.what.language = open.what.language;
                None
            }
            _ => Some(plain),
        },
        "pre" => Some(Entity { language: open.what.language, ..plain }),
        _ => Some(plain),
    };
    if let Some(entity) = entity {
        reader.add(entity);
    }
    Ok(())
}

fn kind_of(tag: &str) -> Option<EntityKind> {
    Some(match tag {
        "b" | "strong" => EntityKind::Bold,
        "i" | "em" => EntityKind::Italic,
        "u" | "ins" => EntityKind::Underline,
        "s" | "strike" | "del" => EntityKind::Strikethrough,
        "span" | "tg-spoiler" => EntityKind::Spoiler,
        "a" => EntityKind::TextLink,
        "code" => EntityKind::Code,
        "pre" => EntityKind::Pre,
        "blockquote" => EntityKind::Blockquote,
        "tg-emoji" => EntityKind::CustomEmoji,
        _ => return None,
    })
}

fn decoded(raw: &str) -> String {
    let mut rest = raw;
    let mut out = String::new();
    while !rest.is_empty() {
        let (c, length) = decode(rest);
        out.push(c);
        rest = &rest[length..];
    }
    out
}

/// The first character of a text that is not empty, with its length in bytes as it is written there.
fn decode(text: &str) -> (char, usize) {
    let first = text.chars().next().unwrap_or_default();
    let literal = (first, first.len_utf8().min(text.len()));
    let Some(body) = text.strip_prefix('&') else { return literal };
    let number = body.strip_prefix('#').map(|body| {
        let (digits, radix) = match body.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => (hexadecimal, 16),
            None => (body, 10),
        };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        (u32::from_str_radix(&digits[..length], radix).ok(), text.len() - digits.len() + length)
    });
    if let Some((code, length)) = number {
        let c = code.filter(|code| *code != 0).and_then(char::from_u32);
        let length = length + usize::from(text[length..].starts_with(';'));
        return c.map_or(literal, |c| (c, length));
    }
    for (name, c) in [("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"')] {
        if let Some(rest) = body.strip_prefix(name)
            && !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            return (c, 1 + name.len() + usize::from(rest.starts_with(';')));
        }
    }
    literal
}
