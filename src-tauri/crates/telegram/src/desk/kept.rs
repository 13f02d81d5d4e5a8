//! What a chat remembers of somebody's conversation: the launch that is being put together, and a question that wants
//! to be answered in words.

use companion::view::Failure;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::gate::Guest;
use crate::launch::Talk;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) launch: Option<Talk>,
    /// It is answered before the launch is: it was asked last. Whatever else is done takes it back.
    pub(crate) asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Asked {
    QuietHours,
    /// For a subscription to this project.
    PassRate {
        project_id: i64,
    },
}

impl Desk {
    /// What cannot be read, as from another version, is nothing.
    pub(crate) async fn kept(&self, guest: &Guest) -> Result<Kept, Failure> {
        let kept = self.companion.bot_conversation(guest.room.place(), guest.telegram_id()).await?;
        Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default())
    }

    pub(crate) async fn keep(&self, guest: &Guest, kept: &Kept) -> Result<(), Failure> {
        let (chat, user) = (guest.room.place(), guest.telegram_id());
        if *kept == Kept::default() {
            return self.companion.bot_end_conversation(chat, user).await;
        }
        self.companion.bot_keep_conversation(chat, user, &serde_json::json!(kept)).await
    }

    /// The next words are the answer to this.
    pub(crate) async fn ask(&self, guest: &Guest, asked: Asked) -> Result<(), Failure> {
        let kept = self.kept(guest).await?;
        self.keep(guest, &Kept { asked: Some(asked), ..kept }).await
    }

    /// The question that waited for words waits no longer; true when there was one.
    pub(crate) async fn take_back(&self, guest: &Guest) -> Result<bool, Failure> {
        let kept = self.kept(guest).await?;
        let waited = kept.asked.is_some();
        if waited {
            self.keep(guest, &Kept { asked: None, ..kept }).await?;
        }
        Ok(waited)
    }
}
