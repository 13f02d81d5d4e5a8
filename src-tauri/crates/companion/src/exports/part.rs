//! One file: count, ask, wait until it is ready, read and check it, and give it its name.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::{fs, io};

use chrono::TimeDelta;
use store::{ExportFileRow, ExportPartRow};
use table::Verified;
use testops::{ColumnSpec, ExportOrder, ExportStatus};
use uuid::Uuid;

use super::attempt::{Attempt, part_name};
use super::decide::FileName;
use super::receive::{Shape, receive};
use super::scope::{self, Wanted};
use super::whole::Whole;
use super::{Problem, unfinished};
use crate::core::failpoint::failpoint;
use crate::view::PartStage;

/// Waits between two looks at a request.
const FIRST_WAIT: TimeDelta = TimeDelta::milliseconds(200);
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(2);

/// Names that are tried for a file whose name others keep taking.
const NAMES: u32 = 100;

/// How long a server may prepare a file. What is counted are the waits, not the clock, which may jump.
const PATIENCE: TimeDelta = TimeDelta::minutes(60);

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
        let mut whole = Whole {
            path: self.folder.path.join(&name.name),
            part_id: name.part.as_ref().map(|group| group.id),
            part: part_name(name),
            bytes: verified.bytes,
            rows: verified.records,
            sha256: base16ct::lower::encode_string(&verified.sha256),
            took_ms: (self.inner.now() - began).num_milliseconds().max(0),
            written_at: self.inner.now(),
        };
        self.give_name(&mut part, &mut whole).await?;
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
        if let (Some(length), Some(free)) = (download.length, self.disk.free_bytes(&self.folder.path).await?)
            && free < length
        {
            return Err(Problem::NoSpace(length, free));
        }
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let shape = Shape {
            separator: self.draft.separator.bytes().next().unwrap_or(b','),
            header: self.draft.headers.then_some(names),
        };
        receive(download, temp, shape, &self.progress.meter(ordinal), &self.disk).await
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

    /// Gives a verified file its name or, where another file took that meanwhile, one like it. The name is noted before
    /// the file gets it.
    pub(super) async fn give_name(&self, part: &mut ExportPartRow, whole: &mut Whole) -> Result<(), Problem> {
        let wanted = whole.path.clone();
        self.folder.keep(Path::new(&part.temp));
        for _ in 0..NAMES {
            whole.path = self.disk.free(wanted.clone()).await?;
            part.file = serde_json::to_string(&whole).ok();
            self.inner.store.export_attempts().put_part(part).await?;
            failpoint!("exports/name");
            if self.disk.place(Path::new(&part.temp), &whole.path).await? {
                failpoint!("exports/named");
                return Ok(());
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
    }

    /// What is wrong can be looked at under a name that says so; the one before it of the same chain goes.
    async fn keep_aside(&self, ordinal: usize, name: &FileName, temp: &Path) {
        match self.kept_aside(ordinal, name, temp).await {
            Ok(()) => {}
            Err(problem) => tracing::warn!(?problem, "the failed file could not be kept aside"),
        }
    }

    async fn kept_aside(&self, ordinal: usize, name: &FileName, temp: &Path) -> Result<(), Problem> {
        let stem = name.name.strip_suffix(".csv").unwrap_or(&name.name);
        let wanted = self.folder.path.join(format!("{stem}.failed-{}.csv", self.row.id));
        let files = self.inner.store.export_files();
        let part_id = name.part.as_ref().map(|group| group.id);
        let path = self.disk.free(wanted).await?;
        if !self.disk.place(temp, &path).await? {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        let written = path.clone();
        let length = self.disk.run(move || fs::metadata(written).map_or(0, |meta| meta.len())).await?;
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
        let before = files.kept_aside(self.plan_id, part_id).await?;
        let (ids, paths): (Vec<_>, Vec<_>) =
            before.into_iter().map(|file| (file.id, PathBuf::from(file.path))).unzip();
        self.disk.remove(paths).await?;
        files.forget(&ids).await?;
        files.insert(&row).await?;
        Ok(())
    }
}
