//! An attempt from the columns to the last file. It runs as a task of its own.

use std::sync::PoisonError;

use futures::stream::{self, StreamExt as _};
use store::{ExportFileRow, StoreError};
use testops::ColumnSpec;

use super::attempt::{Attempt, Ended, part_name};
use super::decide::{self, FileName};
use super::{Problem, changes, columns, markdown, unfinished};
use crate::core::actor::{Panicked, outcome_of};
use crate::core::encoding::instant;
use crate::core::failure::Server;
use crate::view::{AttemptOutcome, ExportScope, Failure, PartStage};

/// Files that are asked for at once: the server works them off in its own order, and asking is cheap.
const AT_A_TIME: usize = 20;

/// Free space beyond what the files need.
const SPARE: u64 = 16 << 20;

/// A file that could not be had, by its group's name.
type Failed = (Option<String>, Problem);

impl Attempt {
    /// The task. Whatever becomes of it, it tells how it ended, and the folder is free then.
    pub(crate) async fn run(self) -> Ended {
        let work = async {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => self.ended(AttemptOutcome::Cancelled, None, Vec::new()),
                never = self.progress.tell(&self.inner, self.plan_id) => match never {},
                ended = self.export() => ended,
            }
        };
        let mut ended = outcome_of(work).await.unwrap_or_else(|Panicked| {
            self.ended(AttemptOutcome::Failed, Some(texts_internal(&self)), Vec::new())
        });
        match outcome_of(self.clear(ended.outcome)).await {
            Ok(requests) => ended.requests = requests,
            Err(Panicked) => {
                tracing::error!(attempt = self.row.id, "what an export left could not be cleared away");
            }
        }
        ended
    }

    async fn export(&self) -> Ended {
        let mut files = Vec::new();
        let failed = match self.all_parts(&mut files).await {
            Ok(failed) => failed,
            Err(problem) => vec![(None, problem)],
        };
        if failed.iter().any(|(_, problem)| self.is_cut_off(problem)) {
            return self.ended(AttemptOutcome::Interrupted, None, files);
        }
        if failed.is_empty() {
            let (changes, compared_with) = changes::note(self, &mut files).await;
            let (outcome, failure) = match markdown::write(self, &files).await {
                Ok(()) => (AttemptOutcome::Done, None),
                Err(problem) if self.is_cut_off(&problem) => (AttemptOutcome::Interrupted, None),
                Err(problem) => {
                    tracing::warn!(?problem, plan = self.plan_id, "no Markdown files");
                    let server = Server::of(&self.session.connection);
                    (AttemptOutcome::Failed, Some(problem.failure(self.inner.texts(), server)))
                }
            };
            return Ended { changes, compared_with, ..self.ended(outcome, failure, files) };
        }
        let failure = self.failure(&failed, files.len());
        self.ended(AttemptOutcome::Failed, Some(failure), files)
    }

    /// The shared database went away, or another replica leads: that says nothing of the export, which goes on.
    fn is_cut_off(&self, problem: &Problem) -> bool {
        let is_away = matches!(
            problem,
            Problem::Store(StoreError::Busy | StoreError::NotLeading) | Problem::FolderBusy(_)
        );
        is_away && self.folder.is_of_term()
    }

    fn ended(&self, outcome: AttemptOutcome, failure: Option<Failure>, files: Vec<ExportFileRow>) -> Ended {
        tracing::info!(plan = self.plan_id, attempt = self.row.id, ?outcome, "an export ended");
        Ended::of(outcome, failure, files)
    }

    /// Writes what is missing; `files` are all good files of the chain then.
    async fn all_parts(&self, files: &mut Vec<ExportFileRow>) -> Result<Vec<Failed>, Problem> {
        unfinished::settle(self).await?;
        let names = decide::file_names(&self.draft, instant(self.row.started_at), self.inner.texts())
            .map_err(Problem::Plan)?;
        self.progress.begin(names.iter().map(part_name).collect());
        let chain = self.chain_files().await?;
        let mut missing = Vec::new();
        for (ordinal, name) in names.into_iter().enumerate() {
            let part_id = name.part.as_ref().map(|group| group.id);
            match chain.iter().find(|file| file.part_id == part_id) {
                Some(file) => {
                    self.progress.change(ordinal, |part| {
                        part.stage = PartStage::Done;
                        (part.bytes, part.records) = (file.bytes.unsigned_abs(), file.rows.unsigned_abs());
                    });
                    files.push(file.clone());
                }
                None => missing.push((ordinal, name)),
            }
        }
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        self.check_space(&missing).await?;
        let client = &self.session.client;
        let columns = columns::chosen(client, self.draft.project_id, &self.draft.columns).await?;
        let results: Vec<_> = stream::iter(missing)
            .map(|(ordinal, name)| self.part_or_problem(ordinal, name, &columns))
            .buffer_unordered(AT_A_TIME)
            .collect()
            .await;
        let mut failed = Vec::new();
        for result in results {
            match result {
                Ok(file) => files.push(file),
                Err(problem) => failed.push(problem),
            }
        }
        Ok(failed)
    }

    async fn part_or_problem(
        &self,
        ordinal: usize,
        name: FileName,
        columns: &[ColumnSpec],
    ) -> Result<ExportFileRow, Failed> {
        let result = self.part(ordinal, &name, columns).await;
        self.progress.stage(ordinal, if result.is_ok() { PartStage::Done } else { PartStage::Failed });
        result.map_err(|problem| {
            tracing::warn!(?problem, plan = self.plan_id, ordinal, "a file could not be exported");
            (part_name(&name), problem)
        })
    }

    /// Told before anything is asked of the server: what comes is about as much as the last time.
    async fn check_space(&self, missing: &[(usize, FileName)]) -> Result<(), Problem> {
        let Some(free) = self.disk.free_bytes(&self.folder.path).await? else { return Ok(()) };
        let mut wanted = SPARE;
        for (_, name) in missing {
            let part_id = name.part.as_ref().map(|group| group.id);
            let last = self.inner.store.export_files().newest(self.plan_id, part_id).await?;
            wanted += last.map_or(0, |file| file.bytes.unsigned_abs());
        }
        if free < wanted { Err(Problem::NoSpace(wanted, free)) } else { Ok(()) }
    }

    fn failure(&self, failed: &[Failed], good: usize) -> Failure {
        let texts = self.inner.texts();
        let server = Server::of(&self.session.connection);
        let Some((name, problem)) = failed.first() else { return texts_internal(self) };
        let mut failure = problem.failure(texts, server);
        let of = failed.len() + good;
        if let Some(name) = name.as_deref().filter(|_| matches!(self.draft.scope, ExportScope::Groups { .. }))
        {
            failure.message = texts.part_failed(name, &failure.message, failed.len(), of);
        }
        if failed.len() > 1 {
            let line = |(name, problem): &Failed| {
                let failure = problem.failure(texts, server);
                let details = failure.details.unwrap_or_default();
                format!("{}: {} {details}", name.as_deref().unwrap_or_default(), failure.message)
            };
            failure.details = Some(failed.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
        failure
    }

    /// Nothing of the attempt but its good files stays, here and on the server. Answers the requests that stay noted as
    /// needed.
    async fn clear(&self, outcome: AttemptOutcome) -> Vec<i64> {
        self.disk.rest().await;
        // It may have been stopped between the name of a file and its row.
        if outcome != AttemptOutcome::Done
            && let Err(problem) = unfinished::settle_parts(self).await
        {
            tracing::warn!(?problem, plan = self.plan_id, "what an export left could not be settled");
            return self.clear_requests().await;
        }
        if let Err(problem) = self.disk.remove(self.folder.unfinished()).await {
            tracing::warn!(?problem, plan = self.plan_id, "half-written files stay");
        }
        self.clear_requests().await
    }

    async fn clear_requests(&self) -> Vec<i64> {
        let requests = std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner));
        let mut needed = Vec::new();
        for id in requests {
            if let Err(error) = self.inner.store.export_requests().over(id).await {
                tracing::warn!(%error, "a request to the server stays noted as needed for now");
                needed.push(id);
            }
        }
        needed
    }
}

fn texts_internal(attempt: &Attempt) -> Failure {
    Problem::Internal.failure(attempt.inner.texts(), Server::of(&attempt.session.connection))
}
