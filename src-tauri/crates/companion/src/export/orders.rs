//! What a person asks of the plans.

use super::decide::Schedule;
use super::exporter::Exporter;
use super::plan::{Doing, Pending, Plan};
use super::timing::row;
use crate::texts::{NotPossible, Trouble};
use crate::view::{AttemptCause, AttemptOutcome, Done, Failure, PlanDraft};

impl Exporter {
    pub(super) async fn save(&mut self, mut draft: PlanDraft) -> Result<i64, Failure> {
        let now = self.inner.now();
        if self.session.is_none() {
            return Err(self.inner.trouble(Trouble::NotConnected));
        }
        draft.name = draft.name.trim().to_owned();
        if let Some(id) = draft.id {
            let plan = self.plan(id)?;
            let same = plan.draft.cron == draft.cron
                && plan.draft.zone == draft.zone
                && plan.draft.paused == draft.paused;
            if !same {
                plan.row.handled_until = now.timestamp_millis();
                plan.row.skips_at = None;
            }
            plan.schedule = Schedule::parse(&draft.cron, &draft.zone).ok();
            plan.draft = draft;
            // Its folder may be another one.
            if let Doing::Waiting { look_at, .. } = &mut plan.doing {
                *look_at = now;
            }
            self.write(id).await?;
            return Ok(id);
        }
        let row = store::ExportPlanRow {
            id: 0,
            server: self.server.clone(),
            draft: serde_json::to_string(&draft).unwrap_or_default(),
            handled_until: now.timestamp_millis(),
            skips_at: None,
            pending: None,
            asking: None,
            failed: false,
        };
        let id =
            self.inner.store.export_plans().insert(&row).await.map_err(|error| self.inner.stored(&error))?;
        if let Some(plan) = Plan::of(store::ExportPlanRow { id, ..row }) {
            self.plans.insert(id, plan);
        }
        self.changed().await;
        Ok(id)
    }

    pub(super) async fn delete(&mut self, id: i64) -> Result<(), Failure> {
        let plan = self.plan(id)?;
        if let Doing::Running { stop, .. } = &plan.doing {
            stop.cancel();
        }
        self.inner.store.export_plans().delete(id).await.map_err(|error| self.inner.stored(&error))?;
        self.plans.remove(&id);
        self.changed().await;
        Ok(())
    }

    pub(super) async fn pause(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let now = self.inner.now();
        let plan = self.plan(id)?;
        if plan.draft.paused != on {
            plan.draft.paused = on;
            // What passes during a pause is not missed.
            plan.row.handled_until = now.timestamp_millis();
            plan.row.skips_at = None;
        }
        self.write(id).await
    }

    pub(super) async fn skip(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let plan = self.plan(id)?;
        plan.row.skips_at = plan.next_due().filter(|_| on).map(|at| at.timestamp_millis());
        self.write(id).await
    }

    pub(super) async fn run(&mut self, id: i64) -> Result<Done, Failure> {
        let now = self.inner.now();
        if self.session.is_none() {
            return Err(self.inner.trouble(Trouble::NotConnected));
        }
        let plan = self.plan(id)?;
        if plan.is_busy() {
            let why = self.inner.texts().not_possible(NotPossible::ExportRuns).to_owned();
            return Ok(Done::NotPossible { why });
        }
        // What waits is brought forward: it knows which files are there already.
        let fresh = Pending { cause: AttemptCause::Manual, number: 1, chain_id: 0, due_at: None, at: now };
        plan.pending.get_or_insert(fresh).at = now;
        if let Doing::Waiting { look_at, .. } = &mut plan.doing {
            *look_at = now;
        }
        self.write(id).await?;
        Ok(Done::Asked)
    }

    pub(super) async fn cancel(&mut self, id: i64) -> Result<(), Failure> {
        let now = self.inner.now();
        let plan = self.plan(id)?;
        if let Doing::Running { stop, .. } = &plan.doing {
            stop.cancel();
            return Ok(());
        }
        let Some(pending) = plan.pending.take() else { return Ok(()) };
        plan.doing = Doing::Nothing;
        let mut rows = Vec::new();
        if pending.number == 1 {
            let due = pending.due_at.unwrap_or(now);
            let mut cancelled = row(id, AttemptOutcome::Cancelled, due, now);
            cancelled.due_at = pending.due_at.map(|at| at.timestamp_millis());
            cancelled.cause = crate::run::record::word(&pending.cause);
            rows.push(cancelled);
        }
        let stored = plan.stored();
        let begun = self.inner.store.export_attempts().begin(&stored, &rows).await;
        begun.map_err(|error| self.inner.stored(&error))?;
        self.changed().await;
        Ok(())
    }

    pub(super) async fn answer(&mut self, id: i64, run: bool) -> Result<(), Failure> {
        let now = self.inner.now();
        let plan = self.plan(id)?;
        let mut missed = std::mem::take(&mut plan.asking);
        if run && !plan.is_busy() && plan.pending.is_none() {
            let due_at = missed.pop();
            let cause = AttemptCause::CatchUp;
            plan.pending = Some(Pending { cause, number: 1, chain_id: 0, due_at, at: now });
        }
        let rows: Vec<_> = missed.iter().map(|due| row(id, AttemptOutcome::Missed, *due, now)).collect();
        let stored = plan.stored();
        let begun = self.inner.store.export_attempts().begin(&stored, &rows).await;
        begun.map_err(|error| self.inner.stored(&error))?;
        self.changed().await;
        Ok(())
    }

    pub(super) async fn see(&mut self, id: i64) -> Result<(), Failure> {
        self.plan(id)?.row.failed = false;
        self.write(id).await
    }

    fn plan(&mut self, id: i64) -> Result<&mut Plan, Failure> {
        let gone = self.inner.trouble(Trouble::Forgotten);
        self.plans.get_mut(&id).ok_or(gone)
    }

    async fn write(&mut self, id: i64) -> Result<(), Failure> {
        let stored = self.plan(id)?.stored();
        self.inner.store.export_plans().update(&stored).await.map_err(|error| self.inner.stored(&error))?;
        self.changed().await;
        Ok(())
    }
}
