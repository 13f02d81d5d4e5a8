//! From a plan that is due to the end of its attempt.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, ExportAttemptRow, ExportFileRow};
use tokio_util::sync::CancellationToken;

use super::exporter::{Exporter, LOOK_SOON};
use super::plan::{Again, Doing, Ending, LOOK_AGAIN, Pending, Plan};
use super::progress::Progress;
use super::timing::row;
use super::{Attempt, Ended, Folder, Message, Problem, record};
use crate::core::actor::Panicked;
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::core::failure::Server;
use crate::restores::{Exported, after_export};
use crate::texts::Trouble;
use crate::view::{AttemptCause, AttemptOutcome, Failure, PlanDraft};

/// Attempts of each plan that are remembered.
const ATTEMPTS_KEPT: u32 = 500;

impl Exporter {
    /// Opens the plan's folder beside everything else: a disk may take its time to answer.
    pub(super) fn open_folder(&mut self, plan_id: i64) {
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        if let Doing::Waiting { look_at, .. } = &mut plan.doing {
            *look_at = self.inner.now() + LOOK_AGAIN;
        } else {
            plan.doing = Doing::Opening;
        }
        let path = self.inner.plan_folder(&plan.aims.draft, plan.aims.is_demo());
        let make = path == self.inner.own_folder(plan.aims.is_demo());
        let (tasks, epoch, term) = (self.inner.tasks.clone(), self.epoch, self.term.clone());
        let opened = async move {
            failpoint!("exports/open");
            let opened = tasks.spawn_blocking(move || Folder::open(&path, make, term.as_ref())).await;
            opened.unwrap_or(Err(Problem::Internal))
        };
        self.report(opened, move |opened| Message::Opened {
            epoch,
            plan_id,
            opened: opened.unwrap_or(Err(Problem::Internal)),
        });
    }

    pub(super) async fn opened(&mut self, plan_id: i64, opened: Result<Folder, Problem>) {
        let (Some(plan), Some(session)) = (self.plans.get_mut(&plan_id), &self.session) else { return };
        if matches!(plan.doing, Doing::Running { .. }) {
            return;
        }
        if plan.aims.pending.is_none() {
            plan.doing = Doing::Nothing;
            return;
        }
        match opened {
            // The plan got another folder while this one was opened.
            Ok(folder) if folder.path != self.inner.plan_folder(&plan.aims.draft, plan.aims.is_demo()) => {
                plan.doing = Doing::Nothing;
            }
            Ok(folder) => self.begin(plan_id, folder).await,
            Err(problem) => {
                let busy = matches!(problem, Problem::FolderBusy(_));
                let failure = problem.failure(self.inner.texts(), Server::of(&session.connection));
                let wait = if busy { LOOK_SOON } else { LOOK_AGAIN };
                self.wait(plan_id, failure, wait, !busy).await;
            }
        }
    }

    /// The attempt cannot begin for now. `tell` has a person told of it, once.
    async fn wait(&mut self, plan_id: i64, failure: Failure, wait: TimeDelta, tell: bool) {
        let now = self.inner.now();
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        let (since, told) = match &plan.doing {
            Doing::Waiting { since, told, .. } => (*since, *told),
            Doing::Nothing | Doing::Opening | Doing::Running { .. } => (now, false),
        };
        plan.doing = Doing::Waiting { since, failure: failure.clone(), look_at: now + wait, told };
        if tell && !told {
            self.tell_of_waiting(plan_id, &failure, since).await;
        }
        self.changed().await;
    }

    async fn tell_of_waiting(&mut self, plan_id: i64, failure: &Failure, since: DateTime<Utc>) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        let mut aims = plan.aims.clone();
        aims.row.failed = true;
        let key = format!("plan/{plan_id}/waiting/{}", since.timestamp_millis());
        let owed = self.owed(&aims, &key, Some(Self::news_of_waiting(&aims, failure))).await;
        if let Err(error) = self.inner.store.export_plans().write(&aims.stored(), &owed).await {
            // The next look at the folder tells it.
            tracing::error!(%error, plan = plan_id, "that a plan waits could not be stored");
            return;
        }
        self.swap(aims);
        if let Some(Plan { doing: Doing::Waiting { told, .. }, .. }) = self.plans.get_mut(&plan_id) {
            *told = true;
        }
        self.inner.owed_is_stored(&owed).await;
    }

    async fn begin(&mut self, plan_id: i64, folder: Folder) {
        let (Some(plan), Some(session)) = (self.plans.get(&plan_id), self.session.clone()) else { return };
        let mut aims = plan.aims.clone();
        let Some(pending) = aims.pending.take() else { return };
        let now = self.inner.now();
        let mut attempt = ExportAttemptRow {
            plan_id,
            chain_id: pending.chain_id,
            cause: pending.cause.to_string(),
            number: pending.number,
            due_at: pending.due_at.map(|at| at.timestamp_millis()),
            started_at: now.timestamp_millis(),
            outcome: AttemptOutcome::Running.to_string(),
            ..ExportAttemptRow::default()
        };
        // A person's wish answers the question too.
        let mut rows: Vec<_> =
            aims.asking.drain(..).map(|due| row(plan_id, AttemptOutcome::Missed, due, now)).collect();
        rows.push(attempt.clone());
        failpoint!("exports/begin");
        let attempts = self.inner.store.export_attempts();
        let ids = match attempts.start(&aims.stored(), &rows, &Alongside::default()).await {
            Ok(ids) => ids,
            Err(error) => {
                let failure = self.inner.stored(&error);
                return self.wait(plan_id, failure, LOOK_AGAIN, false).await;
            }
        };
        failpoint!("exports/begun");
        attempt.id = ids.last().copied().unwrap_or_default();
        if attempt.chain_id == 0 {
            attempt.chain_id = attempt.id;
        }
        let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        plan.doing = Doing::Running {
            attempt: Box::new(attempt.clone()),
            progress: progress.clone(),
            stop: stop.clone(),
            ended: None,
        };
        let (draft, attempt_id, epoch) = (aims.draft.clone(), attempt.id, self.epoch);
        plan.aims = aims;
        let (inner, server) = (self.inner.clone(), self.server.clone());
        let task = Attempt::new(inner, session, server, draft, attempt, folder, progress, stop);
        let broken = self.inner.trouble(Trouble::Internal);
        self.report(task.run(), move |ended| {
            let failed = |Panicked| Ended::of(AttemptOutcome::Failed, Some(broken), Vec::new());
            Message::Ended { epoch, plan_id, attempt_id, ended: Box::new(ended.unwrap_or_else(failed)) }
        });
        self.changed().await;
    }

    /// Takes the end of an attempt in, which is stored next.
    pub(super) fn ended(&mut self, plan_id: i64, attempt_id: i64, ended: Ended) {
        // Also what a deleted plan asked of the server goes, and its folder is free.
        self.clean();
        self.look_at_folders();
        let at = self.inner.now();
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        if let Doing::Running { attempt, ended: ending @ None, .. } = &mut plan.doing
            && attempt.id == attempt_id
        {
            *ending = Some(Box::new(Ending { ended, at, again: Again::default(), is_last: false }));
        }
    }

    /// Stores the attempts that ended. What cannot be stored is tried again: until then the attempt goes on.
    pub(super) async fn store_ends(&mut self) {
        let now = self.inner.now();
        let is_due = |plan: &Plan| match &plan.doing {
            Doing::Running { ended, .. } => ended.as_ref().is_some_and(|ending| ending.again.at <= now),
            Doing::Nothing | Doing::Opening | Doing::Waiting { .. } => false,
        };
        let ids: Vec<i64> = self.plans.iter().filter(|(_, plan)| is_due(plan)).map(|(id, _)| *id).collect();
        for id in ids {
            self.store_end(id).await;
        }
    }

    async fn store_end(&mut self, plan_id: i64) {
        let Some(plan) = self.plans.get(&plan_id) else { return };
        let Doing::Running { attempt, ended: Some(ending), .. } = &plan.doing else { return };
        let (ended, mut row, mut aims) = (&ending.ended, (**attempt).clone(), plan.aims.clone());
        row.finished_at = Some(ending.at.timestamp_millis());
        row.outcome = ended.outcome.to_string();
        row.failure = ended.failure.as_ref().and_then(record::json);
        row.rows = ended.files.iter().map(|file| file.rows).sum();
        row.bytes = ended.files.iter().map(|file| file.bytes).sum();
        row.changes = ended.changes.as_ref().and_then(record::json);
        let is_done = ended.outcome == AttemptOutcome::Done;
        let (files, requests) = (ended.files.clone(), ended.requests.clone());
        if is_done {
            aims.row.failed = false;
        } else if ended.outcome == AttemptOutcome::Failed {
            aims.row.failed = true;
            aims.pending = retry(&aims.draft, &row, ending.at).filter(|_| !ending.is_last);
        } else if ended.outcome == AttemptOutcome::Interrupted && !ending.is_last {
            aims.pending = Some(Pending::after_interruption(&row, ending.at + LOOK_SOON));
        }
        let key = format!("export/{}/ended", row.id);
        let owed = self.owed(&aims, &key, self.news_of_end(&aims, &row, ended)).await;
        failpoint!("exports/end");
        let finished = self.inner.store.export_attempts().finish(&aims.stored(), &row, &owed).await;
        failpoint!("exports/ended");
        let now = self.inner.now();
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        if let Err(error) = finished {
            tracing::error!(%error, attempt = row.id, "the end of an export could not be stored; it is tried again");
            if let Doing::Running { ended: Some(ending), .. } = &mut plan.doing {
                ending.again.put_off(now);
            }
            return;
        }
        plan.doing = Doing::Nothing;
        plan.aims = aims;
        // The store answers again.
        for id in &requests {
            if let Err(error) = self.inner.store.export_requests().over(*id).await {
                tracing::warn!(%error, "a request to the server stays noted as needed");
            }
        }
        if !requests.is_empty() {
            self.clean();
        }
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        if is_done {
            let (draft, attempt_id) = (plan.aims.draft.clone(), row.id);
            self.retain(vec![(plan_id, draft.retention_days)]);
            self.drill(draft, attempt_id, files);
        }
        if let Err(error) = self.inner.store.export_attempts().prune(ATTEMPTS_KEPT).await {
            tracing::warn!(%error, "old attempts are not forgotten for now");
        }
        self.inner.owed_is_stored(&owed).await;
        self.changed().await;
    }

    fn drill(&self, draft: PlanDraft, attempt_id: i64, files: Vec<ExportFileRow>) {
        let Some(session) = self.session.clone() else { return };
        let server = self.server.clone();
        after_export(&self.inner, Exported { session, server, draft, attempt_id, files });
    }
}

/// The repetition of a failed attempt, if the plan has one left.
fn retry(draft: &PlanDraft, row: &ExportAttemptRow, now: DateTime<Utc>) -> Option<Pending> {
    let index = usize::try_from(row.number.checked_sub(1)?).ok()?;
    let minutes = *draft.retries.get(index)?;
    Some(Pending {
        cause: AttemptCause::Retry,
        number: row.number + 1,
        chain_id: row.chain_id,
        due_at: row.due_at.map(instant),
        at: now + TimeDelta::minutes(minutes.into()),
    })
}
