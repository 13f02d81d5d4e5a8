//! What people do in their apps besides writing: press, edit, delete, forward, pin.

use super::World;
use super::content::Content;
use super::log::What;
use super::post::Draft;
use super::posting::{Deed, Posting};
use super::room::{Msg, Origin, Place};
use crate::seen::{Button, Keyboard, Message, Seen};
use crate::text::Text;

/// What a press led to.
#[derive(Debug, Default)]
pub(crate) struct Press {
    pub(crate) query: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) sent: Option<i64>,
}

impl World {
    /// Presses the newest button with this label: under a message, or else on the keyboard beneath the chat.
    pub(crate) fn press_label(
        &mut self,
        place: Place,
        person: i64,
        label: &str,
        posting: &Posting,
    ) -> Deed<Press> {
        self.may_write(place, person)?;
        let room = self.room(place).ok_or("There is no message yet")?;
        let here = |message: &&Msg| posting.shows(message);
        let under = room.newest().filter(here).find_map(|message| {
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
            self.share_contact(place, person, "+15550100", posting)?
        } else if asks("request_location") {
            self.share_location(place, person, 59.93, 30.36, posting)?
        } else {
            self.say(place, person, Content::text(Text::plain(label).trimmed()), posting)?
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
    pub(crate) fn pass_on(
        &mut self,
        from: Place,
        id: i64,
        to: Place,
        person: i64,
        posting: &Posting,
    ) -> Deed<i64> {
        self.may_write(to, person)?;
        self.may_write_in(to, person, posting.topic)?;
        let message = self.room(from).and_then(|room| room.get(id)).cloned();
        let message = message.ok_or_else(|| format!("There is no message {id} to forward"))?;
        if message.protected {
            return Err(format!("Message {id} is protected from forwarding"));
        }
        let origin = Some(Origin::of(from, &message));
        let (content, topic) = (message.content, posting.topic);
        Ok(self.post(to, Draft { from: person, content, origin, topic, ..Draft::default() }))
    }

    pub(crate) fn pin(&mut self, place: Place, id: i64, by: i64) {
        let room = self.room_mut(place);
        room.pinned.retain(|pinned| *pinned != id);
        room.pinned.push(id);
        let pinned = self.room(place).and_then(|room| room.get(id));
        let topic = pinned.and_then(Msg::topic);
        let (Some(shown), Some(view)) = (
            pinned.map(|message| self.message(place, message)),
            pinned.map(|message| self.view(place, message)),
        ) else {
            return;
        };
        self.log.add(self.clock.seconds(), Some(place), What::Pinned { id });
        for person in self.people_in(place) {
            self.show(person, place.for_people(), topic, by, Seen::Pinned(view.clone()));
        }
        let content = Content::service("pinned_message", shown);
        self.post(place, Draft { from: by, content, topic, ..Draft::default() });
    }

    /// Everything that stands in a chat, the oldest first.
    pub(crate) fn messages(&self, place: Place) -> Vec<Message> {
        let all = self.room(place).into_iter().flat_map(super::room::Room::all);
        all.filter(|message| !message.deleted).map(|message| self.view(place, message)).collect()
    }
}
