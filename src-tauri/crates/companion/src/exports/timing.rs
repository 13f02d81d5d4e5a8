//! What is due: schedules, repetitions, folders that were not there.

use chrono::{DateTime, TimeDelta, Utc};
use store::ExportAttemptRow;

use super::exporter::Exporter;
use super::notifications::Missed;
use super::plan::{Doing, Pending, Plan, PlanAims};
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::cron::{Wake, on_wake};
use crate::view::{AttemptCause, AttemptOutcome};

/// Of due times that passed while the program was off, so many are known as rows; the earlier ones are not.
const KNOWN: usize = 50;

/// A plan whose due times are dealt with for longer than this ahead met a clock that was wrong.
const AHEAD: TimeDelta = TimeDelta::hours(25);

/// Less than this late is on time.
const ON_TIME: TimeDelta = TimeDelta::minutes(1);

impl Exporter {
    /// Deals with the due times that passed.
    pub(super) async fn pass_due_times(&mut self) {
        let now = self.inner.now();
        for id in self.plans.keys().copied().collect::<Vec<_>>() {
            let Some(plan) = self.plans.get(&id) else { continue };
            if plan.again.as_ref().is_some_and(|again| again.at > now) {
                continue;
            }
            let mut aims = plan.aims.clone();
            let was_ahead = instant(aims.row.handled_until) > now + AHEAD;
            if was_ahead {
                aims.row.handled_until = now.timestamp_millis();
            }
            let passed = passed(&aims, now);
            if !passed.is_empty() || was_ahead {
                self.pass(aims, passed, now).await;
            }
        }
    }

    async fn pass(&mut self, mut aims: PlanAims, mut passed: Vec<DateTime<Utc>>, now: DateTime<Utc>) {
        let id = aims.row.id;
        let Some(plan) = self.plans.get(&id) else { return };
        let mut rows = Vec::new();
        let latest = passed.last().copied();
        if let Some(latest) = latest {
            aims.row.handled_until = latest.timestamp_millis();
        }
        let skips_at = aims.row.skips_at.map(instant);
        if let Some(skipped) = skips_at.filter(|at| *at <= instant(aims.row.handled_until)) {
            aims.row.skips_at = None;
            if passed.contains(&skipped) {
                passed.retain(|at| *at != skipped);
                rows.push(row(id, AttemptOutcome::Skipped, skipped, now));
            }
        }
        // One attempt of a plan at a time: what falls due meanwhile is passed over.
        let busy = plan.is_busy();
        let wake =
            if busy { Wake::Let { missed: passed } } else { on_wake(&passed, aims.draft.catch_up, now) };
        let (missed, told) = match wake {
            Wake::Nothing => (Vec::new(), None),
            Wake::Let { missed } => (missed, (!busy).then_some(Missed::PassedOver)),
            Wake::Ask { missed } => {
                aims.asking.extend(missed);
                (Vec::new(), Some(Missed::Asked))
            }
            Wake::Run { due, mut missed } => {
                let late = now - due >= ON_TIME;
                missed.append(&mut aims.asking);
                // A due time that still waits for its folder gives way to this one.
                missed.extend(aims.pending.take().filter(|old| old.number == 1).and_then(|old| old.due_at));
                missed.sort_unstable();
                aims.pending = Some(Pending {
                    cause: if late { AttemptCause::CatchUp } else { AttemptCause::Scheduled },
                    number: 1,
                    chain_id: 0,
                    due_at: Some(due),
                    at: now,
                });
                (missed, Some(Missed::MadeUpFor))
            }
        };
        rows.extend(missed.iter().map(|due| row(id, AttemptOutcome::Missed, *due, now)));
        rows.sort_by_key(|row| row.due_at);
        let number = if told == Some(Missed::Asked) { aims.asking.len() } else { missed.len() };
        let news = told.filter(|_| number > 0).map(|told| self.news_of_missed(&aims, number, told));
        let key = format!("plan/{id}/missed/{}", latest.unwrap_or(now).timestamp_millis());
        let owed = self.owed(&aims, &key, news).await;
        failpoint!("exports/pass");
        let begun = self.inner.store.export_attempts().start(&aims.stored(), &rows, &owed).await;
        let Some(plan) = self.plans.get_mut(&id) else { return };
        if let Err(error) = begun {
            tracing::error!(%error, plan = id, "a due time could not be stored; it is tried again");
            plan.again.get_or_insert_default().put_off(now);
            return;
        }
        plan.aims = aims;
        plan.again = None;
        self.inner.owed_is_stored(&owed).await;
        self.changed().await;
    }

    /// Opens the folders of the plans whose attempt is to begin.
    pub(super) fn open_folders(&mut self) {
        let now = self.inner.now();
        let due = |plan: &Plan| match &plan.doing {
            Doing::Nothing => plan.aims.pending.as_ref().is_some_and(|pending| pending.at <= now),
            Doing::Waiting { look_at, .. } => plan.aims.pending.is_some() && *look_at <= now,
            Doing::Opening | Doing::Running { .. } => false,
        };
        let ids: Vec<i64> = self.plans.iter().filter(|(_, plan)| due(plan)).map(|(id, _)| *id).collect();
        for id in ids {
            self.open_folder(id);
        }
    }

    /// When something is due next.
    pub(super) fn plans_due(&self) -> Option<DateTime<Utc>> {
        let of_plan = |plan: &Plan| {
            let attempt = match &plan.doing {
                Doing::Nothing => plan.aims.pending.as_ref().map(|pending| pending.at),
                Doing::Waiting { look_at, .. } => Some(*look_at),
                Doing::Opening => None,
                Doing::Running { ended, .. } => ended.as_ref().map(|ending| ending.again.at),
            };
            let again = plan.again.as_ref().map(|again| again.at);
            attempt.into_iter().chain(plan.aims.next_due().max(again)).min()
        };
        self.plans.values().filter_map(of_plan).min()
    }
}

/// The due times between the last one that was dealt with and now.
fn passed(aims: &PlanAims, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    match &aims.schedule {
        Some(schedule) if !aims.draft.paused => schedule.between(instant(aims.row.handled_until), now, KNOWN),
        Some(_) | None => Vec::new(),
    }
}

/// A due time that was passed over, as a row among the attempts.
pub(super) fn row(
    plan_id: i64,
    outcome: AttemptOutcome,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ExportAttemptRow {
    ExportAttemptRow {
        plan_id,
        cause: AttemptCause::Scheduled.to_string(),
        number: 1,
        due_at: Some(due.timestamp_millis()),
        started_at: now.timestamp_millis(),
        finished_at: Some(now.timestamp_millis()),
        outcome: outcome.to_string(),
        ..ExportAttemptRow::default()
    }
}
