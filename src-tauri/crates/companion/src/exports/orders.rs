//! What a person asks of the plans: stored first, then true.

use store::{Alongside, ExportAttemptRow, NewCommand};

use super::exporter::Exporter;
use super::plan::{Doing, Pending, Plan, PlanAims};
use super::timing::row;
use crate::core::failpoint::failpoint;
use crate::cron::Schedule;
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
            let mut aims = self.aims(id)?;
            let same = aims.draft.cron == draft.cron
                && aims.draft.zone == draft.zone
                && aims.draft.paused == draft.paused;
            if !same {
                aims.row.handled_until = now.timestamp_millis();
                aims.row.skips_at = None;
            }
            aims.schedule = Schedule::parse(&draft.cron, &draft.zone).ok();
            aims.draft = draft;
            self.write(aims).await?;
            // Its folder may be another one.
            self.look_at_folder(id);
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
        let id = self
            .inner
            .store
            .export_plans()
            .create(&row, &Alongside::default())
            .await
            .map_err(|error| self.inner.stored(&error))?;
        if let Some(aims) = PlanAims::of(store::ExportPlanRow { id, ..row }) {
            self.plans.insert(id, Plan::new(aims));
        }
        self.changed().await;
        Ok(id)
    }

    pub(super) async fn delete(&mut self, id: i64) -> Result<(), Failure> {
        self.aims(id)?;
        self.inner.store.export_plans().delete(id).await.map_err(|error| self.inner.stored(&error))?;
        let plan = self.plans.remove(&id);
        if let Some(Plan { doing: Doing::Running { stop, .. }, .. }) = plan {
            stop.cancel();
        }
        self.changed().await;
        Ok(())
    }

    pub(super) async fn pause(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        if aims.draft.paused != on {
            aims.draft.paused = on;
            // What passes during a pause is not missed.
            aims.row.handled_until = self.inner.now().timestamp_millis();
            aims.row.skips_at = None;
        }
        self.write(aims).await
    }

    pub(super) async fn skip(&mut self, id: i64, on: bool) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        aims.row.skips_at = aims.next_due().filter(|_| on).map(|at| at.timestamp_millis());
        self.write(aims).await
    }

    /// Once for each key, which is stored with what it asks for.
    pub(super) async fn run(&mut self, key: String, id: i64) -> Result<Done, Failure> {
        let now = self.inner.now();
        let before = self.inner.store.commands().get(&key).await;
        if before.map_err(|error| self.inner.stored(&error))?.is_some() {
            return Ok(Done::Asked);
        }
        if self.session.is_none() {
            return Err(self.inner.trouble(Trouble::NotConnected));
        }
        let mut aims = self.aims(id)?;
        if self.plans.get(&id).is_some_and(Plan::is_busy) {
            return Ok(self.inner.not_possible(NotPossible::ExportRuns));
        }
        // What waits is brought forward: it knows which files are there already.
        let fresh = Pending { cause: AttemptCause::Manual, number: 1, chain_id: 0, due_at: None, at: now };
        aims.pending.get_or_insert(fresh).at = now;
        let (kind, at) = ("run_plan".to_owned(), now.timestamp_millis());
        let command = NewCommand { key, kind, subject: Some(id), reply: None, at };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        self.write_with(aims, &alongside).await?;
        self.look_at_folder(id);
        Ok(Done::Asked)
    }

    pub(super) async fn cancel(&mut self, id: i64) -> Result<(), Failure> {
        let now = self.inner.now();
        let mut aims = self.aims(id)?;
        if let Some(Plan { doing: Doing::Running { stop, ended, .. }, .. }) = self.plans.get_mut(&id) {
            stop.cancel();
            if let Some(ending) = ended {
                ending.is_last = true;
            }
            return Ok(());
        }
        let Some(pending) = aims.pending.take() else { return Ok(()) };
        let mut rows = Vec::new();
        if pending.number == 1 {
            let due = pending.due_at.unwrap_or(now);
            let mut cancelled = row(id, AttemptOutcome::Cancelled, due, now);
            cancelled.due_at = pending.due_at.map(|at| at.timestamp_millis());
            cancelled.cause = pending.cause.to_string();
            rows.push(cancelled);
        }
        self.write_passed(aims, &rows).await?;
        if let Some(plan) = self.plans.get_mut(&id) {
            plan.doing = Doing::Nothing;
        }
        Ok(())
    }

    pub(super) async fn answer(&mut self, id: i64, run: bool) -> Result<(), Failure> {
        let now = self.inner.now();
        let mut aims = self.aims(id)?;
        let mut missed = std::mem::take(&mut aims.asking);
        let is_busy = self.plans.get(&id).is_some_and(Plan::is_busy);
        if run && !is_busy && aims.pending.is_none() {
            let due_at = missed.pop();
            let cause = AttemptCause::CatchUp;
            aims.pending = Some(Pending { cause, number: 1, chain_id: 0, due_at, at: now });
        }
        let rows: Vec<_> = missed.iter().map(|due| row(id, AttemptOutcome::Missed, *due, now)).collect();
        self.write_passed(aims, &rows).await
    }

    pub(super) async fn see(&mut self, id: i64) -> Result<(), Failure> {
        let mut aims = self.aims(id)?;
        aims.row.failed = false;
        self.write(aims).await
    }

    /// A copy to change.
    fn aims(&self, id: i64) -> Result<PlanAims, Failure> {
        let gone = || self.inner.trouble(Trouble::Forgotten);
        self.plans.get(&id).map(|plan| plan.aims.clone()).ok_or_else(gone)
    }

    async fn write(&mut self, aims: PlanAims) -> Result<(), Failure> {
        self.write_with(aims, &Alongside::default()).await
    }

    /// Takes the plan over once it is stored.
    async fn write_with(&mut self, aims: PlanAims, alongside: &Alongside) -> Result<(), Failure> {
        failpoint!("exports/order");
        let written = self.inner.store.export_plans().write(&aims.stored(), alongside).await;
        written.map_err(|error| self.inner.stored(&error))?;
        self.swap(aims);
        self.changed().await;
        Ok(())
    }

    /// Takes the plan over once it is stored with the due times that come to nothing.
    async fn write_passed(&mut self, aims: PlanAims, rows: &[ExportAttemptRow]) -> Result<(), Failure> {
        failpoint!("exports/order");
        let attempts = self.inner.store.export_attempts();
        let begun = attempts.start(&aims.stored(), rows, &Alongside::default()).await;
        begun.map_err(|error| self.inner.stored(&error))?;
        self.swap(aims);
        self.changed().await;
        Ok(())
    }

    pub(super) fn swap(&mut self, aims: PlanAims) {
        if let Some(plan) = self.plans.get_mut(&aims.row.id) {
            plan.aims = aims;
        }
    }

    fn look_at_folder(&mut self, id: i64) {
        let now = self.inner.now();
        if let Some(Plan { doing: Doing::Waiting { look_at, .. }, .. }) = self.plans.get_mut(&id) {
            *look_at = now;
        }
    }
}
