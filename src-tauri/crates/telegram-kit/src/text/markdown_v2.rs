//! The parse mode `MarkdownV2`.

use super::stack::{Open, Reader};
use super::{Entity, EntityKind, Text};

const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Link,
    Emoji,
    Code,
    Pre,
    /// A block of code whose language stands behind its opening mark.
    PreCode(String),
}

impl Mark {
    /// As Telegram's errors call it.
    fn name(&self) -> &'static str {
        match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::Underline => "Underline",
            Self::Strikethrough => "Strikethrough",
            Self::Spoiler => "Spoiler",
            Self::Link => "TextUrl",
            Self::Emoji => "CustomEmoji",
            Self::Code => "Code",
            Self::Pre => "Pre",
            Self::PreCode(_) => "PreCode",
        }
    }

    fn is_verbatim(&self) -> bool {
        matches!(self, Self::Code | Self::Pre | Self::PreCode(_))
    }
}

#[derive(Debug)]
struct Quote {
    offset: usize,
    expandable: bool,
}

pub(super) fn parse(input: &str) -> Result<Text, String> {
    let mut reader = Reader::new(input);
    let mut quote: Option<Quote> = None;
    let mut at_line_start = true;
    while let Some(c) = reader.peek() {
        if at_line_start && !in_verbatim(&reader) {
            if c == '>' {
                quote.get_or_insert(Quote { offset: reader.units(), expandable: false });
                reader.skip(1);
                at_line_start = false;
                continue;
            }
            if let Some(ended) = quote.take() {
                check_closed(&reader, ended.offset)?;
                close_quote(&mut reader, &ended);
            }
        }
        let begin = reader.at;
        let was_line_start = std::mem::take(&mut at_line_start);
        if c == '\\' && reader.second().is_some_and(|next| (1..=126).contains(&u32::from(next))) {
            reader.skip(1);
            let escaped = reader.peek().unwrap_or_default();
            reader.skip(escaped.len_utf8());
            reader.push(escaped);
            continue;
        }
        let is_reserved = if in_verbatim(&reader) { c == '`' } else { RESERVED.contains(c) };
        if !is_reserved {
            reader.skip(c.len_utf8());
            reader.push(c);
            at_line_start = c == '\n';
            continue;
        }
        if closes(&reader, c) {
            close(&mut reader)?;
            // `**` in front of a quote is an empty bold text, there to begin another quote.
            at_line_start = begin > 0 && was_line_start;
            continue;
        }
        if in_verbatim(&reader) {
            reader.skip(1);
            reader.push(c);
            continue;
        }
        if let Some(quote) = &mut quote
            && ends_expandable(&reader)
        {
            quote.expandable = true;
            reader.skip(2);
            continue;
        }
        let Some((mark, length)) = opens(&reader, c) else {
            return Err(format!("Character '{c}' is reserved and must be escaped with the preceding '\\'"));
        };
        reader.skip(length);
        at_line_start = was_line_start && mark == Mark::Bold;
        reader.open(mark, begin);
    }
    if let Some(open) = reader.open.last() {
        return Err(unfinished(open));
    }
    if let Some(ended) = quote {
        close_quote(&mut reader, &ended);
    }
    Ok(reader.finish())
}

fn in_verbatim(reader: &Reader<'_, Mark>) -> bool {
    reader.open.last().is_some_and(|open| open.what.is_verbatim())
}

fn unfinished(open: &Open<Mark>) -> String {
    format!("Can't find end of {} entity at byte offset {}", open.what.name(), open.byte)
}

/// What was opened within a quote has to be closed within it.
fn check_closed(reader: &Reader<'_, Mark>, since: usize) -> Result<(), String> {
    match reader.open.last() {
        Some(open) if open.offset >= since && open.what != Mark::Bold => Err(unfinished(open)),
        _ => Ok(()),
    }
}

fn close_quote(reader: &mut Reader<'_, Mark>, quote: &Quote) {
    let end = reader.units() - usize::from(reader.ends_with_newline());
    let kind = if quote.expandable { EntityKind::ExpandableBlockquote } else { EntityKind::Blockquote };
    reader.add(Entity::new(kind, quote.offset, end.saturating_sub(quote.offset)));
}

/// `||` at the end of a quote, where no spoiler is open, folds the quote.
fn ends_expandable(reader: &Reader<'_, Mark>) -> bool {
    let Some(rest) = reader.rest().strip_prefix("||") else { return false };
    (rest.is_empty() || rest.starts_with('\n')) && !reader.open.iter().any(|open| open.what == Mark::Spoiler)
}

fn closes(reader: &Reader<'_, Mark>, c: char) -> bool {
    let Some(open) = reader.open.last() else { return false };
    let rest = reader.rest();
    match &open.what {
        Mark::Bold => c == '*',
        Mark::Italic => c == '_' && reader.second() != Some('_'),
        Mark::Underline => rest.starts_with("__"),
        Mark::Strikethrough => c == '~',
        Mark::Spoiler => rest.starts_with("||"),
        Mark::Link | Mark::Emoji => c == ']',
        Mark::Code => c == '`',
        Mark::Pre | Mark::PreCode(_) => rest.starts_with("```"),
    }
}

fn opens(reader: &Reader<'_, Mark>, c: char) -> Option<(Mark, usize)> {
    let rest = reader.rest();
    Some(match c {
        '_' if rest.starts_with("__") => (Mark::Underline, 2),
        '_' => (Mark::Italic, 1),
        '*' => (Mark::Bold, 1),
        '~' => (Mark::Strikethrough, 1),
        '|' if rest.starts_with("||") => (Mark::Spoiler, 2),
        '[' => (Mark::Link, 1),
        '!' if rest.starts_with("![") => (Mark::Emoji, 2),
        '`' => match rest.strip_prefix("```") {
            Some(body) => pre(body),
            None => (Mark::Code, 1),
        },
        _ => return None,
    })
}

/// A block of code: the first line is its language when nothing else stands in it.
fn pre(body: &str) -> (Mark, usize) {
    let length = body.find(|c: char| c.is_ascii_whitespace() || c == '`').unwrap_or(body.len());
    let (language, behind) = body.split_at(length);
    if !language.is_empty() && behind.starts_with(|c: char| c.is_ascii_whitespace()) {
        let newline = usize::from(behind.starts_with('\n'));
        return (Mark::PreCode(language.to_owned()), 3 + length + newline);
    }
    (Mark::Pre, 3 + usize::from(body.starts_with('\n')))
}

fn close(reader: &mut Reader<'_, Mark>) -> Result<(), String> {
    let Some(open) = reader.open.pop() else { return Ok(()) };
    let (kind, length) = match &open.what {
        Mark::Bold => (EntityKind::Bold, 1),
        Mark::Italic => (EntityKind::Italic, 1),
        Mark::Underline => (EntityKind::Underline, 2),
        Mark::Strikethrough => (EntityKind::Strikethrough, 1),
        Mark::Spoiler => (EntityKind::Spoiler, 2),
        Mark::Code => (EntityKind::Code, 1),
        Mark::Pre | Mark::PreCode(_) => (EntityKind::Pre, 3),
        Mark::Link => (EntityKind::TextLink, 1),
        Mark::Emoji => (EntityKind::CustomEmoji, 1),
    };
    reader.skip(length);
    let plain = reader.close(&open, kind);
    let entity = match open.what.clone() {
        Mark::Link => {
            let text = reader.text_since(&open).to_owned();
            let address = address(reader)?.unwrap_or(text);
            reader.link(&open, &address)
        }
        Mark::Emoji => {
            let address = address(reader)?;
            let Some(id) = address.as_deref().and_then(|url| url.strip_prefix("tg://emoji?id=")) else {
                return Err("Custom emoji entity must contain a tg://emoji URL".to_owned());
            };
            Some(Entity { custom_emoji_id: Some(id.to_owned()), ..plain })
        }
        Mark::PreCode(language) => Some(Entity { language: Some(language), ..plain }),
        Mark::Bold
        | Mark::Italic
        | Mark::Underline
        | Mark::Strikethrough
        | Mark::Spoiler
        | Mark::Code
        | Mark::Pre => Some(plain),
    };
    if let Some(entity) = entity {
        reader.add(entity);
    }
    Ok(())
}

/// What stands in brackets behind the text of a link.
fn address(reader: &mut Reader<'_, Mark>) -> Result<Option<String>, String> {
    if reader.peek() != Some('(') {
        return Ok(None);
    }
    let begin = reader.at;
    reader.skip(1);
    let mut url = String::new();
    loop {
        match reader.peek() {
            None => return Err(format!("Can't find end of a URL at byte offset {begin}")),
            Some(')') => {
                reader.skip(1);
                return Ok(Some(url));
            }
            Some('\\') if reader.second().is_some_and(|c| (1..=126).contains(&u32::from(c))) => {
                reader.skip(1);
            }
            Some(_) => {}
        }
        if let Some(c) = reader.peek() {
            url.push(c);
            reader.skip(c.len_utf8());
        }
    }
}
