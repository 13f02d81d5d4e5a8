//! A virtual person who talks to bots.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::ask::{AlbumFile, Ask, At, Whom};
use crate::bot::Bot;
use crate::channel::Channel;
use crate::door::Door;
use crate::failure::Failure;
use crate::group::{Group, Topic};
use crate::manner::Manner;
use crate::marks::Marks;
use crate::seen::{Button, Message};
use crate::words::Words;
use crate::world::commands::Command;

/// A person in one chat: with the kit's first bot, until [`Person::with`] or [`Person::in_group`] says otherwise.
///
/// What the person did not look at yet is unread, for messages, edits, deletions, answers and so on each by
/// themselves; a clone shares what is read. Methods that act fail when the person could not do it in Telegram's
/// apps, such as pressing a button that is not there.
#[derive(Clone, Debug)]
pub struct Person {
    pub(crate) door: Door,
    pub(crate) manner: Manner,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) chat: Option<i64>,
    /// The topic of a forum; all of them when absent.
    pub(crate) topic: Option<i64>,
    pub(crate) writes_as: WritesAs,
    pub(crate) marks: Arc<Marks>,
}

/// Under whose name a person writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WritesAs {
    Themselves,
    TheGroup,
    Channel(i64),
}

/// A person to be added. Only the name is needed.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub name: String,
    pub username: Option<String>,
    /// The language of the person's app, such as `ru`.
    pub language: Option<String>,
}

/// What a press led to; at most one of the fields is set.
#[derive(Clone, Debug, Deserialize)]
pub struct Pressed {
    /// The id of the callback query that the bot got.
    pub query: Option<String>,
    /// The address that the app opens.
    pub url: Option<String>,
    /// The message that a button beneath the chat sent.
    pub sent: Option<Message>,
}

impl Person {
    pub fn id(&self) -> i64 {
        self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same person in the private chat with this bot.
    #[must_use]
    pub fn with(&self, bot: &Bot) -> Self {
        self.elsewhere(bot.id())
    }

    /// The same person in this group.
    #[must_use]
    pub fn in_group(&self, group: &Group) -> Self {
        self.elsewhere(group.id())
    }

    /// The same person in this topic of a forum: writes there, and sees what is there. In the group as a whole a person
    /// sees all topics and writes in General.
    #[must_use]
    pub fn in_topic(&self, topic: &Topic) -> Self {
        Self { topic: Some(topic.id()), ..self.elsewhere(topic.group()) }
    }

    /// The same administrator, writing as the group: bots see `GroupAnonymousBot` and the group as `sender_chat`.
    /// Presses still carry the person.
    #[must_use]
    pub fn anonymously(&self) -> Self {
        Self { writes_as: WritesAs::TheGroup, ..self.clone() }
    }

    /// The same person, writing as this channel.
    #[must_use]
    pub fn writing_as(&self, channel: &Channel) -> Self {
        Self { writes_as: WritesAs::Channel(channel.id()), ..self.clone() }
    }

    fn elsewhere(&self, chat: i64) -> Self {
        Self { chat: Some(chat), topic: None, marks: Arc::default(), ..self.clone() }
    }

    pub(crate) fn at(&self) -> At {
        let channel = match self.writes_as {
            WritesAs::Channel(id) => Some(id),
            WritesAs::Themselves | WritesAs::TheGroup => None,
        };
        At {
            person: Whom::Id(self.id),
            chat: self.chat.map(Whom::Id),
            topic: self.topic,
            anonymous: self.writes_as == WritesAs::TheGroup,
            channel,
        }
    }

    /// Writes a text.
    pub async fn send(&self, words: impl Into<Words>) -> Result<Message, Failure> {
        let Words { text, entities, reply_to, quote, via_bot } = words.into();
        let via_bot = via_bot.map(Whom::Id);
        self.door.act(Ask::Send { at: self.at(), text, reply_to, entities, quote, via_bot }).await
    }

    /// Answers a message.
    pub async fn reply(&self, to: &Message, words: impl Into<Words>) -> Result<Message, Failure> {
        self.send(words.into().replying_to(to)).await
    }

    /// Sends two to ten files as one album, given by kind, name and bytes; the caption stands under the first.
    pub async fn send_album(
        &self,
        files: &[(&str, &str, &[u8])],
        caption: &str,
    ) -> Result<Vec<Message>, Failure> {
        let file = |(place, (kind, name, bytes)): (usize, &(&str, &str, &[u8]))| AlbumFile {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            data: STANDARD.encode(bytes),
            mime: None,
            caption: if place == 0 { caption.to_owned() } else { String::new() },
        };
        let files = files.iter().enumerate().map(file).collect();
        self.door.act(Ask::Album { at: self.at(), files }).await
    }

    pub async fn send_poll(&self, question: &str, options: &[&str]) -> Result<Message, Failure> {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        self.door.act(Ask::SendPoll { at: self.at(), question: question.to_owned(), options }).await
    }

    /// Sends a picture: PNG, JPEG and what else Telegram takes for one.
    pub async fn send_photo(&self, bytes: &[u8], caption: &str) -> Result<Message, Failure> {
        self.send_file("photo", "photo.jpg", bytes, caption).await
    }

    pub async fn send_document(&self, name: &str, bytes: &[u8], caption: &str) -> Result<Message, Failure> {
        self.send_file("document", name, bytes, caption).await
    }

    /// Sends a file of any kind, by Telegram's name of it: `voice`, `video`, `sticker` …
    pub async fn send_file(
        &self,
        kind: &str,
        name: &str,
        bytes: &[u8],
        caption: &str,
    ) -> Result<Message, Failure> {
        let ask = Ask::Attach {
            at: self.at(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            data: STANDARD.encode(bytes),
            mime: None,
            caption: caption.to_owned(),
            reply_to: None,
        };
        self.door.act(ask).await
    }

    pub async fn share_contact(&self, phone: &str) -> Result<Message, Failure> {
        self.door.act(Ask::ShareContact { at: self.at(), phone: phone.to_owned() }).await
    }

    pub async fn share_location(&self, latitude: f64, longitude: f64) -> Result<Message, Failure> {
        self.door.act(Ask::ShareLocation { at: self.at(), latitude, longitude }).await
    }

    /// Presses the newest button with this label: one under a message, or else one beneath the chat.
    pub async fn press(&self, label: &str) -> Result<Pressed, Failure> {
        self.push(Some(label.to_owned()), None, None).await
    }

    /// Presses a button of this message as the person saw it, whatever the message has become since.
    pub async fn press_on(&self, message: &Message, label: &str) -> Result<Pressed, Failure> {
        let Some(button) = message.button(label) else {
            return Err(Failure::new(format!("Message {} has no button {label:?}", message.id)));
        };
        self.push(None, Some(message.id), Some(button.clone())).await
    }

    /// Presses what no app shows: any data on any message of a bot, as a forged app could.
    pub async fn press_data(&self, message: &Message, data: &str) -> Result<Pressed, Failure> {
        let button = Button { text: data.to_owned(), data: Some(data.to_owned()), ..Button::default() };
        self.push(None, Some(message.id), Some(button)).await
    }

    async fn push(
        &self,
        label: Option<String>,
        message: Option<i64>,
        button: Option<Button>,
    ) -> Result<Pressed, Failure> {
        self.door.act(Ask::Press { at: self.at(), label, message, button }).await
    }

    /// Changes a text that the person wrote.
    pub async fn edit(&self, message: &Message, text: impl Into<String>) -> Result<Message, Failure> {
        self.door.act(Ask::Edit { at: self.at(), message: message.id, text: text.into() }).await
    }

    /// Deletes what the person wrote.
    pub async fn delete(&self, message: &Message) -> Result<(), Failure> {
        self.door.act(Ask::Delete { at: self.at(), message: message.id }).await.map(nothing)
    }

    /// Forwards a message from the chat where it stands into this one.
    pub async fn forward(&self, message: &Message) -> Result<Message, Failure> {
        let ask = Ask::Forward { at: self.at(), from: Whom::Id(message.chat), message: message.id };
        self.door.act(ask).await
    }

    /// Blocks the bot of this chat.
    pub async fn block(&self) -> Result<(), Failure> {
        self.door.act(Ask::Block { at: self.at() }).await.map(nothing)
    }

    pub async fn unblock(&self) -> Result<(), Failure> {
        self.door.act(Ask::Unblock { at: self.at() }).await.map(nothing)
    }

    /// Deletes the person's account: bots are told that the user is deactivated.
    pub async fn delete_account(&self) -> Result<(), Failure> {
        self.door.act(Ask::Deactivate { person: Whom::Id(self.id) }).await.map(nothing)
    }

    /// Takes another username; an empty one takes it away.
    pub async fn set_username(&self, username: &str) -> Result<(), Failure> {
        self.change(None, Some(username.to_owned()), None).await
    }

    /// Takes another first name.
    pub async fn set_name(&mut self, name: &str) -> Result<(), Failure> {
        self.change(Some(name.to_owned()), None, None).await?;
        name.clone_into(&mut self.name);
        Ok(())
    }

    /// Switches the app to another language, such as `ru`.
    pub async fn set_language(&self, language: &str) -> Result<(), Failure> {
        self.change(None, None, Some(language.to_owned())).await
    }

    async fn change(
        &self,
        name: Option<String>,
        username: Option<String>,
        language: Option<String>,
    ) -> Result<(), Failure> {
        let person = Whom::Id(self.id);
        self.door.act(Ask::ChangePerson { person, name, username, language }).await.map(nothing)
    }

    /// Everything that stands in the chat, the person's own words too, the oldest first.
    pub async fn messages(&self) -> Result<Vec<Message>, Failure> {
        self.door.act(Ask::Messages { at: self.at() }).await
    }

    /// The commands that Telegram's menu shows the person in this chat.
    pub async fn menu(&self) -> Result<Vec<Command>, Failure> {
        self.door.act(Ask::Menu { at: self.at() }).await
    }

    /// The bytes of the file that a message carries.
    pub async fn download(&self, message: &Message) -> Result<Vec<u8>, Failure> {
        #[derive(Deserialize)]
        struct Fetched {
            data: String,
        }
        let file = message.media.as_ref().and_then(|media| media.file.as_ref());
        let file = file.ok_or_else(|| Failure::new(format!("Message {} carries no file", message.id)))?;
        let fetched: Fetched = self.door.act(Ask::Download { file: file.id }).await?;
        STANDARD.decode(fetched.data).map_err(|why| Failure::new(format!("The file cannot be read: {why}")))
    }
}

/// An answer that says nothing.
#[derive(Deserialize)]
struct Nothing {}

fn nothing(_: Nothing) {}
