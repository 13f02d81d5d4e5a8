//! What a runner of the Telegram bot and the window ask about the bot.

mod access;
mod follow;
mod news;
mod outbox;
mod switch;
mod talk;
mod window;

pub(crate) use follow::server_subscriptions;
