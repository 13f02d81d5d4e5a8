//! One file: count, ask, wait until it is ready, read and check it, and give it its name.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{ExportFileRow, ExportPartRow};
use table::Verified;
use testops::{ColumnSpec, ExportOrder, ExportStatus};
use uuid::Uuid;

use super::attempt::{Attempt, part_name};
use super::decide::FileName;
use super::folder::free_bytes;
use super::receive::{Shape, receive};
use super::scope::{self, Wanted};
use super::{Problem, unfinished};
use crate::view::PartStage;

/// Waits between two looks at a request.
const FIRST_WAIT: TimeDelta = TimeDelta::milliseconds(200);
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(2);

/// How long a server may prepare a file. What is counted are the waits, not the clock, which may jump.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);

/// A file that is whole, verified and on the disk; from here on only its name is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Whole {
    pub(super) path: PathBuf,
    pub(super) part_id: Option<i64>,
    pub(super) part: Option<String>,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    pub(super) sha256: String,
    pub(super) took_ms: i64,
    pub(super) written_at: DateTime<Utc>,
}

impl Attempt {
    pub(super) async fn part(
        &self,
        ordinal: usize,
        name: &FileName,
        columns: &[ColumnSpec],
    ) -> Result<ExportFileRow, Problem> {
        let began = self.inner.now();
        let project_id = self.draft.project_id;
        let wanted =
            scope::wanted(&self.session.client, project_id, &self.draft.scope, name.part.as_ref()).await?;
        self.progress.change(ordinal, |part| {
            part.stage = PartStage::Queued;
            part.expected = Some(wanted.count);
        });
        let request_id = self.ask(name, &wanted, columns).await?;
        self.ready(request_id).await?;

        let turn = self.streams.acquire().await.map_err(|_| Problem::Internal)?;
        self.progress.stage(ordinal, PartStage::Downloading);
        let temp = self.folder.temp();
        self.temps.lock().unwrap_or_else(PoisonError::into_inner).push(temp.clone());
        let mut part = ExportPartRow {
            attempt_id: self.row.id,
            ordinal: i64::try_from(ordinal).unwrap_or(i64::MAX),
            temp: temp.to_string_lossy().into_owned(),
            file: None,
        };
        self.inner.store.export_attempts().put_part(&part).await?;
        let received = self.download(ordinal, request_id, &temp, columns).await;
        drop(turn);
        self.progress.stage(ordinal, PartStage::Finishing);
        let checked = match received {
            Ok(verified) => self.check_count(&wanted, &verified).await.map(|()| verified),
            Err(problem) => Err(problem),
        };
        let verified = match checked {
            Ok(verified) => verified,
            Err(problem) => {
                if problem.is_kept_aside() {
                    self.keep_aside(ordinal, name, &temp).await;
                }
                return Err(problem);
            }
        };
        let whole = Whole {
            path: self.folder.free(&name.name),
            part_id: name.part.as_ref().map(|group| group.id),
            part: part_name(name),
            bytes: verified.bytes,
            rows: verified.records,
            sha256: hex(&verified.sha256),
            took_ms: (self.inner.now() - began).num_milliseconds().max(0),
            written_at: self.inner.now(),
        };
        part.file = serde_json::to_string(&whole).ok();
        self.inner.store.export_attempts().put_part(&part).await?;
        self.place(&temp, &whole.path).await?;
        let file = unfinished::record(self, &whole).await?;
        self.inner.store.export_attempts().forget_part(&part).await?;
        Ok(file)
    }

    /// The request is noted before it is sent, so that it is deleted on the server whatever happens.
    async fn ask(&self, name: &FileName, wanted: &Wanted, columns: &[ColumnSpec]) -> Result<i64, Problem> {
        let order = ExportOrder {
            name: format!("{} {}", name.name, Uuid::new_v4().simple()),
            selection: wanted.selection.clone(),
            columns: columns.to_vec(),
            separator: self.draft.separator.clone(),
            with_headers: self.draft.headers,
        };
        let requests = self.inner.store.export_requests();
        let now = self.inner.now().timestamp_millis();
        let noted = requests.intend(&self.server, self.draft.project_id, &order.name, now).await?;
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(noted);
        let request = self.session.client.request_export(&order).await?;
        requests.asked(noted, request.id).await?;
        Ok(request.id)
    }

    async fn ready(&self, request_id: i64) -> Result<(), Problem> {
        let (mut wait, mut waited) = (FIRST_WAIT, TimeDelta::zero());
        while waited < PATIENCE {
            let request = self.session.client.export_request(request_id).await?;
            match request.status {
                ExportStatus::Ready => return Ok(()),
                ExportStatus::Failed => return Err(Problem::NotPrepared(request.error_message)),
                ExportStatus::Queued | ExportStatus::Other(_) => {}
            }
            self.inner.ports.clock.sleep_until(self.inner.now() + wait).await;
            waited += wait;
            wait = (wait * 3 / 2).min(LONGEST_WAIT);
        }
        Err(Problem::Slow)
    }

    async fn download(
        &self,
        ordinal: usize,
        request_id: i64,
        temp: &Path,
        columns: &[ColumnSpec],
    ) -> Result<Verified, Problem> {
        let download = self.session.client.download_export(request_id).await?;
        if let (Some(length), Some(free)) = (download.length, free_bytes(&self.folder.path))
            && free < length
        {
            return Err(Problem::NoSpace(length, free));
        }
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let shape = Shape {
            separator: self.draft.separator.bytes().next().unwrap_or(b','),
            header: self.draft.headers.then_some(names),
        };
        receive(download, temp, shape, &self.progress.meter(ordinal), &self.writers).await
    }

    /// As many records as the server counted before or, where people work on the test cases meanwhile, counts after.
    async fn check_count(&self, wanted: &Wanted, verified: &Verified) -> Result<(), Problem> {
        if verified.records == wanted.count {
            return Ok(());
        }
        let again = self.session.client.count_cases(&wanted.selection).await?;
        let between = wanted.count.min(again)..=wanted.count.max(again);
        if between.contains(&verified.records) {
            return Ok(());
        }
        Err(Problem::WrongCount(verified.records, again))
    }

    /// What is wrong can be looked at under a name that says so; the one before it of the same chain goes.
    async fn keep_aside(&self, ordinal: usize, name: &FileName, temp: &Path) {
        let stem = name.name.strip_suffix(".csv").unwrap_or(&name.name);
        let path = self.folder.free(&format!("{stem}.failed-{}.csv", self.row.id));
        let files = self.inner.store.export_files();
        let part_id = name.part.as_ref().map(|group| group.id);
        if let Err(problem) = self.place(temp, &path).await {
            tracing::warn!(?problem, "the failed file could not be kept aside");
            return;
        }
        let length = std::fs::metadata(&path).map_or(0, |meta| meta.len());
        let records = self.progress.shown().get(ordinal).map_or(0, |part| part.records);
        let row = ExportFileRow {
            part_id,
            part: part_name(name),
            path: path.to_string_lossy().into_owned(),
            good: false,
            bytes: i64::try_from(length).unwrap_or(i64::MAX),
            rows: i64::try_from(records).unwrap_or(i64::MAX),
            written_at: self.inner.now().timestamp_millis(),
            ..self.file_row()
        };
        let before = files.of_plan(self.plan_id).await.unwrap_or_default();
        let before = before.iter().filter(|file| !file.good && file.part_id == part_id);
        for file in before {
            super::folder::remove(Path::new(&file.path));
            drop(files.forget(&[file.id]).await);
        }
        if let Err(error) = files.insert(&row).await {
            tracing::warn!(%error, "the failed file could not be recorded");
        }
    }

    /// Gives a file its name, beside everything else: the disk may take its time.
    pub(super) async fn place(&self, temp: &Path, path: &Path) -> Result<(), Problem> {
        let (folder, temp, path) = (self.folder.clone(), temp.to_owned(), path.to_owned());
        let placed = self.writers.spawn_blocking(move || folder.place(&temp, &path)).await;
        placed.map_err(|_| Problem::Internal)?.map_err(Problem::from)
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

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
