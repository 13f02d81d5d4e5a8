//! One marked stretch of a text.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A `MessageEntity` of the Bot API. `offset` and `length` count UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "type")]
    pub kind: EntityKind,
    pub offset: usize,
    pub length: usize,
    /// Where a `text_link` leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The `User` of a `text_mention`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Value>,
    /// The programming language of a `pre`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_emoji_id: Option<String>,
}

/// What an [`Entity`] is, under Telegram's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    PhoneNumber,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Blockquote,
    ExpandableBlockquote,
    Code,
    Pre,
    TextLink,
    TextMention,
    CustomEmoji,
}

impl Entity {
    pub(crate) fn new(kind: EntityKind, offset: usize, length: usize) -> Self {
        Self { kind, offset, length, url: None, user: None, language: None, custom_emoji_id: None }
    }

    /// The stretch of `text` that is marked; `None` when the entity does not lie within it.
    pub fn of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let start = byte_at(text, self.offset)?;
        let end = byte_at(text, self.offset.checked_add(self.length)?)?;
        text.get(start..end)
    }

    pub(crate) fn end(&self) -> usize {
        self.offset.saturating_add(self.length)
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.offset < other.end() && other.offset < self.end()
    }

    /// Telegram's order: by offset, the longer first.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.offset.cmp(&other.offset).then(other.length.cmp(&self.length))
    }
}

impl EntityKind {
    /// Found by Telegram itself in plain text.
    pub(crate) fn is_found(self) -> bool {
        use EntityKind::{BotCommand, Cashtag, Email, Hashtag, Mention, PhoneNumber, Url};
        matches!(self, Mention | Hashtag | Cashtag | BotCommand | Url | Email | PhoneNumber)
    }

    /// Nothing is looked for inside of these.
    pub(crate) fn excludes_found(self) -> bool {
        use EntityKind::{Code, CustomEmoji, Pre, TextLink, TextMention};
        matches!(self, Code | Pre | TextLink | TextMention | CustomEmoji)
    }
}

/// The length of a text in UTF-16 code units.
pub(crate) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The byte where so many UTF-16 units end; `None` inside a surrogate pair and behind the text.
pub(crate) fn byte_at(text: &str, wanted: usize) -> Option<usize> {
    let mut seen = 0;
    for (byte, c) in text.char_indices() {
        if seen >= wanted {
            return (seen == wanted).then_some(byte);
        }
        seen += c.len_utf16();
    }
    (seen == wanted).then_some(text.len())
}
