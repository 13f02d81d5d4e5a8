//! The domain's half of the Telegram bot: who may use it, what it remembers, and that it lives.
//!
//! What is said in a chat, and Telegram itself, are not here: a [`BotRunner`](crate::ports::BotRunner) does that, and
//! asks the methods of [`Companion`](crate::Companion) that begin with `bot_`. People are known by Telegram's numeric
//! id; a username only holds a place until somebody first writes under it. Deciding who may what is pure.

mod follow;
mod job;
mod person;

pub use follow::{Subscription, Threshold, Watch, concerns};
pub use job::{BotEnd, BotJob, BotReport, BotTrouble};
pub use person::{AccessAnswer, Asked, Change, Claim, Meeting, Person, Sender, Who};
