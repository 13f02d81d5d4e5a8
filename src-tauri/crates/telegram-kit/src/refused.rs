//! Telegram's refusals that a bot meets in its life, in Telegram's words.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// A refusal that a test orders by name, with [`crate::Trouble::refused`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    BotBlocked,
    UserDeactivated,
    CannotInitiate,
    ChatNotFound,
    KickedFromGroup,
    KickedFromSupergroup,
    NotInSupergroup,
    GroupDeactivated,
    NoRightsToSend,
    NoRightsToSendText,
    NoRightsToSendPhotos,
    WriteForbidden,
    TopicClosed,
    TopicDeleted,
    ThreadNotFound,
    NotModified,
    NothingToEdit,
    CannotEdit,
    NothingToAnswer,
    QueryTooOld,
    InternalServerError,
}

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are \
                                       exactly the same as a current content and reply markup of the message";

impl Refused {
    /// The status.
    pub fn code(self) -> u16 {
        match self {
            Self::BotBlocked
            | Self::UserDeactivated
            | Self::CannotInitiate
            | Self::KickedFromGroup
            | Self::KickedFromSupergroup
            | Self::NotInSupergroup
            | Self::GroupDeactivated => 403,
            Self::InternalServerError => 500,
            Self::ChatNotFound
            | Self::NoRightsToSend
            | Self::NoRightsToSendText
            | Self::NoRightsToSendPhotos
            | Self::WriteForbidden
            | Self::TopicClosed
            | Self::TopicDeleted
            | Self::ThreadNotFound
            | Self::NotModified
            | Self::NothingToEdit
            | Self::CannotEdit
            | Self::NothingToAnswer
            | Self::QueryTooOld => 400,
        }
    }

    /// What stands in `description`, with what Telegram puts in front of it.
    pub fn description(self) -> String {
        self.refusal().description
    }

    pub(crate) fn refusal(self) -> Refusal {
        match self.code() {
            403 => Refusal::forbidden(self.words()),
            400 => Refusal::bad(self.words()),
            code => Refusal::new(code, self.words()),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::BotBlocked => "bot was blocked by the user",
            Self::UserDeactivated => "user is deactivated",
            Self::CannotInitiate => "bot can't initiate conversation with a user",
            Self::ChatNotFound => "chat not found",
            Self::KickedFromGroup => "bot was kicked from the group chat",
            Self::KickedFromSupergroup => "bot was kicked from the supergroup chat",
            Self::NotInSupergroup => "bot is not a member of the supergroup chat",
            Self::GroupDeactivated => "the group chat was deleted",
            Self::NoRightsToSend => "have no rights to send a message",
            Self::NoRightsToSendText => "not enough rights to send text messages to the chat",
            Self::NoRightsToSendPhotos => "not enough rights to send photos to the chat",
            Self::WriteForbidden => "CHAT_WRITE_FORBIDDEN",
            Self::TopicClosed => "TOPIC_CLOSED",
            Self::TopicDeleted => "TOPIC_DELETED",
            Self::ThreadNotFound => "message thread not found",
            Self::NotModified => NOT_MODIFIED,
            Self::NothingToEdit => "message to edit not found",
            Self::CannotEdit => "message can't be edited",
            Self::NothingToAnswer => "message to be replied not found",
            Self::QueryTooOld => "query is too old and response timeout expired or query ID is invalid",
            Self::InternalServerError => "Internal Server Error",
        }
    }
}
