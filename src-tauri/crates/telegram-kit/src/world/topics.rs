//! Topics are opened, changed, closed and deleted.

use serde_json::{Value, json};

use super::World;
use super::content::Content;
use super::post::Draft;
use super::room::Place;
use super::topic::{BLUE, GENERAL, Thread, Topic};

impl World {
    /// A topic that is there.
    pub(crate) fn topic(&self, group: i64, id: i64) -> Option<&Topic> {
        let topics = &self.group(group)?.topics;
        topics.iter().find(|topic| topic.id == id && !topic.deleted)
    }

    pub(crate) fn topic_mut(&mut self, group: i64, id: i64) -> Option<&mut Topic> {
        let topics = &mut self.group_mut(group)?.topics;
        topics.iter_mut().find(|topic| topic.id == id && !topic.deleted)
    }

    /// Opens a topic and returns its id.
    pub(crate) fn open_topic(
        &mut self,
        group: i64,
        name: &str,
        by: i64,
        colour: Option<i64>,
        icon: Option<String>,
    ) -> Option<i64> {
        let forum = self.group_mut(group)?;
        let id = forum.last_message + 1;
        let topic = Topic { colour: colour.unwrap_or(BLUE), icon, ..Topic::new(id, name, by) };
        let content = Content::service("forum_topic_created", topic.created());
        forum.topics.push(topic);
        self.post(Place::Group(group), Draft { from: by, content, topic: Some(id), ..Draft::default() });
        Some(id)
    }

    /// Gives a topic another name or another icon; `false` when it has them already.
    pub(crate) fn edit_topic(
        &mut self,
        group: i64,
        id: i64,
        name: Option<&str>,
        icon: Option<&str>,
        by: i64,
    ) -> bool {
        let Some(topic) = self.topic_mut(group, id) else { return false };
        let mut edited = json!({});
        if let Some(name) = name.filter(|name| *name != topic.name) {
            name.clone_into(&mut topic.name);
            edited["name"] = json!(name);
        }
        if let Some(icon) = icon.filter(|icon| *icon != topic.icon.as_deref().unwrap_or_default()) {
            topic.icon = Some(icon.to_owned()).filter(|icon| !icon.is_empty());
            edited["icon_custom_emoji_id"] = json!(icon);
        }
        let changed = edited.as_object().is_some_and(|fields| !fields.is_empty());
        if changed {
            self.tell_in_topic(group, id, by, "forum_topic_edited", edited);
        }
        changed
    }

    /// Closes a topic or opens it again; `false` when it is so already.
    pub(crate) fn close_topic(&mut self, group: i64, id: i64, closed: bool, by: i64) -> bool {
        let Some(topic) = self.topic_mut(group, id).filter(|topic| topic.closed != closed) else {
            return false;
        };
        topic.closed = closed;
        let field = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
        self.tell_in_topic(group, id, by, field, json!({}));
        true
    }

    /// Hides the General topic or shows it again; `false` when it is so already.
    pub(crate) fn hide_general(&mut self, group: i64, hidden: bool, by: i64) -> bool {
        let Some(topic) = self.topic_mut(group, GENERAL).filter(|topic| topic.hidden != hidden) else {
            return false;
        };
        topic.hidden = hidden;
        let field = if hidden { "general_forum_topic_hidden" } else { "general_forum_topic_unhidden" };
        self.tell_in_topic(group, GENERAL, by, field, json!({}));
        true
    }

    /// Deletes a topic with its messages.
    pub(crate) fn delete_topic(&mut self, group: i64, id: i64) {
        let place = Place::Group(group);
        let messages = self.room(place).into_iter().flat_map(super::room::Room::all);
        let gone = messages.filter(|message| !message.deleted && message.thread == Some(Thread::Topic(id)));
        let gone: Vec<i64> = gone.map(|message| message.id).collect();
        for message in gone {
            self.delete(place, message);
        }
        if let Some(topic) = self.topic_mut(group, id) {
            topic.deleted = true;
        }
    }

    fn tell_in_topic(&mut self, group: i64, id: i64, by: i64, field: &'static str, value: Value) {
        let content = Content::service(field, value);
        let topic = (id != GENERAL).then_some(id);
        self.post(Place::Group(group), Draft { from: by, content, topic, ..Draft::default() });
    }

    /// The thread of a message that is about to be posted: the topic that it names, or that of the message which it
    /// answers.
    pub(crate) fn thread_of(
        &self,
        place: Place,
        topic: Option<i64>,
        reply_to: Option<i64>,
    ) -> Option<Thread> {
        let Place::Group(id) = place else { return None };
        let group = self.group(id)?;
        let answered = reply_to.and_then(|id| self.room(place)?.any(id));
        if group.is_forum() {
            let of_answered = || answered.and_then(|answered| answered.thread);
            return topic.filter(|topic| *topic != GENERAL).map(Thread::Topic).or_else(of_answered);
        }
        if group.basic {
            return None;
        }
        answered.map(|answered| answered.thread.unwrap_or(Thread::Replies(answered.id)))
    }
}
