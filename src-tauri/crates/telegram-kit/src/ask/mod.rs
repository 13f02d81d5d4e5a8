//! Everything that a test can ask of the kit, as data: [`Ask`].
//!
//! In the same process it is carried out at once; from another it goes through the control door as JSON, where the
//! name of the variant is the path: `POST /__kit/send {"person": "Anna", "text": "/start"}`. So whatever a test can
//! do in Rust can be done from any language.

mod answer;
mod groups;
mod people;
mod wait;
mod whom;

use serde::{Deserialize, Serialize};

use crate::seen::Button;
use crate::sendable::Sendable;
use crate::text::Entity;
use crate::trouble::Trouble;

pub(crate) use answer::answer;
pub(crate) use whom::Whom;

/// A person, and the chat that something happens in: a bot, a group, or the first bot when absent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct At {
    pub(crate) person: Whom,
    #[serde(default)]
    pub(crate) chat: Option<Whom>,
    /// A topic of a forum, 1 for General; the whole group when absent.
    #[serde(default)]
    pub(crate) topic: Option<i64>,
    /// Writes as the group, which an administrator can.
    #[serde(default)]
    pub(crate) anonymous: bool,
    /// Writes as the channel with this id.
    #[serde(default)]
    pub(crate) channel: Option<i64>,
}

/// One file of an album.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AlbumFile {
    pub(crate) kind: String,
    pub(crate) name: String,
    /// The bytes in base64.
    pub(crate) data: String,
    #[serde(default)]
    pub(crate) mime: Option<String>,
    #[serde(default)]
    pub(crate) caption: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Ask {
    AddBot {
        name: String,
        #[serde(default)]
        username: Option<String>,
        #[serde(default)]
        token: Option<String>,
        /// Sees everything in groups.
        #[serde(default)]
        reads_all: bool,
    },
    AddPerson {
        name: String,
        #[serde(default)]
        username: Option<String>,
        #[serde(default)]
        language: Option<String>,
    },
    ChangePerson {
        person: Whom,
        #[serde(default)]
        name: Option<String>,
        /// An empty one takes the username away.
        #[serde(default)]
        username: Option<String>,
        #[serde(default)]
        language: Option<String>,
    },
    /// Deletes the person's account.
    Deactivate {
        person: Whom,
    },
    AddGroup {
        title: String,
        /// The first person owns it.
        members: Vec<Whom>,
        /// With topics.
        #[serde(default)]
        forum: bool,
        /// Not a supergroup, until it is upgraded.
        #[serde(default)]
        basic: bool,
    },
    /// A basic group becomes a supergroup.
    UpgradeGroup {
        group: Whom,
    },
    /// Members who are not administrators may send only this; everything when absent.
    Permit {
        group: Whom,
        #[serde(default)]
        only: Option<Vec<Sendable>>,
    },
    AddChannel {
        title: String,
    },
    /// A post of a channel that arrives in its group.
    PostLinked {
        channel: i64,
        group: Whom,
        text: String,
    },
    /// In the name of the group's owner, as the next.
    AddTopic {
        group: Whom,
        name: String,
    },
    ChangeTopic {
        group: Whom,
        topic: i64,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        closed: Option<bool>,
        #[serde(default)]
        deleted: bool,
    },
    Join {
        group: Whom,
        member: Whom,
        #[serde(default)]
        administrator: bool,
    },
    Leave {
        group: Whom,
        member: Whom,
        /// Thrown out by the owner, for good.
        #[serde(default)]
        banned: bool,
    },
    Send {
        #[serde(flatten)]
        at: At,
        text: String,
        #[serde(default)]
        reply_to: Option<i64>,
        /// What the app marks beside what Telegram finds by itself.
        #[serde(default)]
        entities: Vec<Entity>,
        /// A part of the message that is answered.
        #[serde(default)]
        quote: Option<String>,
        /// Picked in the inline mode of this bot.
        #[serde(default)]
        via_bot: Option<Whom>,
    },
    /// Photos, videos, documents … sent together.
    Album {
        #[serde(flatten)]
        at: At,
        files: Vec<AlbumFile>,
    },
    SendPoll {
        #[serde(flatten)]
        at: At,
        question: String,
        options: Vec<String>,
    },
    Attach {
        #[serde(flatten)]
        at: At,
        /// `photo`, `document`, `voice` …
        kind: String,
        name: String,
        /// The bytes in base64.
        data: String,
        #[serde(default)]
        mime: Option<String>,
        #[serde(default)]
        caption: String,
        #[serde(default)]
        reply_to: Option<i64>,
    },
    ShareContact {
        #[serde(flatten)]
        at: At,
        phone: String,
    },
    ShareLocation {
        #[serde(flatten)]
        at: At,
        latitude: f64,
        longitude: f64,
    },
    /// By its label, or a certain button of a certain message.
    Press {
        #[serde(flatten)]
        at: At,
        #[serde(default)]
        label: Option<String>,
        #[serde(default)]
        message: Option<i64>,
        #[serde(default)]
        button: Option<Button>,
    },
    Edit {
        #[serde(flatten)]
        at: At,
        message: i64,
        text: String,
    },
    Delete {
        #[serde(flatten)]
        at: At,
        message: i64,
    },
    Forward {
        #[serde(flatten)]
        at: At,
        from: Whom,
        message: i64,
    },
    Block {
        #[serde(flatten)]
        at: At,
    },
    Unblock {
        #[serde(flatten)]
        at: At,
    },
    /// What the person's app has shown since the event of that number; held until there is any, or so long.
    Seen {
        #[serde(flatten)]
        at: At,
        #[serde(default)]
        since: u64,
        #[serde(default)]
        wait_ms: u64,
    },
    Messages {
        #[serde(flatten)]
        at: At,
    },
    Menu {
        #[serde(flatten)]
        at: At,
    },
    /// A file that was sent, by the number that its message shows.
    Download {
        file: usize,
    },
    /// Held until the bot has asked for updates or set a webhook.
    Ready {
        bot: Whom,
        #[serde(default)]
        wait_ms: u64,
    },
    State {
        bot: Whom,
    },
    /// What an update told is told again, under a new number.
    Redeliver {
        bot: Whom,
        update: i64,
    },
    /// Update ids begin again, at `next`.
    UpdateIds {
        bot: Whom,
        next: i64,
    },
    Trouble(Trouble),
    /// All troubles when there is no number.
    ClearTrouble {
        #[serde(default)]
        id: Option<u64>,
    },
    Clock {
        #[serde(default)]
        advance_ms: u64,
        /// Whether it runs.
        #[serde(default)]
        run: Option<bool>,
    },
    Pace {
        enforced: bool,
    },
    /// Something that the bot did not handle.
    Report {
        error: String,
    },
    Problems {
        /// Forgets them as well.
        #[serde(default)]
        clear: bool,
    },
    Requests {
        #[serde(default)]
        since: u64,
    },
    Transcript,
    Page,
}
