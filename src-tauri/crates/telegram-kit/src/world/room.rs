//! A chat and the messages in it.

use serde_json::Value;

use super::behalf::Behalf;
use super::content::Content;
use super::keyboard::{Inline, Reply};
use super::topic::Thread;

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
    pub(crate) behalf: Option<Behalf>,
    /// Epoch seconds.
    pub(crate) date: i64,
    pub(crate) edited: Option<i64>,
    pub(crate) content: Content,
    pub(crate) inline: Inline,
    pub(crate) reply: Option<Reply>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) thread: Option<Thread>,
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
    /// Where it stood under another name: the chat and the name.
    pub(crate) behalf: Option<(Place, Behalf)>,
    /// The app of the author hides who it was.
    pub(crate) hidden: bool,
}

impl Origin {
    /// What a forward of a message says of where it comes from.
    pub(crate) fn of(place: Place, message: &Msg) -> Self {
        message.origin.clone().unwrap_or(Self {
            from: message.from,
            behalf: message.behalf.map(|behalf| (place, behalf)),
            date: message.date,
            hidden: false,
        })
    }
}

impl Msg {
    /// The topic of a forum in which it stands; `None` in General and where there are no topics.
    pub(crate) fn topic(&self) -> Option<i64> {
        self.thread.and_then(Thread::topic)
    }
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
