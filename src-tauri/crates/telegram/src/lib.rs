//! The Telegram bot: a second face of the domain, for chats.
//!
//! [`TelegramBot`] is the domain's [`BotRunner`]: one life polls, answers and tells outcomes until it is stopped or
//! cannot go on. It decides nothing that the domain decides (who may what, what a launch needs, what is owed) and keeps
//! nothing by itself: conversations, watches and subscriptions are the domain's, so that a restart goes on with them.
//!
//! An update goes through `tree`: `gate` says who writes, then a command, a press or a text is answered. What is shown
//! is a `cards::Card`, in the language of whoever reads it. `progress` edits the messages of running runs, `deliver` tells
//! outcomes. No content of a message is ever logged, nor the token.

mod access;
mod address;
mod cards;
mod cases;
mod command;
mod data;
mod deliver;
mod desk;
mod exports;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod gate;
mod html;
mod launch;
mod leadership;
mod life;
mod news;
mod picture;
mod poll;
mod press;
mod progress;
mod recent;
mod room;
mod route;
mod runs;
mod say;
mod schedules;
mod settings;
mod talk;
mod tree;
mod triage;
mod trouble;
mod turns;
mod unanswered;

use std::sync::Arc;

use companion::bot::{BotEnd, BotJob, BotName, BotTry};
use companion::ports::{BotRunner, Clock};
use futures::future::BoxFuture;

pub use leadership::Leadership;

/// Runs the bot with teloxide.
#[derive(Clone)]
pub struct TelegramBot {
    clock: Arc<dyn Clock>,
    leadership: Option<Leadership>,
}

impl TelegramBot {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, leadership: None }
    }

    /// One that takes turns with other programs: nothing is heard nor answered once its term is over.
    #[must_use]
    pub fn leading(self, leadership: Leadership) -> Self {
        Self { leadership: Some(leadership), ..self }
    }
}

impl BotRunner for TelegramBot {
    fn run(&self, job: BotJob) -> BoxFuture<'static, BotEnd> {
        Box::pin(life::live(job, self.clock.clone(), self.leadership.clone()))
    }

    fn try_out(&self, wish: BotTry) -> BoxFuture<'static, Result<BotName, BotEnd>> {
        Box::pin(life::try_out(wish))
    }
}
