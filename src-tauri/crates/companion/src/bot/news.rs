//! What was done about somebody at the window, so that the bot can tell them. What is done in chat it tells by itself.

use crate::view::{BotRole, Language};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BotNews {
    pub telegram_id: i64,
    /// Theirs, or the window's while nothing is known of theirs.
    pub language: Language,
    pub standing: NewStanding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewStanding {
    LetIn,
    /// Their request was refused.
    Refused,
    SentAway,
    Role(BotRole),
}
