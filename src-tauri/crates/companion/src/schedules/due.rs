//! What is due: times that passed, and jobs that passed.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use store::{Ended, StoreError};

use super::entry::{Aims, Doing, Pending, row_of_turn};
use super::owner::{LOOK_AGAIN, Scheduler};
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::cron::{AHEAD, Before, KNOWN, pass};
use crate::view::{CatchUp, MomentKind, Trigger, TurnOutcome};

/// How late a launch still follows the job that passed.
const FOLLOWS: CatchUp = CatchUp::Within { hours: 1 };

/// Something that makes the job due.
struct Cause {
    due: DateTime<Utc>,
    /// What is dealt with once this is.
    until: i64,
    key: String,
}

impl Scheduler {
    /// Deals with what became due.
    pub(super) async fn pass_due_times(&mut self) {
        let now = self.inner.now();
        for id in self.entries.keys().copied().collect::<Vec<_>>() {
            let Some(entry) = self.entries.get_mut(&id) else { continue };
            let is_busy = matches!(entry.doing, Doing::Launching);
            if is_busy || entry.aims.draft.paused || entry.again_at.is_some_and(|at| at > now) {
                continue;
            }
            entry.again_at = None;
            let mut aims = entry.aims.clone();
            let was_ahead = aims.times.is_some() && instant(aims.row.handled_until) > now + AHEAD;
            if was_ahead {
                aims.row.handled_until = now.timestamp_millis();
            }
            let ends = self.inner.runs_ended.load(Ordering::Acquire);
            if aims.times.is_none() && entry.read_ends == Some(ends) {
                continue;
            }
            let causes = match self.causes(&aims, now).await {
                Ok(causes) => causes,
                Err(error) => {
                    tracing::error!(%error, schedule = id, "it could not be read what is due");
                    self.put_off(id, now);
                    continue;
                }
            };
            let is_dealt_with = (causes.is_empty() && !was_ahead) || self.pass(aims, causes, now).await;
            if let Some(entry) = self.entries.get_mut(&id).filter(|_| is_dealt_with) {
                entry.read_ends = Some(ends);
            }
        }
    }

    async fn causes(&self, aims: &Aims, now: DateTime<Utc>) -> Result<Vec<Cause>, StoreError> {
        let id = aims.row.id;
        match (&aims.draft.trigger, &aims.times) {
            (Trigger::Times { .. }, Some(times)) => {
                let passed = times.between(instant(aims.row.handled_until), now, KNOWN);
                let cause = |due: DateTime<Utc>| {
                    let until = due.timestamp_millis();
                    Cause { due, until, key: format!("schedule/{id}/{until}") }
                };
                Ok(passed.into_iter().map(cause).collect())
            }
            (Trigger::After { job_id, .. }, _) => {
                let Some(session) = &self.session else { return Ok(Vec::new()) };
                let (connection, project) = (session.connection.id, aims.draft.project_id);
                let (kind, since) = (MomentKind::Finished.to_string(), aims.row.handled_until);
                let schedules = self.inner.store.schedules();
                let ended = schedules.passed_since(connection, project, *job_id, &kind, since).await?;
                let cause = |end: Ended| Cause {
                    due: instant(end.finished_at),
                    until: end.number,
                    key: format!("schedule/{id}/after/{}", end.number),
                };
                Ok(ended.into_iter().map(cause).collect())
            }
            (Trigger::Times { .. }, None) => Ok(Vec::new()),
        }
    }

    /// Answers whether it could be stored.
    async fn pass(&mut self, mut aims: Aims, mut causes: Vec<Cause>, now: DateTime<Utc>) -> bool {
        let id = aims.row.id;
        if let Some(until) = causes.iter().map(|cause| cause.until).max() {
            aims.row.handled_until = until;
        }
        // Ends of a job come in the order in which they were learned.
        causes.sort_by_key(|cause| cause.due);
        let due = causes.iter().map(|cause| cause.due).collect();
        // One that still waits for the server gives way to a later one.
        let before = Before {
            skips_at: aims.row.skips_at.map(instant),
            asking: std::mem::take(&mut aims.asking),
            waiting: aims.pending.as_ref().map(|pending| pending.due),
        };
        let policy = if aims.times.is_some() { aims.draft.catch_up } else { FOLLOWS };
        let passing = pass(due, before, Some(policy), now);
        aims.asking = passing.asking;
        aims.row.skips_at = passing.skips_at.map(|at| at.timestamp_millis());
        if let Some(cause) = causes.pop_if(|cause| passing.begins == Some(cause.due)) {
            aims.pending = Some(Pending { due: cause.due, key: cause.key, since: now });
        }
        let skipped = passing.skipped.map(|due| row_of_turn(TurnOutcome::Skipped, due, now));
        let missed = passing.missed.iter().map(|due| row_of_turn(TurnOutcome::Missed, *due, now));
        let turns: Vec<_> = skipped.into_iter().chain(missed).collect();
        let news = passing.told.map(|(told, number)| Self::news_of_missed(&aims, number, told));
        let key = format!("schedule/{id}/missed/{}", aims.row.handled_until);
        failpoint!("schedules/pass");
        let is_stored = self.write(aims, &turns, news, &key).await.is_ok();
        if !is_stored {
            self.put_off(id, now);
        }
        is_stored
    }

    pub(super) fn put_off(&mut self, id: i64, now: DateTime<Utc>) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.again_at = Some(now + LOOK_AGAIN);
        }
    }
}
