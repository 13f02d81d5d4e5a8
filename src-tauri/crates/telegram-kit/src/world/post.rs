//! Messages come, change and go, and everybody concerned learns of it.

use serde_json::Value;

use super::World;
use super::behalf::Behalf;
use super::content::Content;
use super::keyboard::{Inline, Reply};
use super::log::What;
use super::people::Rank;
use super::room::{Msg, Origin, Place};
use crate::seen::Seen;
use crate::text::{Entity, EntityKind};

/// A message that is about to be posted.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) from: i64,
    pub(crate) behalf: Option<Behalf>,
    pub(crate) content: Content,
    pub(crate) inline: Inline,
    pub(crate) reply: Option<Reply>,
    pub(crate) reply_to: Option<i64>,
    /// The topic of a forum; without one it is that of the message which it answers, or General.
    pub(crate) topic: Option<i64>,
    pub(crate) origin: Option<Origin>,
    pub(crate) album: Option<String>,
    pub(crate) silent: bool,
    pub(crate) protected: bool,
    pub(crate) extra: Vec<(&'static str, Value)>,
}

impl World {
    /// Posts a message and returns its id.
    pub(crate) fn post(&mut self, place: Place, draft: Draft) -> i64 {
        let id = self.next_id(place);
        let date = self.clock.seconds();
        let Draft {
            from,
            behalf,
            content,
            inline,
            reply,
            reply_to,
            topic,
            origin,
            album,
            silent,
            protected,
            extra,
        } = draft;
        let thread = self.thread_of(place, topic, reply_to);
        let message = Msg {
            id,
            from,
            behalf,
            date,
            edited: None,
            content,
            inline,
            reply,
            reply_to,
            thread,
            origin,
            album,
            silent,
            protected,
            deleted: false,
            versions: Vec::new(),
            extra,
        };
        self.room_mut(place).add(message);
        self.log.add(date, Some(place), What::Said { id });
        self.note_writer(place, from);
        self.tell_bots(place, id, "message");
        self.show_people(place, id, Seen::Message);
        id
    }

    /// Gives a message other content and other buttons.
    pub(crate) fn edit(&mut self, place: Place, id: i64, content: Content, inline: Inline) {
        let date = self.clock.seconds();
        let Some(message) = self.room_mut(place).get_mut(id) else { return };
        let old_content = std::mem::replace(&mut message.content, content);
        let old_inline = std::mem::replace(&mut message.inline, inline);
        message.versions.push((old_content, old_inline));
        message.edited = Some(date);
        let version = message.versions.len();
        self.log.add(date, Some(place), What::Edited { id, version });
        self.tell_bots(place, id, "edited_message");
        self.show_people(place, id, Seen::Edited);
    }

    /// Takes a message away; bots are not told, as Telegram does not tell them.
    pub(crate) fn delete(&mut self, place: Place, id: i64) {
        self.show_people(place, id, Seen::Deleted);
        let room = self.room_mut(place);
        if let Some(message) = room.get_mut(id) {
            message.deleted = true;
        }
        room.pinned.retain(|pinned| *pinned != id);
        self.log.add(self.clock.seconds(), Some(place), What::Deleted { id });
    }

    pub(crate) fn people_in(&self, place: Place) -> Vec<i64> {
        match place {
            Place::Private { person, .. } => vec![person],
            Place::Group(id) => {
                let members = self.group(id).map(|group| group.members.keys().copied());
                members.into_iter().flatten().filter(|id| self.human(*id).is_some()).collect()
            }
        }
    }

    pub(crate) fn bots_in(&self, place: Place) -> Vec<i64> {
        match place {
            Place::Private { bot, .. } => vec![bot],
            Place::Group(id) => {
                let members = self.group(id).map(|group| group.members.keys().copied());
                members.into_iter().flatten().filter(|id| self.bot(*id).is_some()).collect()
            }
        }
    }

    /// Shows everybody in a chat something that its bot did with a message.
    pub(crate) fn show_people(&mut self, place: Place, id: i64, seen: impl Fn(crate::Message) -> Seen) {
        let Some(message) = self.room(place).and_then(|room| room.get(id)) else { return };
        let bot = message.from;
        if self.bot(bot).is_none() {
            return;
        }
        let topic = message.topic();
        let view = self.view(place, message);
        for person in self.people_in(place) {
            self.show(person, place.for_people(), topic, bot, seen(view.clone()));
        }
    }

    fn tell_bots(&mut self, place: Place, id: i64, kind: &'static str) {
        let Some(message) = self.room(place).and_then(|room| room.get(id)) else { return };
        let is_bots = self.bot(message.from).is_some();
        let bots = self.bots_in(place).into_iter();
        let bots: Vec<i64> = bots
            .filter(|bot| *bot != message.from && (!is_bots || message.content.service.is_some()))
            .filter(|bot| self.may_read(*bot, place, message))
            .collect();
        if bots.is_empty() {
            return;
        }
        let body = self.message(place, message);
        for bot in bots {
            if let Some(bot) = self.bot_mut(bot) {
                bot.tell(kind, body.clone());
            }
        }
    }

    /// Privacy mode: in a group a bot gets commands, mentions of its name, answers to what it wrote, and what
    /// happened to the group. Source of fact: <https://core.telegram.org/bots/features#privacy-mode>.
    fn may_read(&self, bot: i64, place: Place, message: &Msg) -> bool {
        let Place::Group(group) = place else { return true };
        let (Some(bot), Some(group)) = (self.bot(bot), self.group(group)) else { return false };
        if !bot.privacy
            || message.content.service.is_some()
            || group.members.get(&bot.id) != Some(&Rank::Member)
        {
            return true;
        }
        let answered = message.reply_to.and_then(|id| self.room(place)?.any(id));
        if answered.is_some_and(|answered| answered.from == bot.id) {
            return true;
        }
        let is_via = |(field, value): &(&str, Value)| *field == "via_bot" && value["id"] == bot.id;
        if message.extra.iter().any(is_via) {
            return true;
        }
        let text = &message.content.text;
        let is_alone = || self.bots_in(place).len() == 1;
        text.entities.iter().any(|entity: &Entity| {
            let said = entity.of(&text.text).unwrap_or_default();
            let named = said.split_once('@').map(|(_, name)| name.eq_ignore_ascii_case(&bot.username));
            let for_all = || entity.offset == 0 && (is_alone() || group.last_bot == Some(bot.id));
            (entity.kind == EntityKind::Mention && named == Some(true))
                || (entity.kind == EntityKind::BotCommand && named.unwrap_or_else(for_all))
                || entity.user.as_ref().is_some_and(|user| user["id"] == bot.id)
        })
    }

    fn next_id(&mut self, place: Place) -> i64 {
        let counter = match place {
            Place::Private { bot, .. } => self.bot_mut(bot).map(|bot| &mut bot.last_message),
            Place::Group(id) => self.group_mut(id).map(|group| &mut group.last_message),
        };
        counter.map_or(0, |counter| {
            *counter += 1;
            *counter
        })
    }

    fn note_writer(&mut self, place: Place, from: i64) {
        match place {
            Place::Private { bot, person } if person == from => {
                if let Some(bot) = self.bot_mut(bot) {
                    bot.known.insert(person);
                }
            }
            Place::Group(id) if self.bot(from).is_some() => {
                if let Some(group) = self.group_mut(id) {
                    group.last_bot = Some(from);
                }
            }
            Place::Private { .. } | Place::Group(_) => {}
        }
    }
}
