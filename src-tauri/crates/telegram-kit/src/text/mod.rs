//! Texts with formatting, as the Bot API has them.
//!
//! A message is plain text and a list of [`Entity`], whose offsets and lengths count UTF-16 code units. The parsers
//! here read the three parse modes with Telegram's own rules and error texts, and find what Telegram marks by
//! itself: commands, mentions, hashtags, links. Source of fact: <https://core.telegram.org/bots/api#formatting-options>.

mod auto;
mod entity;
mod html;
mod markdown;
mod markdown_v2;
mod render;
mod stack;
#[cfg(test)]
mod tests;

pub use entity::{Entity, EntityKind};
pub use render::{escape_html, escape_markdown_v2};

pub(crate) use entity::units;
pub(crate) use render::html_of;
pub(crate) use stack::address;

/// A text and what is marked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

impl Text {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), entities: Vec::new() }.with_found()
    }

    /// Reads `text` in a parse mode; the error is what Telegram says after `can't parse entities: `.
    pub(crate) fn parse(text: &str, mode: Mode) -> Result<Self, String> {
        match mode {
            Mode::Html => html::parse(text),
            Mode::MarkdownV2 => markdown_v2::parse(text),
            Mode::Markdown => markdown::parse(text),
        }
    }

    /// Adds what Telegram finds by itself, and puts the entities in its order.
    pub(crate) fn with_found(mut self) -> Self {
        let found = auto::find(&self.text);
        self.entities.retain(|entity| entity.length > 0);
        let taken: Vec<Entity> =
            self.entities.iter().filter(|entity| entity.kind.excludes_found()).cloned().collect();
        self.entities.retain(|entity| !entity.kind.is_found());
        self.entities.extend(found.into_iter().filter(|new| !taken.iter().any(|old| old.overlaps(new))));
        self.entities.sort_by(Entity::order);
        self
    }

    /// Without the white space around it, which Telegram does not keep.
    pub(crate) fn trimmed(mut self) -> Self {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        let start = self.text.len() - self.text.trim_start().len();
        let skipped = units(&self.text[..start]);
        self.text.drain(..start);
        let end = units(&self.text);
        for entity in &mut self.entities {
            let from = entity.offset.saturating_sub(skipped).min(end);
            let to = (entity.offset + entity.length).saturating_sub(skipped).min(end);
            entity.offset = from;
            entity.length = to - from;
        }
        self.entities.retain(|entity| entity.length > 0);
        self
    }
}

/// A parse mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Html,
    MarkdownV2,
    Markdown,
}

impl Mode {
    /// By its name, in any case; `None` where there is no such mode.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "html" => Some(Self::Html),
            "markdownv2" => Some(Self::MarkdownV2),
            "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }
}
