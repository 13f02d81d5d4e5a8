//! One attempt of a plan: what it works with, and how it ends.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use store::{ExportAttemptRow, ExportFileRow};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::decide::FileName;
use super::disk::Disk;
use super::folder::Folder;
use super::progress::Progress;
use super::{Problem, scope};
use crate::companion::Inner;
use crate::core::session::Session;
use crate::view::{AttemptOutcome, Failure, FileChanges, PlanDraft};

/// Files that are read at once; each holds a few pieces in memory.
const STREAMS: usize = 4;

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
    pub(super) disk: Disk,
    pub(super) streams: Semaphore,
    /// Our rows of what the server was asked for.
    pub(super) requests: Mutex<Vec<i64>>,
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
    /// Our rows of requests of which the store could not be told that nobody needs them any more.
    pub(crate) requests: Vec<i64>,
}

impl Ended {
    pub(super) fn of(outcome: AttemptOutcome, failure: Option<Failure>, files: Vec<ExportFileRow>) -> Self {
        Self { outcome, failure, files, changes: None, compared_with: None, requests: Vec::new() }
    }
}

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
            disk: Disk::new(folder.clone()),
            folder,
            progress,
            stop,
            streams: Semaphore::new(STREAMS),
            requests: Mutex::default(),
        }
    }

    pub(super) async fn chain_files(&self) -> Result<Vec<ExportFileRow>, Problem> {
        Ok(self.inner.store.export_files().of_chain(self.plan_id, self.row.chain_id).await?)
    }

    /// What all files of this attempt have in common.
    pub(super) fn file_row(&self) -> ExportFileRow {
        ExportFileRow {
            server: self.server.clone(),
            plan_id: Some(self.plan_id),
            plan_name: self.draft.name.clone(),
            chain_id: self.row.chain_id,
            project_id: self.draft.project_id,
            project_name: self.draft.project_name.clone(),
            ..ExportFileRow::default()
        }
    }
}

pub(super) fn part_name(name: &FileName) -> Option<String> {
    name.part.as_ref().map(scope::name_of)
}
