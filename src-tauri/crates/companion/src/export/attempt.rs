//! One attempt of a plan, from the columns to the last file. It runs as a task of its own, and tells the exporter how
//! it ended.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt as _};
use store::{ExportAttemptRow, ExportFileRow};
use testops::ColumnSpec;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::decide::{self, FileName};
use super::folder::{Folder, free_bytes};
use super::progress::Progress;
use super::{Message, Problem, changes, columns, scope, unfinished};
use crate::companion::Inner;
use crate::failure::Server;
use crate::run::record::instant;
use crate::session::Session;
use crate::view::{AttemptOutcome, ExportScope, Failure, FileChanges, PartStage, PlanDraft};

/// Files that are asked for at once: the server works them off in its own order, and asking is cheap.
const AT_A_TIME: usize = 20;
/// Files that are read at once; each holds a few pieces in memory.
const STREAMS: usize = 4;

/// Free space beyond what the files need.
const SPARE: u64 = 16 << 20;

/// Everything that an attempt works with.
pub(crate) struct Attempt {
    pub(crate) inner: Arc<Inner>,
    pub(crate) session: Session,
    pub(crate) server: String,
    pub(crate) plan_id: i64,
    pub(crate) draft: PlanDraft,
    pub(crate) row: ExportAttemptRow,
    pub(crate) folder: Folder,
    pub(crate) progress: Arc<Progress>,
    pub(crate) stop: CancellationToken,
    pub(super) writers: TaskTracker,
    pub(super) streams: Semaphore,
    /// Our rows of what the server was asked for.
    pub(super) requests: Mutex<Vec<i64>>,
    pub(super) temps: Mutex<Vec<PathBuf>>,
}

/// How an attempt ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: AttemptOutcome,
    pub(crate) failure: Option<Failure>,
    /// The good files of this attempt and of those that it repeats.
    pub(crate) files: Vec<ExportFileRow>,
    pub(crate) changes: Option<FileChanges>,
    /// When the files were written that these were compared with.
    pub(crate) compared_with: Option<DateTime<Utc>>,
}

/// A file that could not be had, by its group's name.
type Failed = (Option<String>, Problem);

impl Attempt {
    #[expect(clippy::too_many_arguments, reason = "all of them are what an attempt works with")]
    pub(crate) fn new(
        inner: Arc<Inner>,
        session: Session,
        server: String,
        draft: PlanDraft,
        row: ExportAttemptRow,
        folder: Folder,
        progress: Arc<Progress>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            inner,
            session,
            server,
            plan_id: row.plan_id,
            draft,
            row,
            folder,
            progress,
            stop,
            writers: TaskTracker::new(),
            streams: Semaphore::new(STREAMS),
            requests: Mutex::default(),
            temps: Mutex::default(),
        }
    }

    /// The task.
    pub(crate) async fn run(self) {
        let ended = tokio::select! {
            biased;
            () = self.stop.cancelled() => self.ended(AttemptOutcome::Cancelled, None, Vec::new()),
            () = self.progress.tell(&self.inner, self.plan_id) => return,
            ended = self.export() => ended,
        };
        self.clear(ended.outcome).await;
        let (inner, plan_id, attempt_id) = (self.inner.clone(), self.plan_id, self.row.id);
        // The folder is free for whoever hears of the end.
        drop(self);
        let message = Message::Ended { plan_id, attempt_id, ended: Box::new(ended) };
        drop(inner.exports.send(message).await);
    }

    async fn export(&self) -> Ended {
        let mut files = Vec::new();
        let failed = match self.all_parts(&mut files).await {
            Ok(failed) => failed,
            Err(problem) => vec![(None, problem)],
        };
        if failed.is_empty() {
            let (changes, compared_with) = changes::note(self, &mut files).await;
            return Ended { changes, compared_with, ..self.ended(AttemptOutcome::Done, None, files) };
        }
        let failure = self.failure(&failed, files.len());
        self.ended(AttemptOutcome::Failed, Some(failure), files)
    }

    fn ended(&self, outcome: AttemptOutcome, failure: Option<Failure>, files: Vec<ExportFileRow>) -> Ended {
        tracing::info!(plan = self.plan_id, attempt = self.row.id, ?outcome, "an export ended");
        Ended { outcome, failure, files, changes: None, compared_with: None }
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

    pub(super) async fn chain_files(&self) -> Result<Vec<ExportFileRow>, Problem> {
        let mut files = self.inner.store.export_files().of_plan(self.plan_id).await?;
        files.retain(|file| file.good && file.chain_id == self.row.chain_id);
        Ok(files)
    }

    /// Told before anything is asked of the server: what comes is about as much as the last time.
    async fn check_space(&self, missing: &[(usize, FileName)]) -> Result<(), Problem> {
        let Some(free) = free_bytes(&self.folder.path) else { return Ok(()) };
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

    /// Nothing of the attempt but its good files stays, here and on the server.
    async fn clear(&self, outcome: AttemptOutcome) {
        self.writers.close();
        self.writers.wait().await;
        let temps = std::mem::take(&mut *self.temps.lock().unwrap_or_else(PoisonError::into_inner));
        for temp in temps {
            super::folder::remove(&temp);
        }
        // It may have been stopped between the name of a file and its row.
        if outcome != AttemptOutcome::Done
            && let Err(problem) = unfinished::settle(self).await
        {
            tracing::warn!(?problem, plan = self.plan_id, "what an export left could not be settled");
        }
        let requests = std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner));
        for id in requests {
            if let Err(error) = self.inner.store.export_requests().over(id).await {
                tracing::warn!(%error, "a request to the server stays noted as needed");
            }
        }
    }
}

fn texts_internal(attempt: &Attempt) -> Failure {
    Problem::Internal.failure(attempt.inner.texts(), Server::of(&attempt.session.connection))
}

pub(super) fn part_name(name: &FileName) -> Option<String> {
    name.part.as_ref().map(scope::name_of)
}
