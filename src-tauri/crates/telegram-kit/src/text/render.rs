//! From a text with entities back to markup.

use super::{Entity, EntityKind};
use crate::text::entity::byte_at;

/// A text in which nothing means anything to the parse mode `HTML`.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// A text in which nothing means anything to the parse mode `MarkdownV2`.
pub fn escape_markdown_v2(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\_*[]()~`>#+-=|{}.!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text in the parse mode `HTML`; what Telegram finds by itself stays plain.
pub(crate) fn html_of(text: &str, entities: &[Entity]) -> String {
    let mut marks: Vec<&Entity> = entities.iter().filter(|entity| !entity.kind.is_found()).collect();
    marks.sort_by(|a, b| a.order(b));
    let mut edges: Vec<usize> = marks.iter().flat_map(|mark| [mark.offset, mark.end()]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<&Entity> = Vec::new();
    let mut done = 0;
    for edge in edges {
        let Some(byte) = byte_at(text, edge) else { continue };
        out.push_str(&escape_html(&text[done..byte]));
        done = byte;
        let keep = open.iter().position(|mark| mark.end() <= edge).unwrap_or(open.len());
        // Marks may cross: what is still open is opened again behind the one that ends.
        let again: Vec<&Entity> = open.split_off(keep);
        again.iter().rev().for_each(|mark| out.push_str(tags(mark).1));
        let starting = marks.iter().copied().filter(|mark| mark.offset == edge && mark.length > 0);
        for mark in again.into_iter().filter(|mark| mark.end() > edge).chain(starting) {
            out.push_str(&tags(mark).0);
            open.push(mark);
        }
    }
    out.push_str(&escape_html(&text[done..]));
    open.iter().rev().for_each(|mark| out.push_str(tags(mark).1));
    out
}

fn tags(mark: &Entity) -> (String, &'static str) {
    let (start, end) = match mark.kind {
        EntityKind::Bold => ("<b>", "</b>"),
        EntityKind::Italic => ("<i>", "</i>"),
        EntityKind::Underline => ("<u>", "</u>"),
        EntityKind::Strikethrough => ("<s>", "</s>"),
        EntityKind::Spoiler => ("<tg-spoiler>", "</tg-spoiler>"),
        EntityKind::Blockquote => ("<blockquote>", "</blockquote>"),
        EntityKind::ExpandableBlockquote => ("<blockquote expandable>", "</blockquote>"),
        EntityKind::Code => ("<code>", "</code>"),
        EntityKind::Pre => match &mark.language {
            Some(language) => {
                let language = escape_html(language);
                return (format!("<pre><code class=\"language-{language}\">"), "</code></pre>");
            }
            None => ("<pre>", "</pre>"),
        },
        EntityKind::TextLink => {
            let url = escape_html(mark.url.as_deref().unwrap_or_default());
            return (format!("<a href=\"{url}\">"), "</a>");
        }
        EntityKind::TextMention => {
            let id = mark.user.as_ref().and_then(|user| user["id"].as_i64()).unwrap_or_default();
            return (format!("<a href=\"tg://user?id={id}\">"), "</a>");
        }
        EntityKind::CustomEmoji => {
            let id = escape_html(mark.custom_emoji_id.as_deref().unwrap_or_default());
            return (format!("<tg-emoji emoji-id=\"{id}\">"), "</tg-emoji>");
        }
        EntityKind::Mention
        | EntityKind::Hashtag
        | EntityKind::Cashtag
        | EntityKind::BotCommand
        | EntityKind::Url
        | EntityKind::Email
        | EntityKind::PhoneNumber => ("", ""),
    };
    (start.to_owned(), end)
}
