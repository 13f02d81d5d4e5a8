//! Sends what is in a folder: batch after batch, each noted before and after, then counted and closed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use allure_results::{Found, What};
use chrono::TimeDelta;
use store::{Store, UploadFileRow};
use testops::{Client, Error, ErrorKind, FilePart, Sending, Sent};
use tokio_util::sync::CancellationToken;

use crate::core::ports::Clock;
use crate::uploads::batches::{Most, batches};
use crate::uploads::count::{Counting, Settled, settled};
use crate::uploads::end::{Doubt, Halt, Missed, Report};
use crate::uploads::order::{Contents, UploadOrder};
use crate::uploads::target::Aim;

/// How often in a row a request may fail, and the longest wait between two tries.
const TRIES: u32 = 6;
const LONGEST: TimeDelta = TimeDelta::seconds(30);
/// How long a close is waited for.
const CLOSING: TimeDelta = TimeDelta::minutes(1);

/// What sends: a server, and the store that remembers what it acknowledged.
pub(crate) struct Uploader {
    pub(crate) client: Client,
    /// The server's address, by which an upload is found again.
    pub(crate) server: String,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// Ends the upload once the batch under way is answered.
    pub(crate) stop: CancellationToken,
    /// Hears how far it is.
    pub(crate) tell: Box<dyn Fn(&Progress) + Send + Sync>,
}

/// How far an upload is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub launch_id: Option<i64>,
    /// Results that the server has.
    pub results: u64,
    pub of_results: u64,
    /// Everything is sent; the server reads it.
    pub counting: bool,
}

/// One start of an upload.
struct Start<'a> {
    uploader: &'a Uploader,
    contents: &'a Contents,
    upload: i64,
    launch_id: i64,
    baseline: u64,
    most: Most,
    stored: BTreeSet<String>,
    missed: BTreeMap<String, Missed>,
    results: u64,
    bytes: u64,
    failed: u32,
}

impl Uploader {
    /// Sends what is not with the server yet. What came of it is told also where it did not end well.
    pub(crate) async fn run(&self, contents: &Contents, order: &UploadOrder) -> (Report, Result<(), Halt>) {
        let mut report = Report::default();
        let outcome = self.carry_out(contents, order, &mut report).await;
        (report, outcome)
    }

    async fn carry_out(
        &self,
        contents: &Contents,
        order: &UploadOrder,
        report: &mut Report,
    ) -> Result<(), Halt> {
        if contents.survey.results == 0 {
            return Err(Halt::Nothing);
        }
        let aim = Aim { store: &self.store, client: &self.client, clock: &*self.clock, server: &self.server };
        let (upload, resumed) = aim.upload(contents, order).await?;
        report.resumed = resumed;
        report.launch_id = upload.launch_id;
        let (launch_id, baseline) = aim.launch(&upload, order).await?;
        report.launch_id = Some(launch_id);
        let mut start = Start {
            uploader: self,
            contents,
            upload: upload.id,
            launch_id,
            baseline,
            most: Most::default(),
            stored: BTreeSet::new(),
            missed: BTreeMap::new(),
            results: 0,
            bytes: 0,
            failed: 0,
        };
        let outcome = start.send_all(order).await;
        report.results = start.results;
        report.files = start.stored.len() as u64;
        report.bytes = start.bytes;
        report.missed = start.missed.iter().map(|(name, why)| (name.clone(), *why)).collect();
        outcome?;
        self.end(&start, order, report).await
    }

    async fn end(&self, start: &Start<'_>, order: &UploadOrder, report: &mut Report) -> Result<(), Halt> {
        start.tell(true);
        let counted = start.counting(order).expected(start.baseline + start.results).await?;
        let counted = counted.saturating_sub(start.baseline);
        report.counted = Some(counted);
        if counted != start.results {
            return Err(Halt::Miscounted { sent: start.results, counted });
        }
        if order.close {
            report.closed = self.close(start.launch_id).await?;
        }
        self.store.uploads().finished(start.upload, self.clock.now().timestamp_millis()).await?;
        Ok(())
    }

    /// Whether the launch was seen closed: the server answers before it is.
    async fn close(&self, launch_id: i64) -> Result<bool, Halt> {
        self.client.close_launch(launch_id).await?;
        let until = self.clock.now() + CLOSING;
        while self.clock.now() < until {
            if self.client.launch(launch_id).await?.closed {
                return Ok(true);
            }
            self.clock.sleep_until(self.clock.now() + TimeDelta::milliseconds(500)).await;
        }
        Ok(false)
    }
}

impl Start<'_> {
    async fn send_all(&mut self, order: &UploadOrder) -> Result<(), Halt> {
        self.recall(order).await?;
        loop {
            let contents = self.contents;
            let stored = self.stored.iter().map(String::as_str).collect();
            let missed = self.missed.keys().map(String::as_str).collect();
            let batches = batches(&contents.files, &stored, &missed, self.most);
            self.tell(false);
            if batches.is_empty() {
                return Ok(());
            }
            let session = self.open(order).await?;
            if self.send_in(session, &batches, order).await? == Ended::All {
                return Ok(());
            }
        }
    }

    /// What earlier starts sent. What was asked last and not answered is counted.
    async fn recall(&mut self, order: &UploadOrder) -> Result<(), Halt> {
        let files = self.uploader.store.uploads().files(self.upload).await?;
        let (asked, stored): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.state == "asked");
        self.take(&stored);
        if !asked.is_empty() && self.settle(&asked, order).await? == Settled::Arrived {
            self.take(&asked);
        }
        Ok(())
    }

    fn take(&mut self, files: &[UploadFileRow]) {
        for file in files {
            if self.stored.insert(file.name.clone()) && file.result {
                self.results += 1;
            }
        }
    }

    async fn open(&mut self, order: &UploadOrder) -> Result<i64, Halt> {
        loop {
            // A session that nobody knows of does no harm.
            match self.uploader.client.open_upload(self.launch_id, &order.environment).await {
                Ok(session) => return Ok(session.id),
                Err(error) => self.wait(error).await?,
            }
        }
    }

    async fn send_in(
        &mut self,
        session: i64,
        batches: &[Vec<&Found>],
        order: &UploadOrder,
    ) -> Result<Ended, Halt> {
        for batch in batches {
            let (parts, rows) = self.parts(batch).await;
            if parts.is_empty() {
                continue;
            }
            loop {
                if self.uploader.stop.is_cancelled() {
                    return Err(Halt::Paused);
                }
                match self.send(session, &parts, &rows, order).await? {
                    Fate::Stored => break,
                    Fate::Again => {}
                    Fate::Anew => return Ok(Ended::Anew),
                }
            }
            self.tell(false);
        }
        Ok(Ended::All)
    }

    /// Files as they are at the moment; those that are gone are missed.
    async fn parts(&mut self, batch: &[&Found]) -> (Vec<FilePart>, Vec<UploadFileRow>) {
        let (mut parts, mut rows) = (Vec::new(), Vec::new());
        for file in batch {
            let path = self.contents.folder().join(&file.name);
            let Some((size, modified)) = about(&path).await else {
                self.missed.insert(file.name.clone(), Missed::Gone);
                continue;
            };
            parts.push(FilePart { name: file.name.clone(), path, size });
            rows.push(UploadFileRow {
                name: file.name.clone(),
                size: i64::try_from(size).unwrap_or(i64::MAX),
                modified,
                result: matches!(file.what, What::Result { .. }),
                state: "asked".to_owned(),
            });
        }
        (parts, rows)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind is waited for, or ends the upload")]
    async fn send(
        &mut self,
        session: i64,
        parts: &[FilePart],
        rows: &[UploadFileRow],
        order: &UploadOrder,
    ) -> Result<Fate, Halt> {
        let uploads = self.uploader.store.uploads();
        uploads.note(self.upload, rows).await?;
        let sending = Arc::new(Sending::default());
        let sent = self.uploader.client.upload_files(session, parts.to_vec(), Arc::clone(&sending)).await;
        self.bytes += sending.bytes();
        let error = match sent {
            Ok(()) => {
                uploads.stored(self.upload).await?;
                self.take(rows);
                self.failed = 0;
                return Ok(Fate::Stored);
            }
            Err(error) => error,
        };
        if error.sent() == Sent::Maybe {
            if self.settle(rows, order).await? == Settled::Arrived {
                self.take(rows);
                return Ok(Fate::Stored);
            }
            self.wait(error).await?;
            return Ok(Fate::Again);
        }
        uploads.refused(self.upload).await?;
        match error.kind() {
            ErrorKind::NotFound { .. } => {
                self.wait(error).await?;
                Ok(Fate::Anew)
            }
            ErrorKind::Rejected { status: 413, .. } => {
                match parts {
                    [part] => drop(self.missed.insert(part.name.clone(), Missed::TooLarge)),
                    _ => self.most = self.most.halved(),
                }
                Ok(Fate::Anew)
            }
            _ => {
                self.wait(error).await?;
                Ok(Fate::Again)
            }
        }
    }

    /// Whether files whose answer was lost arrived; where it is not told, nothing more goes.
    async fn settle(&self, asked: &[UploadFileRow], order: &UploadOrder) -> Result<Settled, Halt> {
        let uploads = self.uploader.store.uploads();
        let results = asked.iter().filter(|file| file.result).count() as u64;
        let now = self.counting(order).all().await?;
        let settled = settled(self.baseline + self.results, results, now);
        match settled {
            Settled::Arrived => uploads.stored(self.upload).await?,
            Settled::NotArrived => uploads.refused(self.upload).await?,
            Settled::Unclear => return Err(Halt::Unknown(Doubt::Batch)),
        }
        Ok(settled)
    }

    /// Waits before another try; what will not pass ends the upload.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these two kinds carry a wait")]
    async fn wait(&mut self, error: Error) -> Result<(), Halt> {
        let asked = match error.kind() {
            ErrorKind::TooManyRequests { retry_after } | ErrorKind::Server { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        };
        self.failed += 1;
        if self.failed >= TRIES || !may_pass(error.kind()) {
            return Err(error.into());
        }
        let usual = TimeDelta::seconds(1 << (self.failed - 1)).min(LONGEST);
        let wait =
            asked.and_then(|asked| TimeDelta::from_std(asked).ok()).map_or(usual, |asked| asked.max(usual));
        let clock = &self.uploader.clock;
        tokio::select! {
            () = clock.sleep_until(clock.now() + wait) => Ok(()),
            () = self.uploader.stop.cancelled() => Err(Halt::Paused),
        }
    }

    fn counting(&self, order: &UploadOrder) -> Counting<'_> {
        Counting {
            client: &self.uploader.client,
            clock: &*self.uploader.clock,
            project_id: order.project_id,
            launch_id: self.launch_id,
        }
    }

    fn tell(&self, counting: bool) {
        (self.uploader.tell)(&Progress {
            launch_id: Some(self.launch_id),
            results: self.results,
            of_results: self.contents.survey.results,
            counting,
        });
    }
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    All,
    /// Another session takes the rest.
    Anew,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stored,
    Again,
    Anew,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what is not named here will not pass")]
fn may_pass(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Unreachable { .. }
        | ErrorKind::Timeout { .. }
        | ErrorKind::TooManyRequests { .. }
        | ErrorKind::Server { .. }
        | ErrorKind::Html { .. }
        // The server forgot the session.
        | ErrorKind::NotFound { .. }
        | ErrorKind::Cut => true,
        _ => false,
    }
}

/// Size, and when it was changed in epoch milliseconds.
async fn about(path: &Path) -> Option<(u64, i64)> {
    let about = tokio::fs::metadata(path).await.ok().filter(std::fs::Metadata::is_file)?;
    let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((about.len(), i64::try_from(modified.as_millis()).ok()?))
}
