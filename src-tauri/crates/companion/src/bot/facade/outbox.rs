//! What is owed to chats, for whoever sends it. A delivery is begun before it is sent and told after that: a kill between
//! the two sends it again, because nobody knows whether it arrived, and none is lost.

use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, DeliveryRow, Recipient};

use crate::Companion;
use crate::bot::{ChatDelivery, ChatPlace};
use crate::core::encoding::instant;
use crate::notifications::announce::announce_bot;
use crate::notifications::outbox::About;
use crate::notifications::{Worded, Words};
use crate::view::{Failure, NoticeKind, Place};

/// So many are read at once.
const AT_ONCE: u32 = 100;

/// After so many tries that got a certain "no" a delivery is given up.
const TRIES: u32 = 12;

/// The longest wait between two tries, as a power of two of seconds.
const LONGEST_WAIT: u32 = 10;

impl Companion {
    /// Those of the connection in use that are due, oldest first. What somebody did not ask for waits until they do not
    /// rest; what is owed to somebody who was sent away is given up.
    pub async fn chat_deliveries_due(&self) -> Result<Vec<ChatDelivery>, Failure> {
        let Some(connection_id) = self.connection_id() else { return Ok(Vec::new()) };
        let (inner, now) = (&self.inner, self.inner.now());
        let deliveries = inner.store.deliveries();
        let rows = self.kept(
            deliveries.due(Recipient::Chat, Some(connection_id), now.timestamp_millis(), AT_ONCE).await,
        )?;
        let mut due = Vec::new();
        for row in rows {
            let Some(delivery) = chat_delivery(&row) else {
                self.kept(
                    deliveries.lapse(row.id, now.timestamp_millis(), UNREADABLE, &Alongside::default()).await,
                )?;
                continue;
            };
            let Some(person) = self.bot_person(delivery.user_id).await? else {
                self.kept(
                    deliveries.lapse(row.id, now.timestamp_millis(), SENT_AWAY, &Alongside::default()).await,
                )?;
                continue;
            };
            let rest_ends = person.rests_until(now, |at| inner.ports.clock.local(at));
            match rest_ends.filter(|_| delivery.news.can_wait()) {
                Some(end) => self.kept(deliveries.postpone(row.id, end.timestamp_millis()).await)?,
                None => due.push(delivery),
            }
        }
        Ok(due)
    }

    /// When [`chat_deliveries_due`](Self::chat_deliveries_due) may answer more; `None` while nothing is owed.
    pub async fn next_chat_delivery(&self) -> Result<Option<DateTime<Utc>>, Failure> {
        let Some(connection_id) = self.connection_id() else { return Ok(None) };
        let next = self.inner.store.deliveries().next_due(Recipient::Chat, Some(connection_id)).await;
        Ok(self.kept(next)?.map(instant))
    }

    /// Ends once something may be owed to a chat that was not before.
    pub async fn chat_delivery_added(&self) {
        self.inner.outbox.chat.notified().await;
    }

    /// To be called right before it is sent. False: it was told or given up, and must not be sent.
    pub async fn chat_delivery_begin(&self, id: i64) -> Result<bool, Failure> {
        self.kept(self.inner.store.deliveries().begin(id, self.inner.now().timestamp_millis()).await)
    }

    /// It arrived.
    pub async fn chat_delivery_told(&self, id: i64) -> Result<(), Failure> {
        self.kept(self.inner.store.deliveries().told(&[id], self.inner.now().timestamp_millis()).await)
    }

    /// It did not arrive, because of `words`, which hold no secret. It is tried again with growing waits, not before
    /// `retry_after`, up to twelve times and for three days; one that can never arrive (`lasting`) is given up at once.
    /// What is given up is kept, and told at the desktop.
    pub async fn chat_delivery_failed(
        &self,
        id: i64,
        words: &str,
        lasting: bool,
        retry_after: Option<TimeDelta>,
    ) -> Result<(), Failure> {
        let (inner, now) = (&self.inner, self.inner.now());
        let deliveries = inner.store.deliveries();
        let Some(row) = self.kept(deliveries.get(id).await)? else { return Ok(()) };
        let is_last = lasting || row.tries >= TRIES || now >= instant(row.expires_at);
        if !is_last {
            let wait =
                TimeDelta::seconds(1 << row.tries.min(LONGEST_WAIT)).max(retry_after.unwrap_or_default());
            return self.kept(deliveries.failed(id, words, (now + wait).timestamp_millis()).await);
        }
        tracing::warn!(words, delivery = id, "an outcome was not told in chat");
        let alongside = self.owe_lapse(&row, words, now).await;
        self.kept(deliveries.lapse(id, now.timestamp_millis(), words, &alongside).await)?;
        inner.outbox.desktop.notify_one();
        inner.inbox_changed().await;
        Ok(())
    }

    /// Once a day for each chat: somebody who blocked the bot is not told of with every run.
    async fn owe_lapse(&self, row: &DeliveryRow, words: &str, now: DateTime<Utc>) -> Alongside {
        let inner = &self.inner;
        let mut alongside = Alongside::default();
        let chat = row.chat_id.unwrap_or_default();
        let key = format!("lapsed/{chat}/{}/{}", row.thread_id, now.timestamp() / 86_400);
        if inner.store.deliveries().has(&format!("{key}/desktop")).await.unwrap_or(false) {
            return alongside;
        }
        let name = match row.run_id {
            Some(run_id) => inner.store.runs().get(run_id).await.ok().flatten().map(|run| run.name),
            None => None,
        };
        let who = match row.user_id {
            Some(user_id) => self.bot_person(user_id).await.ok().flatten().map(|person| person.name),
            None => None,
        };
        let worded = Worded::by(|texts| {
            let (title, body) = texts.not_told_in_chat(name.as_deref(), who.as_deref(), words);
            Words::new(title, body)
        });
        let settings = inner.settings.borrow().clone();
        let local = inner.ports.clock.local(now);
        let announcement = announce_bot(NoticeKind::BotDown, &key, Place::Telegram, worded, &settings, local);
        let about = About { connection_id: row.connection_id, run_id: row.run_id, key: &key };
        inner.owe_desktop(&announcement, about, &mut alongside);
        alongside
    }
}

const UNREADABLE: &str = "a later program wrote it";
const SENT_AWAY: &str = "whoever is owed it may no longer use the bot";

fn chat_delivery(row: &DeliveryRow) -> Option<ChatDelivery> {
    Some(ChatDelivery {
        id: row.id,
        chat: ChatPlace::of(row.chat_id?, row.thread_id),
        user_id: row.user_id?,
        run_id: row.run_id?,
        message_id: row.message_id,
        news: serde_json::from_str(&row.what).ok()?,
    })
}
