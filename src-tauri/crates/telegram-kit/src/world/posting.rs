//! What people write in their apps.

use serde_json::json;

use super::World;
use super::behalf::Behalf;
use super::content::{Content, Kind, Thing};
use super::files::{ANY_BOT, Upload};
use super::people::Rank;
use super::post::Draft;
use super::room::{Msg, Place};
use super::topic::GENERAL;
use crate::text::{Text, units};

/// How a person writes a message, besides what stands in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posting {
    pub(crate) reply_to: Option<i64>,
    /// A topic of a forum, `GENERAL` too; without one the person looks at the whole group.
    pub(crate) topic: Option<i64>,
    pub(crate) behalf: Option<Behalf>,
    /// A part of the message that is answered.
    pub(crate) quote: Option<String>,
    /// The bot in whose inline mode the text was picked.
    pub(crate) via_bot: Option<i64>,
    pub(crate) album: Option<String>,
}

impl Posting {
    /// Whether the person has the message before them.
    pub(super) fn shows(&self, message: &Msg) -> bool {
        self.topic.is_none_or(|topic| topic == message.topic().unwrap_or(GENERAL))
    }
}

/// The error is for whoever wrote the test.
pub(super) type Deed<T> = Result<T, String>;

impl World {
    /// Whether a person can write there; the error is for whoever wrote the test.
    pub(super) fn may_write(&self, place: Place, person: i64) -> Deed<()> {
        match place {
            Place::Private { bot, .. } => {
                let is_blocked = self.bot(bot).is_some_and(|bot| bot.blocked_by.contains(&person));
                if is_blocked {
                    Err("The person has blocked the bot: unblock it first".to_owned())
                } else {
                    Ok(())
                }
            }
            Place::Group(id) => {
                let is_in = self.group(id).is_some_and(|group| group.members.contains_key(&person));
                if let Some(new) = self.group(id).and_then(|group| group.migrated_to) {
                    return Err(format!("The group has become the supergroup {new}"));
                }
                if is_in { Ok(()) } else { Err("The person is not in the group".to_owned()) }
            }
        }
    }

    /// Whether a person can write in a topic of a forum.
    pub(super) fn may_write_in(&self, place: Place, person: i64, topic: Option<i64>) -> Deed<()> {
        let (Place::Group(id), Some(topic)) = (place, topic) else { return Ok(()) };
        let group = self.group(id).ok_or("The group is gone")?;
        let topic = self.topic(id, topic).ok_or_else(|| format!("There is no topic {topic}"))?;
        let leads = group.members.get(&person).is_some_and(|rank| *rank != Rank::Member);
        if topic.closed && !leads {
            return Err(format!("The topic {} is closed", topic.name));
        }
        Ok(())
    }

    fn may_write_as(&self, place: Place, person: i64, behalf: Option<Behalf>) -> Deed<()> {
        let rank = match place {
            Place::Group(id) => self.group(id).and_then(|group| group.members.get(&person)),
            Place::Private { .. } => None,
        };
        match behalf {
            None => Ok(()),
            Some(Behalf::Anonymous) if matches!(rank, Some(Rank::Administrator | Rank::Creator)) => Ok(()),
            Some(Behalf::Anonymous) => Err("Only administrators of a group write as the group".to_owned()),
            Some(Behalf::Channel(_)) if rank.is_some() => Ok(()),
            Some(_) => Err("Channels write in groups".to_owned()),
        }
    }

    pub(crate) fn say(
        &mut self,
        place: Place,
        person: i64,
        content: Content,
        posting: &Posting,
    ) -> Deed<i64> {
        let Posting { reply_to, topic, behalf, quote, via_bot, album } = posting.clone();
        self.may_write(place, person)?;
        self.may_write_in(place, person, topic)?;
        if content.media.is_none() && content.text.text.is_empty() {
            return Err("Telegram's apps do not send empty texts".to_owned());
        }
        if units(&content.text.text) > 4096 {
            return Err("Telegram's apps do not send more than 4096 characters at once".to_owned());
        }
        if let Some(id) = reply_to
            && self.room(place).and_then(|room| room.get(id)).is_none()
        {
            return Err(format!("There is no message {id} to answer"));
        }
        if let Place::Group(id) = place
            && let Some(why) = self.group(id).and_then(|group| group.forbids(person, content.sendable()))
        {
            return Err(why);
        }
        self.may_write_as(place, person, behalf)?;
        let mut extra = Vec::new();
        if let Some(quote) = quote {
            let answered = reply_to.and_then(|id| self.room(place)?.get(id));
            let said = answered.map(|answered| answered.content.text.text.as_str()).unwrap_or_default();
            let at =
                said.find(&quote).ok_or_else(|| format!("{quote:?} does not stand in what is answered"))?;
            let position = units(said.get(..at).unwrap_or_default());
            extra.push(("quote", json!({"text": quote, "position": position, "is_manual": true})));
        }
        if let Some(bot) = via_bot {
            extra.push(("via_bot", self.user(bot)));
        }
        let draft =
            Draft { from: person, behalf, content, reply_to, topic, album, extra, ..Draft::default() };
        Ok(self.post(place, draft))
    }

    pub(crate) fn attach(
        &mut self,
        place: Place,
        person: i64,
        kind: Kind,
        upload: &Upload,
        caption: &str,
        posting: &Posting,
    ) -> Deed<i64> {
        self.may_write(place, person)?;
        let file = self.files.keep(kind, upload).map_err(|why| format!("The file cannot be sent: {why}"))?;
        let thing = self.files.thing(ANY_BOT, kind, file, &json!({}));
        let content =
            Content { text: Text::plain(caption).trimmed(), media: Some(thing), ..Content::default() };
        self.say(place, person, content, posting)
    }

    pub(crate) fn share_contact(
        &mut self,
        place: Place,
        person: i64,
        phone: &str,
        posting: &Posting,
    ) -> Deed<i64> {
        let name = self.human(person).map(|human| human.first_name.clone()).unwrap_or_default();
        let fields = json!({"phone_number": phone, "first_name": name, "user_id": person});
        let thing = Thing { kind: Kind::Contact, fields, file: None };
        self.say(place, person, Content { media: Some(thing), ..Content::default() }, posting)
    }

    pub(crate) fn share_location(
        &mut self,
        place: Place,
        person: i64,
        latitude: f64,
        longitude: f64,
        posting: &Posting,
    ) -> Deed<i64> {
        let fields = json!({"latitude": latitude, "longitude": longitude});
        let thing = Thing { kind: Kind::Location, fields, file: None };
        self.say(place, person, Content { media: Some(thing), ..Content::default() }, posting)
    }
}
