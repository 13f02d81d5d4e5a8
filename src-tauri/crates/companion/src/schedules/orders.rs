//! What a person asks of the schedules: stored first, then true.

use store::{ScheduleRow, StoreError, TurnRow};

use super::entry::{Aims, Doing, Entry, Pending, row_of_turn, times_of};
use super::owner::Scheduler;
use crate::notifications::announce::PlanNews;
use crate::texts::Trouble;
use crate::view::{Failure, ScheduleDraft, Trigger, TurnOutcome};

impl Scheduler {
    pub(super) async fn save(&mut self, mut draft: ScheduleDraft) -> Result<i64, Failure> {
        if self.session.is_none() {
            return Err(self.inner.trouble(Trouble::NotConnected));
        }
        draft.name = draft.name.trim().to_owned();
        let stored = |error: StoreError| self.inner.stored(&error);
        let begin = self.begins_at(&draft).await.map_err(stored)?;
        let Some(id) = draft.id else {
            let row = ScheduleRow {
                id: 0,
                server: self.server.clone(),
                draft: serde_json::to_string(&draft).unwrap_or_default(),
                handled_until: begin,
                skips_at: None,
                pending: None,
                asking: None,
                problem: None,
                failed: false,
            };
            let id = self.inner.store.schedules().create(&row).await.map_err(stored)?;
            if let Some(aims) = Aims::of(ScheduleRow { id, ..row }) {
                self.entries.insert(id, Entry::new(aims));
            }
            self.changed();
            return Ok(id);
        };
        let mut aims = self.aims(id)?;
        if aims.draft.trigger != draft.trigger || aims.draft.paused != draft.paused {
            aims.row.handled_until = begin;
            aims.row.skips_at = None;
        }
        aims.times = times_of(&draft);
        aims.draft = draft;
        aims.row.problem = None;
        aims.row.failed = false;
        self.order(aims, &[]).await?;
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.checked_for = None;
            entry.read_ends = None;
        }
        Ok(id)
    }

    pub(super) async fn delete(&mut self, id: i64) -> Result<(), Failure> {
        self.aims(id)?;
        self.inner.store.schedules().delete(id).await.map_err(|error| self.inner.stored(&error))?;
        self.entries.remove(&id);
        self.changed();
        Ok(())
    }

    pub(super) async fn pause(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        if aims.draft.paused != on {
            aims.draft.paused = on;
            // What passes during a pause is not missed.
            let begin = self.begins_at(&aims.draft).await;
            aims.row.handled_until = begin.map_err(|error| self.inner.stored(&error))?;
            aims.row.skips_at = None;
        }
        self.order(aims, &[]).await
    }

    pub(super) async fn skip(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        aims.row.skips_at = aims.next_due().filter(|_| on).map(|at| at.timestamp_millis());
        self.order(aims, &[]).await
    }

    /// Launches once for all that was missed, or lets it go. A launch that is to be asked for already makes up for it.
    pub(super) async fn answer(&mut self, id: i64, launch: bool) -> Result<(), Failure> {
        let now = self.inner.now();
        let mut aims = self.aims(id)?;
        let mut missed = std::mem::take(&mut aims.asking);
        if launch
            && aims.pending.is_none()
            && let Some(due) = missed.pop()
        {
            let key = format!("schedule/{id}/{}", due.timestamp_millis());
            aims.pending = Some(Pending { due, key, since: now });
        }
        let turns: Vec<_> = missed.iter().map(|due| row_of_turn(TurnOutcome::Missed, *due, now)).collect();
        self.order(aims, &turns).await
    }

    /// A person has looked at what did not happen.
    pub(super) async fn see(&mut self, id: i64) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        aims.row.failed = false;
        self.order(aims, &[]).await
    }

    /// What is dealt with when a schedule begins now.
    async fn begins_at(&self, draft: &ScheduleDraft) -> Result<i64, StoreError> {
        match draft.trigger {
            Trigger::Times { .. } => Ok(self.inner.now().timestamp_millis()),
            Trigger::After { .. } => self.inner.store.schedules().newest_end().await,
        }
    }

    fn aims(&self, id: i64) -> Result<Aims, Failure> {
        let entry = self.entries.get(&id).ok_or_else(|| self.inner.trouble(Trouble::Forgotten))?;
        Ok(entry.aims.clone())
    }

    async fn order(&mut self, aims: Aims, turns: &[TurnRow]) -> Result<(), Failure> {
        self.write(aims, turns, None, "").await.map_err(|error| self.inner.stored(&error))
    }

    /// Stores the change with what follows from it, and only then takes it in.
    pub(super) async fn write(
        &mut self,
        aims: Aims,
        turns: &[TurnRow],
        news: Option<PlanNews>,
        key: &str,
    ) -> Result<(), StoreError> {
        let owed = self.owed(&aims, key, news).await;
        let written = self.inner.store.schedules().write(&aims.stored(), turns, &owed).await;
        if let Err(error) = written {
            tracing::error!(%error, schedule = aims.row.id, "a schedule could not be stored");
            return Err(error);
        }
        if let Some(entry) = self.entries.get_mut(&aims.row.id) {
            if aims.pending.is_none() && !matches!(entry.doing, Doing::Launching) {
                entry.doing = Doing::Nothing;
            }
            entry.aims = aims;
            entry.again_at = None;
        }
        self.inner.owed_is_stored(&owed).await;
        self.changed();
        Ok(())
    }
}
