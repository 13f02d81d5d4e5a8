//! The bot's switch and its settings.

use tokio::sync::watch;

use crate::Companion;
use crate::texts::Trouble;
use crate::view::{BotDraft, BotSaved, BotState, BotView, Failure};

impl Companion {
    /// All that the window shows of the bot.
    pub async fn bot(&self) -> Result<BotView, Failure> {
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// What it is doing, from here on.
    pub fn bot_states(&self) -> watch::Receiver<BotState> {
        watch::Sender::new(BotState::Off).subscribe()
    }

    /// Checks and keeps token and route; a bot that is on begins anew with them.
    pub async fn bot_save_settings(&self, draft: BotDraft) -> Result<BotSaved, Failure> {
        let _ = draft;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Whether a bot that is on is on at the next start of the program too.
    pub async fn bot_start_with_program(&self, on: bool) -> Result<(), Failure> {
        let _ = on;
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Off: answers once the bot has finished what it was answering, after five seconds at most.
    pub async fn switch_bot(&self, on: bool) -> Result<(), Failure> {
        let _ = on;
        Err(self.inner.trouble(Trouble::Internal))
    }
}
