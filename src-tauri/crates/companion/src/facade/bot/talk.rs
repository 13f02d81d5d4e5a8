//! What the bot remembers of those with whom it talks.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::Companion;
use crate::bot::Person;
use crate::texts::Trouble;
use crate::view::{Failure, Language, QuietHours};

impl Companion {
    /// Where a conversation stands: what was kept of it less than seven days ago.
    pub async fn bot_conversation(&self, chat_id: i64, user_id: i64) -> Result<Option<Value>, Failure> {
        let _ = (chat_id, user_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Takes the place of what was kept of this person in this chat. `user_id` is Telegram's.
    pub async fn bot_keep_conversation(
        &self,
        chat_id: i64,
        user_id: i64,
        state: &Value,
    ) -> Result<(), Failure> {
        let _ = (chat_id, user_id, state);
        Err(self.inner.trouble(Trouble::Internal))
    }

    pub async fn bot_end_conversation(&self, chat_id: i64, user_id: i64) -> Result<(), Failure> {
        let _ = (chat_id, user_id);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Answers the person as they are by then; somebody who was sent away meanwhile is as they were.
    pub async fn bot_set_language(&self, person: &Person, language: Language) -> Result<Person, Failure> {
        let _ = (person, language);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// `None` ends the mute.
    pub async fn bot_mute(&self, person: &Person, until: Option<DateTime<Utc>>) -> Result<Person, Failure> {
        let _ = (person, until);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// `None` where a time is not `HH:MM`.
    pub async fn bot_set_quiet_hours(
        &self,
        person: &Person,
        quiet_hours: QuietHours,
    ) -> Result<Option<Person>, Failure> {
        let _ = (person, quiet_hours);
        Err(self.inner.trouble(Trouble::Internal))
    }

    /// Asks with every word that comes of it, faults and failures too, in this language instead of the window's.
    pub async fn speaking<T>(&self, language: Language, asking: impl Future<Output = T>) -> T {
        let _ = language;
        asking.await
    }
}
