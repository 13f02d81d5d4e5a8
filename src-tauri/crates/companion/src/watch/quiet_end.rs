//! The end of the quiet hours: one summary for all that was held.

use chrono::{DateTime, TimeDelta, Utc};
use store::NewInboxRow;

use super::Watcher;
use crate::ports::Toast;
use crate::quiet;
use crate::run::record::{from_word, word};
use crate::view::{NoticeKind, Place};

const FAR: TimeDelta = TimeDelta::days(1);

impl Watcher {
    /// Tells the summary once the quiet hours are over; also what was held when they were switched off meanwhile.
    pub(super) async fn end_quiet_hours(&mut self) {
        let now = self.inner.now();
        if self.quiet_until.is_some_and(|until| now < until) {
            return;
        }
        if self.quiet_until.is_some() || !self.is_quiet(now) {
            self.tell_summary(now).await;
        }
        // With quiet hours switched off nothing new is held, and the next look is as far away as can be.
        self.quiet_until = Some(self.quiet_end(now).unwrap_or(now + FAR));
    }

    fn is_quiet(&self, now: DateTime<Utc>) -> bool {
        quiet::inside(&self.inner.settings.borrow().quiet_hours, self.inner.ports.clock.local(now))
    }

    /// When the quiet hours end next, on the clock that the program runs by.
    fn quiet_end(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = self.inner.ports.clock.local(now);
        let end = quiet::next_end(&self.inner.settings.borrow().quiet_hours, local)?;
        Some(quiet::instant_of(end, now, |at| self.inner.ports.clock.local(at)))
    }

    async fn tell_summary(&mut self, now: DateTime<Utc>) {
        let Some(session) = self.session.clone() else { return };
        let inbox = self.inner.store.inbox();
        let held = match inbox.held_since_unsummarised(session.connection.id).await {
            Ok(held) => held,
            Err(error) => {
                tracing::error!(%error, "what was held could not be read");
                return;
            }
        };
        let Some(last) = held.last().map(|row| row.id) else { return };
        let told: Vec<(NoticeKind, &str)> =
            held.iter().filter_map(|row| Some((from_word(&row.kind)?, row.title.as_str()))).collect();
        let summary = quiet::summary(&told, self.inner.texts());
        if let Err(error) = inbox.mark_summarised(session.connection.id, last).await {
            tracing::error!(%error, "what was told could not be marked");
            return;
        }
        let Some((title, body)) = summary else { return };
        let row = NewInboxRow {
            at: now.timestamp_millis(),
            kind: word(&NoticeKind::Summary),
            title: title.clone(),
            body: body.clone(),
            place: serde_json::to_string(&Place::Inbox).ok(),
            read: false,
            held: false,
            summarised: true,
        };
        if let Err(error) = inbox.append(session.connection.id, &row).await {
            tracing::error!(%error, "the summary could not be kept");
        }
        self.inner.ports.host.notify(Toast {
            tag: "summary".to_owned(),
            kind: NoticeKind::Summary,
            title,
            body,
            place: Some(Place::Inbox),
        });
        self.inbox_changed(session.connection.id).await;
    }
}
