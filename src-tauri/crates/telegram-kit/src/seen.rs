//! What a person's app shows of a bot.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::{Entity, html_of};

/// One thing that a bot did and that a person's app shows. `n` grows from 1 for each person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub n: u64,
    /// The bot's id in a private chat, the group's id in a group.
    pub chat: i64,
    /// The topic of a forum in which it happened; absent in General and where there are no topics.
    #[serde(default)]
    pub topic: Option<i64>,
    /// Which bot did it.
    pub bot: i64,
    /// Seconds since 1970 by the kit's clock.
    pub at: i64,
    #[serde(flatten)]
    pub seen: Seen,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "what", rename_all = "snake_case")]
pub enum Seen {
    /// A message arrived.
    Message(Message),
    /// A message was changed; this is what it has become.
    Edited(Message),
    /// A message vanished; this is what it was.
    Deleted(Message),
    /// A press was answered.
    Answer(Answer),
    /// The bot shows that it is busy: `typing`, `upload_document` …
    Action(String),
    /// A message was pinned.
    Pinned(Message),
    /// The bot's reactions to the message of that id, as emoji.
    Reaction { message: i64, emoji: Vec<String> },
}

/// A message, as an app shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: i64,
    /// The bot's id in a private chat, the group's id in a group.
    pub chat: i64,
    /// The topic of a forum in which it stands; absent in General and where there are no topics.
    #[serde(default)]
    pub topic: Option<i64>,
    /// Who wrote it: the id, and the name that the app shows.
    pub from: i64,
    pub author: String,
    /// Seconds since 1970 by the kit's clock.
    pub at: i64,
    /// The text, or the caption of a file.
    pub text: String,
    pub entities: Vec<Entity>,
    /// The rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// What it does to the keyboard beneath the chat.
    pub keyboard: Option<Keyboard>,
    pub media: Option<Media>,
    /// The id of the message that it answers.
    pub reply_to: Option<i64>,
    /// The name of the first author of what was forwarded.
    pub forwarded_from: Option<String>,
    pub edited: bool,
    /// What the messages of one album have in common.
    pub album: Option<String>,
    /// Arrived without a sound.
    pub silent: bool,
}

impl Message {
    /// The text in Telegram's HTML, with what is bold, linked and so on.
    pub fn html(&self) -> String {
        html_of(&self.text, &self.entities)
    }

    /// The first button with exactly this label.
    pub fn button(&self, label: &str) -> Option<&Button> {
        self.buttons.iter().flatten().find(|button| button.text == label)
    }

    /// The labels, row by row.
    pub fn labels(&self) -> Vec<Vec<&str>> {
        self.buttons.iter().map(|row| row.iter().map(|button| button.text.as_str()).collect()).collect()
    }

    /// The labels of the keyboard that it brings beneath the chat, row by row; empty when it brings none.
    pub fn keyboard_labels(&self) -> Vec<Vec<&str>> {
        let Some(Keyboard::Show { rows, .. }) = &self.keyboard else { return Vec::new() };
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()
    }
}

/// A button under a message. At most one of the fields behind `text` is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub text: String,
    /// What a press sends to the bot, at most 64 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// What a press opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Any other action, as the bot gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Value>,
}

/// What a message does to the keyboard beneath the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Keyboard {
    /// Shows these labels; pressing one sends it as a message.
    Show { rows: Vec<Vec<String>>, one_time: bool, placeholder: Option<String> },
    /// Takes the keyboard away.
    Remove,
    /// Opens the field for an answer to this message.
    ForceReply { placeholder: Option<String> },
}

/// A photo, a document or whatever else a message carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Telegram's name of the field: `photo`, `document`, `video`, `location` …
    pub kind: String,
    /// What [`crate::Person::download`] takes; absent where there is no file, as with a location.
    pub file: Option<FileInfo>,
    /// The field itself, as the bot's side of the API shows it.
    pub fields: Value,
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    pub id: usize,
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: usize,
}

/// How a bot answered a press: nothing, a note over the chat, an alert that must be closed, or an address to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the press, as [`crate::Pressed`] has it.
    pub query: String,
    pub text: Option<String>,
    pub alert: bool,
    pub url: Option<String>,
}
