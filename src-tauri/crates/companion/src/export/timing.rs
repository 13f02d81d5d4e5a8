//! What is due: schedules, repetitions, folders that were not there.

use chrono::{DateTime, TimeDelta, Utc};
use store::ExportAttemptRow;

use super::decide::{Wake, on_wake};
use super::exporter::Exporter;
use super::plan::{Doing, Pending, Plan};
use super::tell::Missed;
use crate::run::record::{instant, word};
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
            let Some(plan) = self.plans.get_mut(&id) else { continue };
            if instant(plan.row.handled_until) > now + AHEAD {
                plan.row.handled_until = now.timestamp_millis();
            }
            let passed = passed(plan, now);
            if !passed.is_empty() {
                self.pass(id, passed, now).await;
            }
        }
    }

    async fn pass(&mut self, id: i64, mut passed: Vec<DateTime<Utc>>, now: DateTime<Utc>) {
        let Some(plan) = self.plans.get_mut(&id) else { return };
        let mut rows = Vec::new();
        if let Some(last) = passed.last() {
            plan.row.handled_until = last.timestamp_millis();
        }
        let skips_at = plan.row.skips_at.map(instant);
        if let Some(skipped) = skips_at.filter(|at| *at <= instant(plan.row.handled_until)) {
            plan.row.skips_at = None;
            if passed.contains(&skipped) {
                passed.retain(|at| *at != skipped);
                rows.push(row(id, AttemptOutcome::Skipped, skipped, now));
            }
        }
        // One attempt of a plan at a time: what falls due meanwhile is passed over.
        let busy = plan.is_busy();
        let wake =
            if busy { Wake::Let { missed: passed } } else { on_wake(&passed, plan.draft.catch_up, now) };
        let (missed, told) = match wake {
            Wake::Nothing => (Vec::new(), None),
            Wake::Let { missed } => (missed, (!busy).then_some(Missed::PassedOver)),
            Wake::Ask { missed } => {
                plan.asking.extend(missed);
                (Vec::new(), Some(Missed::Asked))
            }
            Wake::Run { due, mut missed } => {
                let late = now - due >= ON_TIME;
                missed.append(&mut plan.asking);
                // A due time that still waits for its folder gives way to this one.
                missed.extend(plan.pending.take().filter(|old| old.number == 1).and_then(|old| old.due_at));
                missed.sort_unstable();
                plan.pending = Some(Pending {
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
        let stored = plan.stored();
        if let Err(error) = self.inner.store.export_attempts().begin(&stored, &rows).await {
            tracing::error!(%error, plan = id, "a due time could not be stored");
        }
        let number = if told == Some(Missed::Asked) { self.asked_about(id) } else { missed.len() };
        if let Some(told) = told.filter(|_| number > 0) {
            self.tell_missed(id, number, told).await;
        }
        self.changed().await;
    }

    fn asked_about(&self, id: i64) -> usize {
        self.plans.get(&id).map_or(0, |plan| plan.asking.len())
    }

    /// Opens the folders of the plans whose attempt is to begin.
    pub(super) fn open_folders(&mut self) {
        let now = self.inner.now();
        let due = |plan: &Plan| match &plan.doing {
            Doing::Nothing => plan.pending.as_ref().is_some_and(|pending| pending.at <= now),
            Doing::Waiting { look_at, .. } => plan.pending.is_some() && *look_at <= now,
            Doing::Opening | Doing::Running { .. } => false,
        };
        let ids: Vec<i64> = self.plans.iter().filter(|(_, plan)| due(plan)).map(|(id, _)| *id).collect();
        for id in ids {
            self.open_folder(id);
        }
    }

    /// When something is due next.
    pub(super) fn due(&self) -> Option<DateTime<Utc>> {
        let of_plan = |plan: &Plan| {
            let attempt = match &plan.doing {
                Doing::Nothing => plan.pending.as_ref().map(|pending| pending.at),
                Doing::Waiting { look_at, .. } => Some(*look_at),
                Doing::Opening | Doing::Running { .. } => None,
            };
            attempt.into_iter().chain(plan.next_due()).min()
        };
        self.plans.values().filter_map(of_plan).min()
    }
}

/// The due times between the last one that was dealt with and now.
fn passed(plan: &Plan, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    match &plan.schedule {
        Some(schedule) if !plan.draft.paused => schedule.between(instant(plan.row.handled_until), now, KNOWN),
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
        cause: word(&AttemptCause::Scheduled),
        number: 1,
        due_at: Some(due.timestamp_millis()),
        started_at: now.timestamp_millis(),
        finished_at: Some(now.timestamp_millis()),
        outcome: word(&outcome),
        ..ExportAttemptRow::default()
    }
}
