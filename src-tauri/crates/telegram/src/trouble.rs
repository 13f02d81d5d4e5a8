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

pub(crate) fn is_bad_token(error: &RequestError) -> bool {
    matches!(error, RequestError::Api(ApiError::InvalidToken))
}

/// Nothing can ever arrive there: the person blocked the bot, the chat is gone.
pub(crate) fn is_out_of_reach(error: &RequestError) -> bool {
    let RequestError::Api(error) = error else { return false };
    if let ApiError::Unknown(text) = error {
        return text.starts_with("Forbidden");
    }
    matches!(
        error,
        ApiError::BotBlocked
            | ApiError::ChatNotFound
            | ApiError::UserDeactivated
            | ApiError::BotKicked
            | ApiError::BotKickedFromSupergroup
            | ApiError::BotKickedFromChannel
            | ApiError::CantInitiateConversation
            | ApiError::CantTalkWithBots
    )
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
