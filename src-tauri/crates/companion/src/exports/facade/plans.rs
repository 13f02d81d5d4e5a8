//! Export plans: what they are, what they do, what they did.

use std::collections::HashMap;

use store::{ExportAttemptRow, ExportFileSums, ExportPlanRow};
use tokio::sync::oneshot;

use crate::Companion;
use crate::core::encoding::instant;
use crate::cron::Schedule;
use crate::exports::record::{self, DEMO, server_of};
use crate::exports::{Message, Reply, Shown, free_bytes};
use crate::texts::Trouble;
use crate::view::{AttemptPage, Done, ExportsView, Failure, PlanDraft, PlanSaved, PlanState, PlanView};

/// The most attempts of one page.
const MOST: u32 = 200;

impl Companion {
    pub async fn exports(&self) -> Result<ExportsView, Failure> {
        let inner = &self.inner;
        let folder = inner.usual_folder(inner.in_demo());
        let free = inner.tasks.spawn_blocking({
            let folder = folder.clone();
            move || free_bytes(&folder)
        });
        let mut view = ExportsView {
            plans: Vec::new(),
            files: 0,
            bytes: 0,
            last_at: None,
            next_at: None,
            folder: folder.to_string_lossy().into_owned(),
            free_bytes: free.await.ok().flatten(),
        };
        let Some(server) = self.export_server().await? else { return Ok(view) };
        let stored = |error| inner.stored(&error);
        let shown = inner.ask_exporter(Message::Shown).await?;
        let shown: HashMap<i64, Shown> = shown.into_iter().map(|shown| (shown.plan_id, shown)).collect();
        let (files, attempts) = (inner.store.export_files(), inner.store.export_attempts());
        let sums = files.sums_by_plan(&server).await.map_err(stored)?;
        for (_, of_plan) in &sums {
            view.files += of_plan.files.unsigned_abs();
            view.bytes += of_plan.bytes.unsigned_abs();
            view.last_at = view.last_at.max(of_plan.last_at.map(instant));
        }
        let sums: HashMap<_, _> = sums.into_iter().collect();
        let last = attempts.last_of_each(&server).await.map_err(stored)?;
        let mut last: HashMap<_, _> = last.into_iter().map(|attempt| (attempt.plan_id, attempt)).collect();
        for row in inner.store.export_plans().of_server(&server).await.map_err(stored)? {
            let sums = sums.get(&Some(row.id)).copied().unwrap_or_default();
            let (shown, last) = (shown.get(&row.id), last.remove(&row.id));
            view.plans.extend(self.plan_view(&row, sums, last, shown));
        }
        view.next_at = view.plans.iter().filter_map(|plan| plan.next_at).min();
        Ok(view)
    }

    /// `None` for a draft that a later program wrote.
    fn plan_view(
        &self,
        row: &ExportPlanRow,
        sums: ExportFileSums,
        last: Option<ExportAttemptRow>,
        shown: Option<&Shown>,
    ) -> Option<PlanView> {
        let inner = &self.inner;
        let draft = draft_of(row)?;
        let schedule = Schedule::parse(&draft.cron, &draft.zone);
        Some(PlanView {
            id: row.id,
            state: shown.map_or(PlanState::Idle, |shown| shown.state.clone()),
            words: schedule.map(|schedule| schedule.words(inner.texts())).unwrap_or_default(),
            next_at: shown.and_then(|shown| shown.next_at),
            skips_at: row.skips_at.map(instant),
            last: last.map(|attempt| record::attempt(&attempt, &draft.name)),
            failed: row.failed,
            files: sums.files.unsigned_abs(),
            bytes: sums.bytes.unsigned_abs(),
            folder: inner.plan_folder(&draft, row.server == DEMO).to_string_lossy().into_owned(),
            draft,
        })
    }

    /// Newest first.
    pub async fn export_attempts(
        &self,
        plan_id: Option<i64>,
        offset: u32,
        limit: u32,
    ) -> Result<AttemptPage, Failure> {
        let inner = &self.inner;
        let Some(server) = self.export_server().await? else {
            return Ok(AttemptPage { items: Vec::new(), total: 0 });
        };
        let stored = |error| inner.stored(&error);
        let plans = inner.store.export_plans().of_server(&server).await.map_err(stored)?;
        let names: HashMap<i64, String> =
            plans.iter().filter_map(|row| Some((row.id, draft_of(row)?.name))).collect();
        let attempts = inner.store.export_attempts();
        let (rows, total) = attempts.page(&server, plan_id, offset, limit.min(MOST)).await.map_err(stored)?;
        let name = |id: i64| names.get(&id).map(String::as_str).unwrap_or_default();
        let items = rows.iter().map(|row| record::attempt(row, name(row.plan_id))).collect();
        Ok(AttemptPage { items, total })
    }

    pub async fn save_plan(&self, draft: PlanDraft) -> Result<PlanSaved, Failure> {
        let faults = self.plan_faults(&draft).await?;
        if !faults.is_empty() {
            return Ok(PlanSaved::Refused { faults });
        }
        let id = self.order(|reply| Message::Save(Box::new(draft), reply)).await?;
        Ok(PlanSaved::Saved { id })
    }

    /// The plan's files stay.
    pub async fn delete_plan(&self, plan_id: i64) -> Result<(), Failure> {
        self.order(|reply| Message::Delete(plan_id, reply)).await
    }

    pub async fn pause_plan(&self, plan_id: i64, on: bool) -> Result<(), Failure> {
        self.order(|reply| Message::Pause(plan_id, on, reply)).await
    }

    /// Passes the next due time over, or takes that back.
    pub async fn skip_next(&self, plan_id: i64, on: bool) -> Result<(), Failure> {
        self.order(|reply| Message::Skip(plan_id, on, reply)).await
    }

    /// Once for each key.
    pub async fn run_plan(&self, key: String, plan_id: i64) -> Result<Done, Failure> {
        self.order(|reply| Message::Run { key, plan_id, reply }).await
    }

    /// Ends the attempt under way and the repetitions that wait.
    pub async fn cancel_plan(&self, plan_id: i64) -> Result<(), Failure> {
        self.order(|reply| Message::Cancel(plan_id, reply)).await
    }

    /// Runs the plan once for all that it missed, or lets them go.
    pub async fn answer_missed(&self, plan_id: i64, run: bool) -> Result<(), Failure> {
        self.order(|reply| Message::Answer(plan_id, run, reply)).await
    }

    /// A person has looked at the plan's failure.
    pub async fn see_failure(&self, plan_id: i64) -> Result<(), Failure> {
        self.order(|reply| Message::See(plan_id, reply)).await
    }

    async fn order<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Result<T, Failure> {
        self.inner.ask_exporter(|reply: oneshot::Sender<Result<T, Failure>>| message(reply)).await?
    }

    /// Whose plans and files are shown: of the connection that is set up, also when it cannot be used.
    pub(crate) async fn export_server(&self) -> Result<Option<String>, Failure> {
        let current = self.inner.store.connections().current().await;
        Ok(current.map_err(|error| self.inner.stored(&error))?.as_ref().map(server_of))
    }

    /// Those of the server whose plans are shown.
    pub(crate) async fn stored_plans(&self) -> Result<Vec<PlanDraft>, Failure> {
        let Some(server) = self.export_server().await? else { return Ok(Vec::new()) };
        let rows = self.inner.store.export_plans().of_server(&server).await;
        Ok(rows.map_err(|error| self.inner.stored(&error))?.iter().filter_map(draft_of).collect())
    }

    pub(crate) async fn stored_plan(&self, plan_id: i64) -> Result<PlanDraft, Failure> {
        let inner = &self.inner;
        let row = inner.store.export_plans().get(plan_id).await.map_err(|error| inner.stored(&error))?;
        row.as_ref().and_then(draft_of).ok_or_else(|| inner.trouble(Trouble::Forgotten))
    }
}

fn draft_of(row: &ExportPlanRow) -> Option<PlanDraft> {
    let draft: PlanDraft = serde_json::from_str(&row.draft).ok()?;
    Some(PlanDraft { id: Some(row.id), ..draft })
}
