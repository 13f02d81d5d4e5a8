//! Shows on the desktop what is owed there: drains the deliveries whose recipient is the desktop.
//!
//! A delivery is marked as being sent before the desktop is asked and as told after that, so that a kill in between may
//! show it twice and loses none. What the desktop does not take is tried again with growing waits until it expires; the
//! inbox has it in any case. What quiet hours hold falls due at their end, and is told in one summary.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, DeliveryRow, Recipient, StoreError};

use super::{outbox, quiet};
use crate::companion::Inner;
use crate::core::actor::Pause;
use crate::core::failpoint::failpoint;
use crate::core::ports::{Notification, Toast};
use crate::view::NoticeKind;

/// So many are read at once.
const AT_ONCE: u32 = 50;

/// The longest sleep: often enough to see that the clock was set back.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(60);

/// How far the clock may go back before what waits for it is brought forward.
const BACKWARDS: TimeDelta = TimeDelta::seconds(5);

/// What is due later than this when the program starts was stored under a clock that has been set back since: no wait
/// between two tries is longer, and what rests is asked again when it rests.
const AHEAD: TimeDelta = TimeDelta::minutes(20);

/// The longest wait between two tries of one delivery, as a power of two of seconds.
const LONGEST_WAIT: u32 = 6;

pub(crate) struct Deliverer {
    inner: Arc<Inner>,
    /// Shown, and not stored as told yet: not to be shown again while the store refuses.
    shown: BTreeSet<i64>,
    /// `None` before the first look.
    last_now: Option<DateTime<Utc>>,
}

impl Deliverer {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { inner, shown: BTreeSet::new(), last_now: None }
    }

    /// Ends with the program, but not between a notification and the note that it was shown.
    pub(crate) async fn live(mut self) {
        let inner = self.inner.clone();
        let mut pause = Pause::default();
        while !inner.cancel.is_cancelled() {
            let now = inner.now();
            let next = match self.drain(now).await {
                Ok(next) => {
                    pause = Pause::default();
                    next.unwrap_or(now + LONGEST_SLEEP)
                }
                Err(error) => {
                    tracing::error!(%error, "the notifications that are owed could not be read or stored");
                    now + pause.next()
                }
            };
            tokio::select! {
                () = inner.cancel.cancelled() => {}
                () = inner.outbox.desktop.notified() => {}
                () = inner.ports.clock.sleep_until(next.min(now + LONGEST_SLEEP)) => {}
            }
        }
    }

    /// Tells what is due; answers when something is due next.
    async fn drain(&mut self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let store = self.inner.store.clone();
        let deliveries = store.deliveries();
        let latest = match self.last_now {
            None => Some(now + AHEAD),
            Some(last) => (now + BACKWARDS < last).then_some(now),
        };
        if let Some(latest) = latest {
            deliveries.bring_forward(now.timestamp_millis(), latest.timestamp_millis()).await?;
            deliveries.hold_until(self.inner.quiet_end(now).timestamp_millis()).await?;
            self.inner.outbox.chat.notify_one();
        }
        self.last_now = Some(now);
        self.mark_shown(now).await?;
        let due = deliveries.due(Recipient::Desktop, None, now.timestamp_millis(), AT_ONCE).await?;
        let (held, free): (Vec<_>, Vec<_>) = due.into_iter().partition(|row| row.held);
        for row in free {
            self.deliver(row, now).await?;
        }
        if !held.is_empty() {
            self.summarise(&held, now).await?;
        }
        let next = deliveries.next_due(Recipient::Desktop, None).await?;
        Ok(next.map(crate::core::encoding::instant))
    }

    async fn mark_shown(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = self.shown.iter().copied().collect();
        self.inner.store.deliveries().told(&ids, now.timestamp_millis()).await?;
        self.shown.clear();
        Ok(())
    }

    async fn deliver(&mut self, row: DeliveryRow, now: DateTime<Utc>) -> Result<(), StoreError> {
        let deliveries = self.inner.store.deliveries();
        let Some(toast) = outbox::toast_of(&row.what) else {
            // A later program wrote it; the inbox has it.
            return deliveries
                .lapse(row.id, now.timestamp_millis(), "not understood", &Alongside::default())
                .await;
        };
        if !deliveries.begin(row.id, now.timestamp_millis()).await? {
            return Ok(());
        }
        failpoint!("desktop/show");
        let at = crate::core::encoding::instant(row.created_at);
        match self.show(Notification { key: row.key, at, toast }).await {
            Ok(()) => {
                failpoint!("desktop/shown");
                self.shown.insert(row.id);
                self.mark_shown(now).await
            }
            Err(words) if now.timestamp_millis() >= row.expires_at => {
                tracing::warn!(words, "a notification was never shown; the inbox has it");
                deliveries.lapse(row.id, now.timestamp_millis(), &words, &Alongside::default()).await
            }
            Err(words) => {
                tracing::warn!(words, "a notification could not be shown");
                let wait = TimeDelta::seconds(1 << row.tries.min(LONGEST_WAIT));
                deliveries.failed(row.id, &words, (now + wait).timestamp_millis()).await
            }
        }
    }

    async fn show(&self, notification: Notification) -> Result<(), String> {
        let clock = &self.inner.ports.clock;
        tokio::select! {
            shown = self.inner.ports.host.notify(notification) => shown,
            () = self.inner.cancel.cancelled() => Err("the program ended meanwhile".to_owned()),
            () = clock.sleep_until(clock.now() + outbox::PATIENCE) => Err("the desktop did not answer".to_owned()),
        }
    }

    /// The end of quiet hours: one summary takes the place of all that was held.
    async fn summarise(&self, held: &[DeliveryRow], now: DateTime<Utc>) -> Result<(), StoreError> {
        let deliveries = self.inner.store.deliveries();
        let quiet_end = self.inner.quiet_end(now);
        if quiet_end > now {
            return deliveries.hold_until(quiet_end.timestamp_millis()).await;
        }
        let toasts: Vec<Toast> = held.iter().filter_map(|row| outbox::toast_of(&row.what)).collect();
        let told: Vec<(NoticeKind, &str)> =
            toasts.iter().map(|toast| (toast.kind, toast.title.as_str())).collect();
        let ids: Vec<i64> = held.iter().map(|row| row.id).collect();
        let worded = quiet::summary(&told);
        let language = self.inner.window_language();
        let alongside =
            worded.map(|worded| outbox::summary(&worded, language, held, now)).unwrap_or_default();
        deliveries.told_with(&ids, now.timestamp_millis(), &alongside).await?;
        self.inner.inbox_changed().await;
        self.inner.outbox.desktop.notify_one();
        Ok(())
    }
}
