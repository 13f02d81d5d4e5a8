//! Sends what is in a folder: batch after batch, each noted before and after, then counted and closed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use allure_results::{Found, What};
use chrono::TimeDelta;
use store::{Store, UploadFileRow};
use testops::{Client, Error, ErrorKind, FilePart, Sending};
use tokio_util::sync::CancellationToken;

use crate::core::ports::Clock;
use crate::uploads::batches::{Most, Sent, batches};
use crate::uploads::count::{Counting, Settled, heeding, settled};
use crate::uploads::end::{Doubt, Halt, Missed, Report};
use crate::uploads::folders;
use crate::uploads::order::{Contents, UploadOrder, look};
use crate::uploads::target::Aim;
use crate::uploads::watching::{Ripe, ripe};

/// How often in a row a request may fail, and the longest wait between two tries.
const TRIES: u32 = 6;
const LONGEST: TimeDelta = TimeDelta::seconds(30);
/// How often a folder that is watched is looked at.
const LOOKED_AT: TimeDelta = TimeDelta::seconds(2);
/// How long a close is waited for.
const CLOSING: TimeDelta = TimeDelta::minutes(1);

/// What sends: a server, and the store that remembers what it acknowledged.
pub(crate) struct Uploader {
    pub(crate) client: Client,
    /// The server's address, by which an upload is found again.
    pub(crate) server: String,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where an upload is locked, so that no other program sends it.
    pub(crate) data_dir: PathBuf,
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
    /// Bytes of the files that the server has, and of all that go.
    pub bytes: u64,
    pub of_bytes: u64,
    pub stage: Stage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Sending,
    /// What there was is sent; more may come into the folder.
    Watching,
    /// Everything is sent; the server reads it.
    Counting,
}

/// One start of an upload.
struct Start<'a> {
    uploader: &'a Uploader,
    folder: PathBuf,
    files: Arc<Vec<Found>>,
    of_results: u64,
    upload: i64,
    /// While a folder is watched, what goes belongs to one session.
    session: Option<i64>,
    launch_id: i64,
    baseline: u64,
    most: Most,
    stored: BTreeSet<String>,
    missed: BTreeMap<String, Missed>,
    results: u64,
    /// Bytes of the files in `stored`, and of those that are to go beside them.
    size: u64,
    of_size: u64,
    /// That went out.
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
        if contents.survey.results == 0 && order.watch.is_none() {
            return Err(Halt::Nothing);
        }
        let aim = Aim {
            store: &self.store,
            client: &self.client,
            clock: &*self.clock,
            server: &self.server,
            stop: &self.stop,
        };
        let (upload, resumed) = aim.upload(contents, order).await?;
        let held =
            folders::hold(&self.data_dir, upload.id).map_err(|error| Halt::Broke(error.to_string()))?;
        let _held = held.ok_or(Halt::Elsewhere)?;
        self.store.uploads().looked(upload.id, signed(contents.survey.results)).await?;
        report.resumed = resumed;
        report.launch_id = upload.launch_id;
        if self.stop.is_cancelled() {
            return Err(Halt::Paused);
        }
        let (launch_id, baseline) = aim.launch(&upload, order).await?;
        report.launch_id = Some(launch_id);
        let mut start = Start {
            uploader: self,
            folder: contents.folder().to_owned(),
            files: Arc::new(contents.files.clone()),
            of_results: contents.survey.results,
            upload: upload.id,
            session: None,
            launch_id,
            baseline,
            most: Most::default(),
            stored: BTreeSet::new(),
            missed: BTreeMap::new(),
            results: 0,
            size: 0,
            of_size: 0,
            bytes: 0,
            failed: 0,
        };
        let outcome = start.send_what_comes(order).await;
        report.results = start.results;
        report.files = start.stored.len() as u64;
        report.bytes = start.bytes;
        report.missed = start.missed.iter().map(|(name, why)| (name.clone(), *why)).collect();
        outcome?;
        self.end(&start, order, report).await?;
        folders::let_go(&self.data_dir, upload.id);
        Ok(())
    }

    async fn end(&self, start: &Start<'_>, order: &UploadOrder, report: &mut Report) -> Result<(), Halt> {
        start.tell(Stage::Counting);
        let counted = start.counting(order).expected(start.baseline + start.results).await?;
        let counted = counted.saturating_sub(start.baseline);
        report.counted = Some(counted.min(start.results));
        report.others = counted.saturating_sub(start.results);
        if counted < start.results {
            return Err(Halt::Miscounted { sent: start.results, counted });
        }
        // Who else adds to it closes it.
        if order.close && report.others == 0 {
            report.closed = match self.close(start.launch_id).await {
                // It is asked for, and nothing is left to do here.
                Err(Halt::Paused) => false,
                closed => closed?,
            };
        }
        self.store.uploads().finished(start.upload, self.clock.now().timestamp_millis()).await?;
        Ok(())
    }

    /// Whether the launch was seen closed: the server answers before it is.
    async fn close(&self, launch_id: i64) -> Result<bool, Halt> {
        let closing = async {
            self.client.close_launch(launch_id).await?;
            let until = self.clock.now() + CLOSING;
            while self.clock.now() < until {
                if self.client.launch(launch_id).await?.closed {
                    return Ok(true);
                }
                self.clock.sleep_until(self.clock.now() + TimeDelta::milliseconds(500)).await;
            }
            Ok(false)
        };
        heeding(&self.stop, closing).await
    }
}

impl Start<'_> {
    /// What is there, and where the folder is watched what comes into it as well.
    async fn send_what_comes(&mut self, order: &UploadOrder) -> Result<(), Halt> {
        self.recall(order).await?;
        let Some(finish) = &order.watch else {
            let files = Arc::clone(&self.files);
            return self.send_all(&files, order).await;
        };
        let mut seen = Ripe::default();
        loop {
            let ends = finish.is_cancelled();
            let files = if ends { Arc::clone(&self.files) } else { Arc::new(ripe(&self.files, &mut seen)) };
            self.send_all(&files, order).await?;
            if ends {
                return Ok(());
            }
            self.tell(Stage::Watching);
            let clock = &self.uploader.clock;
            tokio::select! {
                () = clock.sleep_until(clock.now() + LOOKED_AT) => {}
                () = finish.cancelled() => {}
                () = self.uploader.stop.cancelled() => return Err(Halt::Paused),
            }
            self.look_again().await?;
        }
    }

    async fn look_again(&mut self) -> Result<(), Halt> {
        let folder = self.folder.clone();
        let looked = tokio::task::spawn_blocking(move || look(&folder, None)).await;
        let looked = looked.map_err(|error| Halt::Broke(error.to_string()))?;
        let contents = looked.map_err(|error| Halt::Broke(error.to_string()))?;
        self.files = Arc::new(contents.files);
        if self.of_results != contents.survey.results {
            self.of_results = contents.survey.results;
            self.uploader.store.uploads().looked(self.upload, signed(self.of_results)).await?;
        }
        Ok(())
    }

    async fn send_all(&mut self, files: &[Found], order: &UploadOrder) -> Result<(), Halt> {
        loop {
            let sent = Sent {
                stored: self.stored.iter().map(String::as_str).collect(),
                missed: self.missed.keys().map(String::as_str).collect(),
                same_session: self.session.is_some(),
            };
            let batches = batches(files, &sent, self.most);
            if batches.is_empty() {
                return Ok(());
            }
            let new = batches.iter().flatten().filter(|file| !self.stored.contains(&file.name));
            self.of_size = self.size + new.map(|file| file.size).sum::<u64>();
            self.tell(Stage::Sending);
            let session = match self.session {
                Some(session) => session,
                None => self.open(order).await?,
            };
            self.session = order.watch.as_ref().map(|_| session);
            if self.send_in(session, &batches, order).await? == Ended::All {
                return Ok(());
            }
            self.session = None;
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
            if self.stored.insert(file.name.clone()) {
                self.results += u64::from(file.result);
                self.size += file.size.unsigned_abs();
            }
        }
    }

    async fn open(&mut self, order: &UploadOrder) -> Result<i64, Halt> {
        loop {
            // A session that nobody knows of does no harm.
            let opening = self.uploader.client.open_upload(self.launch_id, &order.environment);
            match heeding(&self.uploader.stop, async { Ok(opening.await) }).await? {
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
            let (parts, rows) = self.parts(batch).await?;
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
            self.tell(Stage::Sending);
        }
        Ok(Ended::All)
    }

    /// Files as they are at the moment; those that are gone are missed.
    async fn parts(&mut self, batch: &[&Found]) -> Result<(Vec<FilePart>, Vec<UploadFileRow>), Halt> {
        let paths: Vec<PathBuf> = batch.iter().map(|file| self.folder.join(&file.name)).collect();
        let looking = tokio::task::spawn_blocking(move || {
            let looked = paths.into_iter().map(|path| (about(&path), path));
            looked.collect::<Vec<_>>()
        });
        let looked = looking.await.map_err(|error| Halt::Broke(error.to_string()))?;
        let (mut parts, mut rows) = (Vec::new(), Vec::new());
        for (file, (about, path)) in batch.iter().zip(looked) {
            let Some((size, modified)) = about else {
                self.missed.insert(file.name.clone(), Missed::Gone);
                continue;
            };
            parts.push(FilePart { name: file.name.clone(), path, size, content_type: None });
            rows.push(UploadFileRow {
                name: file.name.clone(),
                size: i64::try_from(size).unwrap_or(i64::MAX),
                modified,
                result: matches!(file.what, What::Result { .. }),
                state: "asked".to_owned(),
            });
        }
        Ok((parts, rows))
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
        if error.sent() == testops::Sent::Maybe {
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
            stop: &self.uploader.stop,
        }
    }

    fn tell(&self, stage: Stage) {
        (self.uploader.tell)(&Progress {
            launch_id: Some(self.launch_id),
            results: self.results,
            of_results: self.of_results,
            bytes: self.size,
            of_bytes: self.of_size.max(self.size),
            stage,
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

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Size, and when it was changed in epoch milliseconds.
fn about(path: &Path) -> Option<(u64, i64)> {
    let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((about.len(), i64::try_from(modified.as_millis()).ok()?))
}
