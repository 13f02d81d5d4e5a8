//! What is due: schedules, repetitions, folders that were not there.

use chrono::{DateTime, TimeDelta, Utc};
use store::ExportAttemptRow;

use super::exporter::Exporter;
use super::plan::{Doing, Pending, Plan, PlanAims};
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::cron::{AHEAD, Before, KNOWN, pass};
use crate::view::{AttemptCause, AttemptOutcome};

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

    async fn pass(&mut self, mut aims: PlanAims, passed: Vec<DateTime<Utc>>, now: DateTime<Utc>) {
        let id = aims.row.id;
        let Some(plan) = self.plans.get(&id) else { return };
        let latest = passed.last().copied();
        if let Some(latest) = latest {
            aims.row.handled_until = latest.timestamp_millis();
        }
        // A due time that still waits for its folder gives way to a later one; a repetition does not count as missed.
        let waiting = aims.pending.as_ref().filter(|pending| pending.number == 1);
        let before = Before {
            skips_at: aims.row.skips_at.map(instant),
            asking: std::mem::take(&mut aims.asking),
            waiting: waiting.and_then(|pending| pending.due_at),
        };
        // One attempt of a plan at a time.
        let policy = (!plan.is_busy()).then_some(aims.draft.catch_up);
        let passing = pass(passed, before, policy, now);
        aims.asking = passing.asking;
        aims.row.skips_at = passing.skips_at.map(|at| at.timestamp_millis());
        if let Some(due) = passing.begins {
            let late = now - due >= ON_TIME;
            aims.pending = Some(Pending {
                cause: if late { AttemptCause::CatchUp } else { AttemptCause::Scheduled },
                number: 1,
                chain_id: 0,
                due_at: Some(due),
                at: now,
            });
        }
        let skipped = passing.skipped.map(|due| row(id, AttemptOutcome::Skipped, due, now));
        let missed = passing.missed.iter().map(|due| row(id, AttemptOutcome::Missed, *due, now));
        let mut rows: Vec<_> = skipped.into_iter().chain(missed).collect();
        rows.sort_by_key(|row| row.due_at);
        let news = passing.told.map(|(told, number)| Self::news_of_missed(&aims, number, told));
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
