//! What the bot remembers of those with whom it talks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Talk;

use crate::Companion;
use crate::bot::{CONVERSATION, ChatPlace, Effect, Member, Person, Roster};
use crate::companion::SPOKEN;
use crate::exports::server_of;
use crate::notifications::quiet::time_of_day;
use crate::view::{Failure, Language, QuietHours};

/// A conversation as it is kept.
#[derive(Serialize, Deserialize)]
struct Said {
    server: Option<String>,
    state: Value,
}

fn talk(chat: ChatPlace, user_id: i64) -> Talk {
    let (chat_id, thread_id) = chat.stored();
    Talk { chat_id, thread_id, user_id }
}

impl Companion {
    /// Where a conversation stands: what was kept of it less than seven days ago, while this server was in use: the
    /// projects and jobs that it names are another server's no more. `user_id` is Telegram's.
    pub async fn bot_conversation(&self, chat: ChatPlace, user_id: i64) -> Result<Option<Value>, Failure> {
        let inner = &self.inner;
        let from = (inner.now() - CONVERSATION).timestamp_millis();
        let kept = inner.store.bot_conversations().state(talk(chat, user_id), from).await;
        let kept = kept.map_err(|error| inner.stored(&error))?;
        let kept = kept.and_then(|kept| serde_json::from_str::<Said>(&kept).ok());
        Ok(kept.filter(|kept| kept.server == self.server()).map(|kept| kept.state))
    }

    /// Takes the place of what was kept of this person in this place. `user_id` is Telegram's.
    pub async fn bot_keep_conversation(
        &self,
        chat: ChatPlace,
        user_id: i64,
        state: &Value,
    ) -> Result<(), Failure> {
        let inner = &self.inner;
        let said = json!(Said { server: self.server(), state: state.clone() });
        let (state, now) = (said.to_string(), inner.now().timestamp_millis());
        let kept = inner.store.bot_conversations().put(talk(chat, user_id), &state, now).await;
        kept.map_err(|error| inner.stored(&error))
    }

    pub async fn bot_end_conversation(&self, chat: ChatPlace, user_id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        inner
            .store
            .bot_conversations()
            .forget(talk(chat, user_id))
            .await
            .map_err(|error| inner.stored(&error))
    }

    /// Answers the person as they are by then. Somebody who was sent away meanwhile is as they were.
    pub async fn bot_set_language(&self, person: &Person, language: Language) -> Result<Person, Failure> {
        self.prefer(person, |member| Member { language: Some(language), ..member }).await
    }

    /// Nothing is told that the person did not just ask for until then; `None` ends it.
    pub async fn bot_mute(&self, person: &Person, until: Option<DateTime<Utc>>) -> Result<Person, Failure> {
        self.prefer(person, |member| Member { muted_until: until, ..member }).await
    }

    /// `None`: one of the times is not `HH:MM`, or they are on and never end, and nothing changed.
    pub async fn bot_set_quiet_hours(
        &self,
        person: &Person,
        quiet_hours: QuietHours,
    ) -> Result<Option<Person>, Failure> {
        let (Some(from), Some(to)) = (time_of_day(&quiet_hours.from), time_of_day(&quiet_hours.to)) else {
            return Ok(None);
        };
        // The window sums a whole day up at that time; here what is held would be held for ever.
        if quiet_hours.on && from == to {
            return Ok(None);
        }
        self.prefer(person, |member| Member { quiet_hours, ..member }).await.map(Some)
    }

    /// Asks with every word that comes of it, faults and failures too, in this language instead of the window's:
    /// `companion.speaking(Language::Ru, companion.launch(request)).await`.
    pub async fn speaking<T>(&self, language: Language, asking: impl Future<Output = T>) -> T {
        SPOKEN.scope(language, asking).await
    }

    fn server(&self) -> Option<String> {
        self.inner.session.borrow().as_ref().map(|session| server_of(&session.connection))
    }

    async fn prefer(
        &self,
        person: &Person,
        change: impl FnOnce(Member) -> Member,
    ) -> Result<Person, Failure> {
        let decide = |roster: &Roster, _| {
            let member = roster.member(person.id).cloned();
            ((), member.map(change).map(Effect::Put).into_iter().collect())
        };
        let ((), roster) = self.inner.bot_decide(decide).await?;
        // Whoever rests no longer is told at once; what still waits for its time is postponed again.
        let (store, now) = (&self.inner.store, self.inner.now().timestamp_millis());
        let looked_at = store.deliveries().bring_forward_to(person.telegram_id, now).await;
        looked_at.map_err(|error| self.inner.stored(&error))?;
        self.inner.outbox.chat.notify_one();
        Ok(roster.member(person.id).and_then(Member::person).unwrap_or_else(|| person.clone()))
    }
}
