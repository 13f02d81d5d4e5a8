//! What a runner of the Telegram bot and the window ask about the bot.

mod access;
mod follow;
mod news;
mod switch;
mod talk;
mod window;
