//! Where something is said: a chat, and in a forum one of its topics.

use companion::bot::ChatPlace;
use teloxide::types::{ChatId, MaybeInaccessibleMessage, Message, MessageId, ThreadId};

/// The topic that every forum begins with. Telegram refuses its number as that of a topic.
const GENERAL: ThreadId = ThreadId(MessageId(1));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Room {
    pub(crate) chat: ChatId,
    /// `None` in General, and where there are no topics.
    pub(crate) topic: Option<ThreadId>,
}

impl Room {
    pub(crate) fn of(message: &Message) -> Self {
        // Outside forums the number only tells which messages answer one another.
        let topic = message.thread_id.filter(|topic| message.is_topic_message && *topic != GENERAL);
        Self { chat: message.chat.id, topic }
    }

    /// Of a message with a button. Telegram does not tell the topic of a message that is too old to be read.
    pub(crate) fn of_pressed(message: &MaybeInaccessibleMessage) -> Self {
        message.regular_message().map_or_else(|| Self::whole(message.chat().id), Self::of)
    }

    /// The chat itself: a private one, or General.
    pub(crate) fn whole(chat: ChatId) -> Self {
        Self { chat, topic: None }
    }

    /// As the domain knows it.
    pub(crate) fn place(self) -> ChatPlace {
        ChatPlace { chat_id: self.chat.0, thread_id: self.topic.map(|topic| i64::from(topic.0.0)) }
    }

    /// Of what the domain kept.
    pub(crate) fn at(place: ChatPlace) -> Self {
        let topic = place.thread_id.and_then(|topic| i32::try_from(topic).ok());
        Self { chat: ChatId(place.chat_id), topic: topic.map(|topic| ThreadId(MessageId(topic))) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(thread: Option<i64>, in_topic: bool) -> Message {
        let chat = json!({"id": -1_001, "type": "supergroup", "title": "Releases", "is_forum": true});
        let mut message = json!({"message_id": 9, "date": 1, "chat": chat, "text": "words"});
        if let Some(thread) = thread {
            message["message_thread_id"] = json!(thread);
        }
        if in_topic {
            message["is_topic_message"] = json!(true);
        }
        serde_json::from_value(message).expect("a message")
    }

    #[test]
    fn only_a_topic_of_a_forum_is_one() {
        let of = |thread, in_topic| Room::of(&message(thread, in_topic)).place().thread_id;
        assert_eq!(of(Some(40), true), Some(40));
        assert_eq!(of(Some(40), false), None, "answers to an answer");
        assert_eq!(of(Some(1), true), None, "General");
        assert_eq!(of(None, false), None);
        for room in [Room::of(&message(Some(40), true)), Room::whole(ChatId(-1_001))] {
            assert_eq!(Room::at(room.place()), room);
        }
    }
}
