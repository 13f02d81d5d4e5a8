//! From a plan that is due to the end of its attempt.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::ExportAttemptRow;
use tokio_util::sync::CancellationToken;

use super::exporter::{Exporter, LOOK_SOON};
use super::plan::{Doing, LOOK_AGAIN, Pending};
use super::progress::Progress;
use super::timing::row;
use super::{Attempt, Ended, Folder, Message, Problem, record};
use crate::failure::Server;
use crate::run::record::{instant, word};
use crate::view::{AttemptCause, AttemptOutcome, PlanDraft};

/// Attempts of each plan that are remembered.
const ATTEMPTS_KEPT: u32 = 500;

impl Exporter {
    /// Opens the plan's folder beside everything else: a disk may take its time to answer.
    pub(super) fn open_folder(&mut self, plan_id: i64) {
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        if !matches!(plan.doing, Doing::Waiting { .. }) {
            plan.doing = Doing::Opening;
        } else if let Doing::Waiting { look_at, .. } = &mut plan.doing {
            *look_at = self.inner.now() + LOOK_AGAIN;
        }
        let path = self.inner.plan_folder(&plan.draft);
        let make = path == self.inner.ports.exports_dir;
        let inner = self.inner.clone();
        self.spawn(async move {
            let opened = inner.tasks.spawn_blocking(move || Folder::open(&path, make)).await;
            let opened = opened.unwrap_or(Err(Problem::Internal));
            drop(inner.exports.send(Message::Opened { plan_id, opened }).await);
        });
    }

    pub(super) async fn opened(&mut self, plan_id: i64, opened: Result<Folder, Problem>) {
        let (Some(plan), Some(session)) = (self.plans.get_mut(&plan_id), &self.session) else { return };
        if matches!(plan.doing, Doing::Running { .. }) {
            return;
        }
        let was_waiting = matches!(plan.doing, Doing::Waiting { .. });
        if plan.pending.is_none() {
            plan.doing = Doing::Nothing;
            return;
        }
        match opened {
            // The plan got another folder while this one was opened.
            Ok(folder) if folder.path != self.inner.plan_folder(&plan.draft) => plan.doing = Doing::Nothing,
            Ok(folder) => self.begin(plan_id, folder).await,
            Err(problem) => {
                let now = self.inner.now();
                let busy = matches!(problem, Problem::FolderBusy(_));
                let failure = problem.failure(self.inner.texts(), Server::of(&session.connection));
                let since = match &plan.doing {
                    Doing::Waiting { since, .. } => *since,
                    Doing::Nothing | Doing::Opening | Doing::Running { .. } => now,
                };
                let look_at = now + if busy { LOOK_SOON } else { LOOK_AGAIN };
                plan.doing = Doing::Waiting { since, failure: failure.clone(), look_at };
                if !busy && !was_waiting {
                    plan.row.failed = true;
                    self.store_plan(plan_id).await;
                    self.tell_waiting(plan_id, &failure).await;
                }
                self.changed().await;
            }
        }
    }

    async fn begin(&mut self, plan_id: i64, folder: Folder) {
        let (Some(plan), Some(session)) = (self.plans.get_mut(&plan_id), self.session.clone()) else {
            return;
        };
        let Some(pending) = plan.pending.take() else { return };
        let now = self.inner.now();
        let mut attempt = ExportAttemptRow {
            plan_id,
            chain_id: pending.chain_id,
            cause: word(&pending.cause),
            number: pending.number,
            due_at: pending.due_at.map(|at| at.timestamp_millis()),
            started_at: now.timestamp_millis(),
            outcome: word(&AttemptOutcome::Running),
            ..ExportAttemptRow::default()
        };
        // A person's wish answers the question too.
        let mut missed: Vec<_> =
            plan.asking.drain(..).map(|due| row(plan_id, AttemptOutcome::Missed, due, now)).collect();
        missed.push(attempt.clone());
        let ids = match self.inner.store.export_attempts().begin(&plan.stored(), &missed).await {
            Ok(ids) => ids,
            Err(error) => {
                let failure = self.inner.stored(&error);
                plan.pending = Some(pending);
                plan.doing = Doing::Waiting { since: now, failure, look_at: now + LOOK_AGAIN };
                return;
            }
        };
        attempt.id = ids.last().copied().unwrap_or_default();
        if attempt.chain_id == 0 {
            attempt.chain_id = attempt.id;
        }
        let (progress, stop) = (Arc::new(Progress::default()), CancellationToken::new());
        plan.doing = Doing::Running {
            attempt: Box::new(attempt.clone()),
            progress: progress.clone(),
            stop: stop.clone(),
        };
        let draft = plan.draft.clone();
        let (inner, server) = (self.inner.clone(), self.server.clone());
        let task = Attempt::new(inner, session, server, draft, attempt, folder, progress, stop);
        self.spawn(task.run());
        self.changed().await;
    }

    pub(super) async fn ended(&mut self, plan_id: i64, attempt_id: i64, ended: Ended) {
        // Also what a deleted plan asked of the server goes, and its folder is free.
        self.clean();
        self.look_at_folders();
        let now = self.inner.now();
        let Some(plan) = self.plans.get_mut(&plan_id) else { return };
        let Doing::Running { attempt, .. } = &plan.doing else { return };
        if attempt.id != attempt_id {
            return;
        }
        let mut row = (**attempt).clone();
        row.finished_at = Some(now.timestamp_millis());
        row.outcome = word(&ended.outcome);
        row.failure = ended.failure.as_ref().and_then(record::json);
        row.rows = ended.files.iter().map(|file| file.rows).sum();
        row.bytes = ended.files.iter().map(|file| file.bytes).sum();
        row.changes = ended.changes.as_ref().and_then(record::json);
        plan.doing = Doing::Nothing;
        if ended.outcome == AttemptOutcome::Done {
            plan.row.failed = false;
        } else if ended.outcome == AttemptOutcome::Failed {
            plan.row.failed = true;
            plan.pending = retry(&plan.draft, &row, now);
        }
        if let Err(error) = self.inner.store.export_attempts().end(&plan.stored(), &row).await {
            tracing::error!(%error, attempt = attempt_id, "the end of an export could not be stored");
        }
        drop(self.inner.store.export_attempts().prune(ATTEMPTS_KEPT).await);
        let plan = (plan_id, plan.draft.retention_days);
        if ended.outcome == AttemptOutcome::Done {
            self.retain(vec![plan]);
        }
        self.tell_ended(plan_id, &row, &ended).await;
        self.changed().await;
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
