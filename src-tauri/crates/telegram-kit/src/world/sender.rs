//! Who stands above a message: its writer, the group, or a channel.

use serde_json::{Value, json};

use super::World;
use super::behalf::{Behalf, CHANNEL_BOT, Channel, FIRST_CHANNEL, GROUP_ANONYMOUS_BOT, TELEGRAM};
use super::content::Content;
use super::post::Draft;
use super::room::{Msg, Place};

impl World {
    pub(crate) fn add_channel(&mut self, title: &str) -> i64 {
        let id = FIRST_CHANNEL - i64::try_from(self.channels.len()).unwrap_or(0);
        self.channels.push(Channel { id, title: title.to_owned(), posts: 0 });
        id
    }

    /// Posts in a channel what then arrives in its group; the id is that of the message in the group.
    pub(crate) fn post_linked(&mut self, channel: i64, group: i64, content: Content) -> Option<i64> {
        let posted = self.channels.iter_mut().find(|one| one.id == channel)?;
        posted.posts += 1;
        let behalf = Some(Behalf::Linked { channel, post: posted.posts });
        let draft = Draft { from: TELEGRAM, behalf, content, ..Draft::default() };
        Some(self.post(Place::Group(group), draft))
    }

    fn channel_chat(&self, id: i64) -> Value {
        json!({"id": id, "title": self.channel_title(id), "type": "channel"})
    }

    fn channel_title(&self, id: i64) -> &str {
        self.channels.iter().find(|channel| channel.id == id).map_or("", |channel| channel.title.as_str())
    }

    /// `from` and, where somebody else stands for the writer, `sender_chat`.
    pub(super) fn sender(&self, place: Place, message: &Msg) -> (Value, Option<Value>) {
        match message.behalf {
            None => (self.user(message.from), None),
            Some(Behalf::Anonymous) => {
                let from = json!({
                    "id": GROUP_ANONYMOUS_BOT, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot",
                });
                (from, Some(self.chat(place)))
            }
            Some(Behalf::Channel(id)) => {
                let from = json!({
                    "id": CHANNEL_BOT, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot",
                });
                (from, Some(self.channel_chat(id)))
            }
            Some(Behalf::Linked { channel, .. }) => {
                let from = json!({"id": TELEGRAM, "is_bot": false, "first_name": "Telegram"});
                (from, Some(self.channel_chat(channel)))
            }
        }
    }

    /// The `forward_origin` of a message that stands under another name.
    pub(super) fn origin_on_behalf(&self, place: Place, behalf: Behalf, date: i64) -> Value {
        match behalf {
            Behalf::Anonymous => json!({"type": "chat", "date": date, "sender_chat": self.chat(place)}),
            Behalf::Channel(id) => {
                json!({"type": "chat", "date": date, "sender_chat": self.channel_chat(id)})
            }
            Behalf::Linked { channel, post } => {
                json!({"type": "channel", "date": date, "chat": self.channel_chat(channel), "message_id": post})
            }
        }
    }

    /// The name that apps show of who wrote a message.
    pub(crate) fn author(&self, place: Place, message: &Msg) -> String {
        match (message.behalf, place) {
            (Some(Behalf::Anonymous), Place::Group(id)) => {
                self.group(id).map(|group| group.title.clone()).unwrap_or_default()
            }
            (Some(Behalf::Channel(channel) | Behalf::Linked { channel, .. }), _) => {
                self.channel_title(channel).to_owned()
            }
            _ => self.name_of(message.from),
        }
    }
}
