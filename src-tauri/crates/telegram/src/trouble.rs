//! What can go wrong while something is answered, and how it is put without a secret or a word of the chat.

use std::error::Error as _;

use companion::bot::BotTrouble;
use companion::view::Failure;
use teloxide::{ApiError, RequestError};
use thiserror::Error;

#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error("Telegram: {}", words(.0))]
    Telegram(#[from] RequestError),
    /// In the language of whoever is answered.
    #[error("{}", .0.message)]
    Domain(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Domain(failure)
    }
}

/// Never holds the token, an address or a text.
pub(crate) fn words(error: &RequestError) -> String {
    match error {
        RequestError::Api(ApiError::Unknown(text)) => format!("it refused: {text}"),
        RequestError::Api(refused) => format!("it refused: {refused}"),
        RequestError::MigrateToChatId(_) => "the group became a supergroup".to_owned(),
        RequestError::RetryAfter(seconds) => format!("too many requests, {} s to wait", seconds.seconds()),
        RequestError::Network(error) => root(error),
        RequestError::InvalidJson { .. } => "it did not answer as Telegram does".to_owned(),
        RequestError::Io(_) => "a file could not be read".to_owned(),
    }
}

/// Why polling cannot go on, for the window.
pub(crate) fn why_not_polling(error: &RequestError, by_proxy: bool) -> BotTrouble {
    let words = words(error);
    match error {
        RequestError::Api(ApiError::TerminatedByOtherGetUpdates | ApiError::CantGetUpdates) => {
            BotTrouble::Conflict { words }
        }
        RequestError::Api(ApiError::Unknown(text)) if text.starts_with("Conflict") => {
            BotTrouble::Conflict { words }
        }
        RequestError::Network(_) if by_proxy => BotTrouble::Proxy { words },
        RequestError::Network(_) => BotTrouble::NoRoute { words },
        RequestError::Api(_)
        | RequestError::MigrateToChatId(_)
        | RequestError::RetryAfter(_)
        | RequestError::InvalidJson { .. }
        | RequestError::Io(_) => BotTrouble::Other { words },
    }
}

/// Polls are taken and never answered.
pub(crate) fn silence(by_proxy: bool) -> BotTrouble {
    let words = "it takes the question and does not answer".to_owned();
    if by_proxy { BotTrouble::Proxy { words } } else { BotTrouble::NoRoute { words } }
}

pub(crate) fn is_bad_token(error: &RequestError) -> bool {
    matches!(error, RequestError::Api(ApiError::InvalidToken))
}

/// What Telegram says of a chat that takes nothing from the bot, in small letters; besides "Forbidden". Only a person can
/// change that: it is not asked again.
const CLOSED: [&str; 12] = [
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "channel_private",
    "peer_id_invalid",
    "user_is_blocked",
    "group chat was deactivated",
    "have been kicked",
];

/// What it says of a topic that takes nothing, though its chat may.
const TOPIC_CLOSED: [&str; 4] =
    ["message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid"];

/// Nothing can ever arrive there: the person blocked the bot, the chat is gone or closed to it.
pub(crate) fn is_out_of_reach(error: &RequestError) -> bool {
    let RequestError::Api(error) = error else { return false };
    if let ApiError::Unknown(text) = error {
        return text.starts_with("Forbidden") || says(text, &CLOSED) || says(text, &TOPIC_CLOSED);
    }
    matches!(
        error,
        ApiError::BotBlocked
            | ApiError::ChatNotFound
            | ApiError::UserNotFound
            | ApiError::UserDeactivated
            | ApiError::GroupDeactivated
            | ApiError::BotKicked
            | ApiError::BotKickedFromSupergroup
            | ApiError::BotKickedFromChannel
            | ApiError::CantInitiateConversation
            | ApiError::CantTalkWithBots
            | ApiError::NotEnoughRightsToPostMessages
    )
}

/// Whether a chat that refused a picture may take words: some groups forbid pictures alone.
pub(crate) fn may_take_words(error: &ApiError) -> bool {
    let is_about_pictures = matches!(error, ApiError::Unknown(text) if says(text, &["photo", "media"]));
    is_about_pictures || !is_out_of_reach(&RequestError::Api(error.clone()))
}

/// The topic is gone or closed; the chat may still take what is said.
pub(crate) fn is_topic_closed(error: &RequestError) -> bool {
    matches!(error, RequestError::Api(ApiError::Unknown(text)) if says(text, &TOPIC_CLOSED))
}

fn says(text: &str, known: &[&str]) -> bool {
    let text = text.to_lowercase();
    known.iter().any(|known| text.contains(known))
}

/// The innermost cause: what lies around it names addresses.
fn root(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(std::error::Error::source) {
        cause = Some(inner);
    }
    cause.map_or_else(|| "no answer".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> RequestError {
        let error = serde_json::from_value(serde_json::json!(text)).expect("an error");
        RequestError::Api(error)
    }

    #[test]
    fn what_only_a_person_can_change_is_told_from_what_passes() {
        for text in [
            "Forbidden: bot was blocked by the user",
            "Forbidden: the group chat was deleted",
            "Bad Request: chat not found",
            "Bad Request: group is deactivated",
            "Bad Request: not enough rights to send text messages to the chat",
            "Bad Request: have no rights to send a message",
            "Bad Request: need administrator rights in the channel chat",
            "Bad Request: CHAT_WRITE_FORBIDDEN",
            "Bad Request: PEER_ID_INVALID",
            "Bad Request: TOPIC_CLOSED",
            "Bad Request: message thread not found",
        ] {
            assert!(is_out_of_reach(&refused(text)), "{text}");
        }
        for text in [
            "Bad Request: message is too long",
            "Bad Request: IMAGE_PROCESS_FAILED",
            "Internal Server Error",
            "Bad Request: something nobody knows",
        ] {
            assert!(!is_out_of_reach(&refused(text)), "{text}");
        }
        assert!(is_topic_closed(&refused("Bad Request: TOPIC_DELETED")));
        assert!(!is_topic_closed(&refused("Bad Request: CHAT_WRITE_FORBIDDEN")));
    }
}
