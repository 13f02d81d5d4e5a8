//! How a bot sees the world: the Bot API's objects.

use serde_json::{Map, Value, json};

use super::World;
use super::behalf::Behalf;
use super::people::Rank;
use super::room::{Msg, Place};

impl World {
    /// A `User`.
    pub(crate) fn user(&self, id: i64) -> Value {
        if let Some(human) = self.human(id) {
            let mut user = json!({"id": id, "is_bot": false, "first_name": human.first_name});
            let more = [
                ("last_name", &human.last_name),
                ("username", &human.username),
                ("language_code", &human.language),
            ];
            for (field, value) in more {
                if let Some(value) = value {
                    user[field] = json!(value);
                }
            }
            return user;
        }
        match self.bot(id) {
            Some(bot) => {
                json!({"id": id, "is_bot": true, "first_name": bot.shown_name(), "username": bot.username})
            }
            None => json!({"id": id, "is_bot": false, "first_name": "Deleted Account"}),
        }
    }

    /// A `Chat`.
    pub(crate) fn chat(&self, place: Place) -> Value {
        match place {
            Place::Private { person, .. } => {
                let mut chat = self.user(person);
                if let Some(fields) = chat.as_object_mut() {
                    fields.remove("is_bot");
                    fields.remove("language_code");
                    fields.insert("type".to_owned(), json!("private"));
                }
                chat
            }
            Place::Group(id) => {
                let title = self.group(id).map_or("", |group| group.title.as_str());
                let is_basic = self.group(id).is_some_and(|group| group.basic);
                let kind = if is_basic { "group" } else { "supergroup" };
                let mut chat = json!({"id": id, "title": title, "type": kind});
                if self.group(id).is_some_and(super::people::Group::is_forum) {
                    chat["is_forum"] = json!(true);
                }
                chat
            }
        }
    }

    /// A `Message`, with the message that it answers.
    pub(crate) fn message(&self, place: Place, message: &Msg) -> Value {
        let mut shown = self.message_alone(place, message);
        // What stands in a topic and answers nothing is shown as an answer to the message that opened the topic.
        let opening = message.topic().filter(|topic| *topic != message.id);
        let answered = message.reply_to.or(opening).and_then(|id| self.room(place)?.get(id));
        if let Some(answered) = answered {
            shown.insert("reply_to_message".to_owned(), Value::Object(self.message_alone(place, answered)));
        }
        Value::Object(shown)
    }

    fn message_alone(&self, place: Place, message: &Msg) -> Map<String, Value> {
        let mut shown = Map::new();
        let mut put = |field: &str, value: Value| shown.insert(field.to_owned(), value);
        put("message_id", json!(message.id));
        let (from, sender_chat) = self.sender(place, message);
        put("from", from);
        if let Some(sender_chat) = sender_chat {
            put("sender_chat", sender_chat);
        }
        if let Some(behalf @ Behalf::Linked { .. }) = message.behalf {
            put("is_automatic_forward", json!(true));
            put("forward_origin", self.origin_on_behalf(place, behalf, message.date));
        }
        put("chat", self.chat(place));
        put("date", json!(message.date));
        if let Some(thread) = message.thread {
            put("message_thread_id", json!(thread.id()));
            if thread.topic().is_some() {
                put("is_topic_message", json!(true));
            }
        }
        if let Some(edited) = message.edited {
            put("edit_date", json!(edited));
        }
        if let Some(origin) = &message.origin {
            let origin = if let Some((place, behalf)) = origin.behalf {
                self.origin_on_behalf(place, behalf, origin.date)
            } else if origin.hidden {
                json!({"type": "hidden_user", "date": origin.date, "sender_user_name": self.name_of(origin.from)})
            } else {
                json!({"type": "user", "date": origin.date, "sender_user": self.user(origin.from)})
            };
            // Clients of older versions of the API look for these.
            if let Some(user) = origin.get("sender_user") {
                put("forward_from", user.clone());
            }
            if let Some(name) = origin.get("sender_user_name") {
                put("forward_sender_name", name.clone());
            }
            put("forward_date", origin["date"].clone());
            put("forward_origin", origin);
        }
        if let Some(album) = &message.album {
            put("media_group_id", json!(album));
        }
        if message.protected {
            put("has_protected_content", json!(true));
        }
        for (field, value) in &message.extra {
            put(field, value.clone());
        }
        if !message.inline.is_empty() {
            put("reply_markup", message.inline.json());
        }
        message.content.write(&mut shown);
        shown
    }

    /// A `ChatMember`.
    pub(crate) fn member(&self, user: i64, rank: Option<Rank>, is_banned: bool) -> Value {
        let status = match rank {
            Some(rank) => rank.name(),
            None if is_banned => "kicked",
            None => "left",
        };
        let mut member = json!({"user": self.user(user), "status": status});
        match rank {
            Some(Rank::Creator) => member["is_anonymous"] = json!(false),
            Some(Rank::Administrator) => {
                member["can_be_edited"] = json!(false);
                member["is_anonymous"] = json!(false);
                for right in RIGHTS {
                    member[right] = json!(true);
                }
            }
            None if is_banned => member["until_date"] = json!(0),
            Some(Rank::Member) | None => {}
        }
        member
    }

    /// A `ChatMemberUpdated`.
    pub(crate) fn member_update(&self, place: Place, by: i64, old: &Value, new: &Value) -> Value {
        let date = self.clock.seconds();
        json!({"chat": self.chat(place), "from": self.user(by), "date": date, "old_chat_member": old, "new_chat_member": new})
    }
}

const RIGHTS: [&str; 11] = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
];
