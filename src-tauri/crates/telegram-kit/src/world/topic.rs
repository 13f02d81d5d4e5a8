//! A topic of a forum, and the thread that a message belongs to.

use serde_json::{Value, json};

/// The id of the topic that every forum has. Its messages carry no thread.
pub(crate) const GENERAL: i64 = 1;

/// Telegram's first colour of a topic's icon.
pub(super) const BLUE: i64 = 0x006F_B9F0;

/// What a message belongs to besides its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thread {
    /// A topic of a forum other than General.
    Topic(i64),
    /// The answers to the message of that id, in a supergroup without topics.
    Replies(i64),
}

impl Thread {
    pub(crate) fn id(self) -> i64 {
        match self {
            Self::Topic(id) | Self::Replies(id) => id,
        }
    }

    pub(crate) fn topic(self) -> Option<i64> {
        match self {
            Self::Topic(id) => Some(id),
            Self::Replies(_) => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Topic {
    /// The id of the message that tells of its creation.
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) colour: i64,
    pub(crate) icon: Option<String>,
    /// Who opened it.
    pub(crate) by: i64,
    pub(crate) closed: bool,
    pub(crate) hidden: bool,
    pub(crate) deleted: bool,
}

impl Topic {
    pub(crate) fn general() -> Self {
        Self::new(GENERAL, "General", 0)
    }

    pub(super) fn new(id: i64, name: &str, by: i64) -> Self {
        let name = name.to_owned();
        Self { id, name, colour: BLUE, icon: None, by, closed: false, hidden: false, deleted: false }
    }

    /// A `ForumTopic`.
    pub(crate) fn json(&self) -> Value {
        let mut shown = self.created();
        shown["message_thread_id"] = json!(self.id);
        shown
    }

    /// A `ForumTopicCreated`.
    pub(super) fn created(&self) -> Value {
        let mut shown = json!({"name": self.name, "icon_color": self.colour});
        if let Some(icon) = &self.icon {
            shown["icon_custom_emoji_id"] = json!(icon);
        }
        shown
    }
}
