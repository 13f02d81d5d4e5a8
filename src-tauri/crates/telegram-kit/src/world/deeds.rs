//! What people do in their apps.

use serde_json::json;

use super::World;
use super::content::{Content, Kind, Thing};
use super::files::{ANY_BOT, Upload};
use super::log::What;
use super::post::Draft;
use super::room::{Msg, Place};
use crate::api;
use crate::seen::{Button, Keyboard, Message, Seen};
use crate::text::{Text, units};

/// What a press led to.
#[derive(Debug, Default)]
pub(crate) struct Press {
    pub(crate) query: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) sent: Option<i64>,
}

type Deed<T> = Result<T, String>;

impl World {
    /// Whether a person can write there; the error is for whoever wrote the test.
    fn may_write(&self, place: Place, person: i64) -> Deed<()> {
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
                if is_in { Ok(()) } else { Err("The person is not in the group".to_owned()) }
            }
        }
    }

    pub(crate) fn say(
        &mut self,
        place: Place,
        person: i64,
        content: Content,
        reply_to: Option<i64>,
    ) -> Deed<i64> {
        self.may_write(place, person)?;
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
        Ok(self.post(place, Draft { from: person, content, reply_to, ..Draft::default() }))
    }

    pub(crate) fn attach(
        &mut self,
        place: Place,
        person: i64,
        kind: Kind,
        upload: &Upload,
        caption: &str,
        reply_to: Option<i64>,
    ) -> Deed<i64> {
        self.may_write(place, person)?;
        let file = self.files.keep(kind, upload).map_err(|why| format!("The file cannot be sent: {why}"))?;
        let thing = self.files.thing(ANY_BOT, kind, file, &json!({}));
        let content =
            Content { text: Text::plain(caption).trimmed(), media: Some(thing), ..Content::default() };
        self.say(place, person, content, reply_to)
    }

    pub(crate) fn share_contact(&mut self, place: Place, person: i64, phone: &str) -> Deed<i64> {
        let name = self.human(person).map(|human| human.first_name.clone()).unwrap_or_default();
        let fields = json!({"phone_number": phone, "first_name": name, "user_id": person});
        let thing = Thing { kind: Kind::Contact, fields, file: None };
        self.say(place, person, Content { media: Some(thing), ..Content::default() }, None)
    }

    pub(crate) fn share_location(
        &mut self,
        place: Place,
        person: i64,
        latitude: f64,
        longitude: f64,
    ) -> Deed<i64> {
        let fields = json!({"latitude": latitude, "longitude": longitude});
        let thing = Thing { kind: Kind::Location, fields, file: None };
        self.say(place, person, Content { media: Some(thing), ..Content::default() }, None)
    }

    /// Presses the newest button with this label: under a message, or else on the keyboard beneath the chat.
    pub(crate) fn press_label(&mut self, place: Place, person: i64, label: &str) -> Deed<Press> {
        self.may_write(place, person)?;
        let room = self.room(place).ok_or("There is no message yet")?;
        let under = room.newest().find_map(|message| {
            let button = message.inline.view().into_iter().flatten().find(|button| button.text == label)?;
            Some((message.id, button))
        });
        if let Some((id, button)) = under {
            return self.press_button(place, person, id, &button);
        }
        let keyboard =
            room.newest().find_map(|message| message.reply.clone().filter(|reply| reply.view().is_some()));
        let is_there = |keyboard: &Keyboard| match keyboard {
            Keyboard::Show { rows, .. } => rows.iter().flatten().any(|text| text == label),
            Keyboard::Remove | Keyboard::ForceReply { .. } => false,
        };
        let Some(keyboard) = keyboard.filter(|reply| reply.view().as_ref().is_some_and(is_there)) else {
            return Err(format!("There is no button {label:?}; there are: {}", self.labels(place)));
        };
        let asks = |field: &str| keyboard.request(label).is_some_and(|button| button[field] == true);
        let sent = if asks("request_contact") {
            self.share_contact(place, person, "+15550100")?
        } else if asks("request_location") {
            self.share_location(place, person, 59.93, 30.36)?
        } else {
            self.say(place, person, Content::text(Text::plain(label).trimmed()), None)?
        };
        Ok(Press { sent: Some(sent), ..Press::default() })
    }

    fn labels(&self, place: Place) -> String {
        let Some(room) = self.room(place) else { return "none".to_owned() };
        let newest = room.newest().take(5);
        let labels = newest.flat_map(|message| {
            let keyboard = message.reply.as_ref().and_then(super::keyboard::Reply::view);
            let beneath = match keyboard {
                Some(Keyboard::Show { rows, .. }) => rows.into_iter().flatten().collect(),
                _ => Vec::new(),
            };
            message.inline.view().into_iter().flatten().map(|button| button.text).chain(beneath)
        });
        let labels: Vec<String> = labels.map(|label| format!("{label:?}")).collect();
        if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
    }

    /// Presses a button as the person saw it, even if the message has changed since.
    pub(crate) fn press_button(
        &mut self,
        place: Place,
        person: i64,
        id: i64,
        button: &Button,
    ) -> Deed<Press> {
        self.may_write(place, person)?;
        let message = self.room(place).and_then(|room| room.any(id));
        let message = message.ok_or_else(|| format!("There is no message {id}"))?;
        if self.bot(message.from).is_none() {
            return Err(format!("Message {id} is not a bot's"));
        }
        match (&button.data, &button.url) {
            (Some(data), _) => {
                let query = self.press(place, id, person, data, &button.text);
                Ok(Press { query, ..Press::default() })
            }
            (None, Some(url)) => Ok(Press { url: Some(url.clone()), ..Press::default() }),
            (None, None) => Err(format!("The button {:?} does nothing that the kit knows", button.text)),
        }
    }

    pub(crate) fn rewrite(&mut self, place: Place, person: i64, id: i64, text: &str) -> Deed<()> {
        let message = self.own(place, person, id)?;
        let content = Content { text: Text::plain(text).trimmed(), ..message.content.clone() };
        self.edit(place, id, content, super::keyboard::Inline::default());
        Ok(())
    }

    pub(crate) fn withdraw(&mut self, place: Place, person: i64, id: i64) -> Deed<()> {
        self.own(place, person, id)?;
        self.delete(place, id);
        Ok(())
    }

    fn own(&self, place: Place, person: i64, id: i64) -> Deed<&Msg> {
        let message = self.room(place).and_then(|room| room.get(id));
        let own = message.filter(|message| message.from == person && message.content.service.is_none());
        own.ok_or_else(|| format!("Message {id} is not the person's own"))
    }

    /// Forwards a message from one chat of the person into another. Buttons do not travel.
    pub(crate) fn pass_on(&mut self, from: Place, id: i64, to: Place, person: i64) -> Deed<i64> {
        self.may_write(to, person)?;
        let message = self.room(from).and_then(|room| room.get(id)).cloned();
        let message = message.ok_or_else(|| format!("There is no message {id} to forward"))?;
        if message.protected {
            return Err(format!("Message {id} is protected from forwarding"));
        }
        let origin = Some(api::origin(&message));
        Ok(self.post(to, Draft { from: person, content: message.content, origin, ..Draft::default() }))
    }

    pub(crate) fn pin(&mut self, place: Place, id: i64, by: i64) {
        let room = self.room_mut(place);
        room.pinned.retain(|pinned| *pinned != id);
        room.pinned.push(id);
        let pinned = self.room(place).and_then(|room| room.get(id));
        let (Some(shown), Some(view)) = (
            pinned.map(|message| self.message(place, message)),
            pinned.map(|message| self.view(place, message)),
        ) else {
            return;
        };
        self.log.add(self.clock.seconds(), Some(place), What::Pinned { id });
        for person in self.people_in(place) {
            self.show(person, place.for_people(), by, Seen::Pinned(view.clone()));
        }
        let content = Content::service("pinned_message", shown);
        self.post(place, Draft { from: by, content, ..Draft::default() });
    }

    /// Everything that stands in a chat, the oldest first.
    pub(crate) fn messages(&self, place: Place) -> Vec<Message> {
        let all = self.room(place).into_iter().flat_map(super::room::Room::all);
        all.filter(|message| !message.deleted).map(|message| self.view(place, message)).collect()
    }
}
