//! What is due: times that passed, and jobs that passed.

use chrono::{DateTime, TimeDelta, Utc};
use store::{Ended, StoreError};

use super::entry::{Aims, Doing, Pending, row_of_turn};
use super::owner::{LOOK_AGAIN, Scheduler};
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::cron::{Wake, on_wake};
use crate::exports::Missed;
use crate::view::{CatchUp, MomentKind, Trigger, TurnOutcome};

/// Of due times that passed while the program was off, so many are known as turns; the earlier ones are not.
const KNOWN: usize = 50;

/// A schedule whose due times are dealt with for longer than this ahead met a clock that was wrong.
const AHEAD: TimeDelta = TimeDelta::hours(25);

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
            let Some(entry) = self.entries.get(&id) else { continue };
            let is_busy = matches!(entry.doing, Doing::Launching);
            if is_busy || entry.aims.draft.paused || entry.again_at.is_some_and(|at| at > now) {
                continue;
            }
            let mut aims = entry.aims.clone();
            let was_ahead = aims.times.is_some() && instant(aims.row.handled_until) > now + AHEAD;
            if was_ahead {
                aims.row.handled_until = now.timestamp_millis();
            }
            let causes = match self.causes(&aims, now).await {
                Ok(causes) => causes,
                Err(error) => {
                    tracing::error!(%error, schedule = id, "it could not be read what is due");
                    self.put_off(id, now);
                    continue;
                }
            };
            if !causes.is_empty() || was_ahead {
                self.pass(aims, causes, now).await;
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

    async fn pass(&mut self, mut aims: Aims, mut causes: Vec<Cause>, now: DateTime<Utc>) {
        let id = aims.row.id;
        let mut turns = Vec::new();
        if let Some(until) = causes.iter().map(|cause| cause.until).max() {
            aims.row.handled_until = until;
        }
        let skips_at = aims.row.skips_at.map(instant);
        if let Some(skipped) = skips_at.filter(|at| aims.times.is_some() && *at <= now) {
            aims.row.skips_at = None;
            if causes.iter().any(|cause| cause.due == skipped) {
                causes.retain(|cause| cause.due != skipped);
                turns.push(row_of_turn(TurnOutcome::Skipped, skipped, now));
            }
        }
        // Ends of a job come in the order in which they were learned.
        causes.sort_by_key(|cause| cause.due);
        let passed: Vec<_> = causes.iter().map(|cause| cause.due).collect();
        let policy = if aims.times.is_some() { aims.draft.catch_up } else { FOLLOWS };
        let (mut missed, told) = match on_wake(&passed, policy, now) {
            Wake::Nothing => (Vec::new(), None),
            Wake::Let { missed } => (missed, Some(Missed::PassedOver)),
            Wake::Ask { missed } => {
                aims.asking.extend(missed);
                (Vec::new(), Some(Missed::Asked))
            }
            Wake::Run { mut missed, .. } => {
                missed.append(&mut aims.asking);
                // One that still waits for the server gives way to this one.
                missed.extend(aims.pending.take().map(|old| old.due));
                let latest = causes.pop();
                aims.pending = latest.map(|cause| Pending { due: cause.due, key: cause.key, since: now });
                (missed, Some(Missed::MadeUpFor))
            }
        };
        missed.sort_unstable();
        turns.extend(missed.iter().map(|due| row_of_turn(TurnOutcome::Missed, *due, now)));
        let number = if told == Some(Missed::Asked) { aims.asking.len() } else { missed.len() };
        let news = told.filter(|_| number > 0).map(|told| self.news_of_missed(&aims, number, told));
        let key = format!("schedule/{id}/missed/{}", aims.row.handled_until);
        failpoint!("schedules/pass");
        if self.write(aims, &turns, news, &key).await.is_err() {
            self.put_off(id, now);
        }
    }

    pub(super) fn put_off(&mut self, id: i64, now: DateTime<Utc>) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.again_at = Some(now + LOOK_AGAIN);
        }
    }
}
