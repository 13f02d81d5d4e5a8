//! Reminds of mutes on the day that was chosen for that.

use std::sync::Arc;

use chrono::TimeDelta;
use store::StoreError;

use super::request::Kept;
use crate::companion::Inner;
use crate::notifications::announce::PlanNews;
use crate::notifications::{Worded, Words};
use crate::texts::safe::one_line;
use crate::view::{Decision, Event, NoticeKind, Place};

/// A day is noticed so long after it has begun at most.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// So many mutes are named.
const NAMED: usize = 3;

pub(crate) async fn remind(inner: Arc<Inner>) {
    let mut sessions = inner.session.subscribe();
    loop {
        if let Err(error) = inner.remind_of_mutes().await {
            tracing::warn!(%error, "mutes that are due could not be told");
        }
        let until = inner.now() + EVERY;
        tokio::select! {
            () = inner.ports.clock.sleep_until(until) => {}
            () = inner.mutes_changed.notified() => {}
            changed = sessions.changed() => if changed.is_err() { return },
        }
    }
}

impl Inner {
    async fn remind_of_mutes(&self) -> Result<(), StoreError> {
        let Some(session) = self.session.borrow().clone() else { return Ok(()) };
        let now = self.now();
        let today = self.ports.clock.local(now).date().to_string();
        let mut rows = self.store.decisions().to_remind(session.connection.id, &today).await?;
        rows.retain(|row| row.reminded_at.is_none());
        let Some(first) = rows.first() else { return Ok(()) };
        let names = rows.iter().filter_map(|row| {
            let kept: Kept = serde_json::from_str(&row.detail).ok()?;
            let Decision::Mute { name, .. } = kept.decision else { return None };
            Some(one_line(&name, 80))
        });
        let mut names: Vec<String> = names.take(NAMED).collect();
        if rows.len() > NAMED {
            names.push("\u{2026}".to_owned());
        }
        let news = PlanNews {
            kind: NoticeKind::MuteDue,
            tag: "mutes-due".to_owned(),
            worded: Worded::by(|texts| {
                Words::new(texts.mutes_due_title(rows.len() as u64), names.join(", "))
            }),
            place: Place::Mine,
        };
        let key = format!("mutes-due/{}", now.timestamp_millis());
        let owed = self.owe_plan_news(&session.connection, first.project_id, &key, news).await;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        self.store.decisions().reminded(&ids, now.timestamp_millis(), &owed).await?;
        self.owed_is_stored(&owed).await;
        self.emit(Event::MineChanged);
        Ok(())
    }
}
