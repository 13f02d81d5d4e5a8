//! The parse mode `Markdown`, which Telegram keeps for old bots. Nothing nests in it.

use super::stack::{Open, Reader};
use super::{Entity, EntityKind, Text};

pub(super) fn parse(input: &str) -> Result<Text, String> {
    let mut reader: Reader<'_, ()> = Reader::new(input);
    while let Some(c) = reader.peek() {
        let escaped = reader.second().filter(|next| c == '\\' && "_*`[".contains(*next));
        if let Some(next) = escaped {
            reader.skip(2);
            reader.push(next);
        } else if "_*`[".contains(c) {
            entity(&mut reader, c)?;
        } else {
            reader.skip(c.len_utf8());
            reader.push(c);
        }
    }
    Ok(reader.finish())
}

fn entity(reader: &mut Reader<'_, ()>, c: char) -> Result<(), String> {
    let begin = reader.at;
    let is_pre = reader.rest().starts_with("```");
    let end = match c {
        '[' => "]",
        '`' if is_pre => "```",
        '`' => "`",
        '*' => "*",
        _ => "_",
    };
    reader.skip(if is_pre { 3 } else { 1 });
    let language = is_pre.then(|| language(reader)).flatten();
    let Some(length) = reader.rest().find(end) else {
        return Err(format!("Can't find end of the entity starting at byte offset {begin}"));
    };
    let open = Open { what: (), byte: begin, offset: reader.units(), from: 0 };
    let body = &reader.rest()[..length];
    body.chars().for_each(|c| reader.push(c));
    reader.skip(length + end.len());
    let found = match c {
        '[' => {
            let url = address(reader).unwrap_or_else(|| body.to_owned());
            reader.link(&open, &url)
        }
        '`' if is_pre => Some(Entity { language, ..reader.close(&open, EntityKind::Pre) }),
        '`' => Some(reader.close(&open, EntityKind::Code)),
        '*' => Some(reader.close(&open, EntityKind::Bold)),
        _ => Some(reader.close(&open, EntityKind::Italic)),
    };
    if let Some(found) = found {
        reader.add(found);
    }
    Ok(())
}

fn language(reader: &mut Reader<'_, ()>) -> Option<String> {
    let rest = reader.rest();
    let length = rest.find(|c: char| c.is_ascii_whitespace() || c == '`').unwrap_or(rest.len());
    let is_named = length > 0 && rest[length..].starts_with('\n');
    if is_named {
        reader.skip(length);
    }
    if reader.peek() == Some('\n') {
        reader.skip(1);
    }
    is_named.then(|| rest[..length].to_owned())
}

fn address(reader: &mut Reader<'_, ()>) -> Option<String> {
    let body = reader.rest().strip_prefix('(')?;
    let end = body.find(')')?;
    reader.skip(end + 2);
    Some(body[..end].to_owned())
}
