//! What a group lets its members send.

use serde::{Deserialize, Serialize};

/// A kind of message, as a group's permissions know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sendable {
    TextMessages,
    Photos,
    Documents,
    Videos,
    VideoNotes,
    VoiceNotes,
    Music,
    Animations,
    Stickers,
    Polls,
    Dice,
    Contacts,
    Locations,
    Venues,
}

impl Sendable {
    /// As Telegram's refusals name it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::TextMessages => "text messages",
            Self::Photos => "photos",
            Self::Documents => "documents",
            Self::Videos => "videos",
            Self::VideoNotes => "video notes",
            Self::VoiceNotes => "voice notes",
            Self::Music => "music",
            Self::Animations => "animations",
            Self::Stickers => "stickers",
            Self::Polls => "polls",
            Self::Dice => "dice",
            Self::Contacts => "contacts",
            Self::Locations => "locations",
            Self::Venues => "venues",
        }
    }
}
