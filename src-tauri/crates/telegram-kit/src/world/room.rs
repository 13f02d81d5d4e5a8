//! A chat and the messages in it.

use serde_json::Value;

use super::content::Content;
use super::keyboard::{Inline, Reply};

/// Where messages stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Place {
    Private { bot: i64, person: i64 },
    Group(i64),
}

impl Place {
    /// The chat's id, as people know it: in private it is the bot's.
    pub(crate) fn for_people(self) -> i64 {
        match self {
            Self::Private { bot, .. } => bot,
            Self::Group(id) => id,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Room {
    /// In the order of their ids.
    messages: Vec<Msg>,
    pub(crate) pinned: Vec<i64>,
}

/// A message and everything that it has been.
#[derive(Debug, Clone)]
pub(crate) struct Msg {
    pub(crate) id: i64,
    pub(crate) from: i64,
    /// Epoch seconds.
    pub(crate) date: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) content: Content,
    pub(crate) inline: Inline,
    pub(crate) reply: Option<Reply>,
    pub(crate) reply_to: Option<i64>,
    /// Where it was forwarded from.
    pub(crate) origin: Option<Origin>,
    pub(crate) album: Option<String>,
    pub(crate) silent: bool,
    pub(crate) protected: bool,
    pub(crate) deleted: bool,
    /// What it was before each edit, the oldest first.
    pub(crate) versions: Vec<(Content, Inline)>,
    /// Fields that are handed back as they came: `effect_id`, `link_preview_options` …
    pub(crate) extra: Vec<(&'static str, Value)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) from: i64,
    pub(crate) date: i64,
    /// The app of the author hides who it was.
    pub(crate) hidden: bool,
}

impl Room {
    /// Any message, those too that were deleted.
    pub(crate) fn any(&self, id: i64) -> Option<&Msg> {
        let place = self.messages.binary_search_by_key(&id, |message| message.id).ok()?;
        self.messages.get(place)
    }

    /// A message that is there.
    pub(crate) fn get(&self, id: i64) -> Option<&Msg> {
        self.any(id).filter(|message| !message.deleted)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Msg> {
        let place = self.messages.binary_search_by_key(&id, |message| message.id).ok()?;
        self.messages.get_mut(place).filter(|message| !message.deleted)
    }

    pub(crate) fn add(&mut self, message: Msg) {
        self.messages.push(message);
    }

    pub(crate) fn all(&self) -> &[Msg] {
        &self.messages
    }

    /// The messages that are there, the newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Msg> {
        self.messages.iter().rev().filter(|message| !message.deleted)
    }
}
