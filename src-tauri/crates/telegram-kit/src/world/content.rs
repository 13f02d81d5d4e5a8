//! What a message carries.

use serde_json::{Map, Value, json};

use crate::sendable::Sendable;
use crate::text::Text;

/// A message is a text, a thing with a caption, or something that happened in the chat.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Content {
    /// The text; with media it is the caption.
    pub(crate) text: Text,
    pub(crate) media: Option<Thing>,
    /// A service message: the field's name and what stands in it.
    pub(crate) service: Option<(&'static str, Value)>,
    /// The media is covered until it is tapped.
    pub(crate) spoiler: bool,
    pub(crate) caption_above: bool,
}

/// A photo, a document, a location …
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    /// The field as the Bot API shows it.
    pub(crate) fields: Value,
    /// Its place among the files.
    pub(crate) file: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Photo,
    Document,
    Video,
    Animation,
    Audio,
    Voice,
    VideoNote,
    Sticker,
    Location,
    Venue,
    Contact,
    Dice,
    Poll,
}

impl Kind {
    /// The name of the field in a message.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
            Self::Video => "video",
            Self::Animation => "animation",
            Self::Audio => "audio",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::Venue => "venue",
            Self::Contact => "contact",
            Self::Dice => "dice",
            Self::Poll => "poll",
        }
    }

    /// A kind that is a file, by the name of its field.
    pub(crate) fn of_file(name: &str) -> Option<Self> {
        Some(match name {
            "photo" => Self::Photo,
            "document" => Self::Document,
            "video" => Self::Video,
            "animation" => Self::Animation,
            "audio" => Self::Audio,
            "voice" => Self::Voice,
            "video_note" => Self::VideoNote,
            "sticker" => Self::Sticker,
            _ => return None,
        })
    }

    /// Whether a text may stand under it.
    pub(crate) fn takes_caption(self) -> bool {
        matches!(
            self,
            Self::Photo | Self::Document | Self::Video | Self::Animation | Self::Audio | Self::Voice
        )
    }
}

impl Content {
    pub(crate) fn text(text: Text) -> Self {
        Self { text, ..Self::default() }
    }

    pub(crate) fn service(field: &'static str, value: Value) -> Self {
        Self { service: Some((field, value)), ..Self::default() }
    }

    /// What a group's permissions take it for.
    pub(crate) fn sendable(&self) -> Sendable {
        match self.media.as_ref().map(|thing| thing.kind) {
            None => Sendable::TextMessages,
            Some(Kind::Photo) => Sendable::Photos,
            Some(Kind::Document) => Sendable::Documents,
            Some(Kind::Video) => Sendable::Videos,
            Some(Kind::VideoNote) => Sendable::VideoNotes,
            Some(Kind::Voice) => Sendable::VoiceNotes,
            Some(Kind::Audio) => Sendable::Music,
            Some(Kind::Animation) => Sendable::Animations,
            Some(Kind::Sticker) => Sendable::Stickers,
            Some(Kind::Poll) => Sendable::Polls,
            Some(Kind::Dice) => Sendable::Dice,
            Some(Kind::Contact) => Sendable::Contacts,
            Some(Kind::Location) => Sendable::Locations,
            Some(Kind::Venue) => Sendable::Venues,
        }
    }

    /// Puts its fields into a message of the Bot API.
    pub(crate) fn write(&self, message: &mut Map<String, Value>) {
        let mut put = |field: &str, value: Value| message.insert(field.to_owned(), value);
        if let Some((field, value)) = &self.service {
            put(field, value.clone());
            return;
        }
        let (text, entities) = match &self.media {
            Some(_) => ("caption", "caption_entities"),
            None => ("text", "entities"),
        };
        if let Some(thing) = &self.media {
            put(thing.kind.field(), thing.fields.clone());
            // Old clients look for these in the more general field.
            if thing.kind == Kind::Animation {
                put("document", thing.fields.clone());
            }
            if thing.kind == Kind::Venue {
                put("location", thing.fields["location"].clone());
            }
            if self.spoiler {
                put("has_media_spoiler", json!(true));
            }
            if self.caption_above {
                put("show_caption_above_media", json!(true));
            }
        }
        if self.media.is_none() || !self.text.text.is_empty() {
            put(text, json!(self.text.text));
        }
        if !self.text.entities.is_empty() {
            put(entities, json!(self.text.entities));
        }
    }
}
