//! A file as it comes: written and checked piece by piece on a thread of its own, never held as a whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use table::{Header, Verified, Verifier};
use testops::Download;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Problem;
use super::disk::Disk;
use crate::core::files::flushed;

/// Pieces that may wait for the disk: at most so many times what the network hands over at once.
const WAITING: usize = 32;

/// After so many bytes the disk begins with them while more come, so that little is left to flush at the end.
const FLUSHED_AT_ONCE: u64 = 64 << 20;

/// How far a file has come; read while it is written.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub(crate) bytes: AtomicU64,
    pub(crate) records: AtomicU64,
}

/// What is asked of a file.
pub(crate) struct Shape {
    pub(crate) separator: u8,
    /// The header; `None` where there is none.
    pub(crate) header: Option<Vec<String>>,
}

/// Writes the whole download to `temp`, which must not be there, and brings it to the disk. On a failure what came so
/// far stays in `temp`.
pub(crate) async fn receive(
    mut download: Download,
    temp: &Path,
    shape: Shape,
    meter: &Arc<Meter>,
    disk: &Disk,
) -> Result<Verified, Problem> {
    let (pieces, coming) = mpsc::channel(WAITING);
    let (path, counted, writing) = (temp.to_owned(), meter.clone(), disk.clone());
    let written = disk.run(move || {
        let flusher = Flusher { disk: writing, written: 0, under_way: None };
        let writer = Writer { file: new_file(&path)?, verifier: verifier(shape), meter: counted, flusher };
        writer.write(coming)
    });
    let sent = send_all(&mut download, pieces);
    let (written, sent) = tokio::join!(written, sent);
    let Writer { file, verifier, mut flusher, .. } = written??;
    sent?;
    let finished = disk.run(move || {
        let verified = verifier.finish()?;
        flusher.wait()?;
        flushed(file.sync_all())?;
        Ok(verified)
    });
    finished.await?
}

/// Ends with the last piece, or when nobody takes them any more.
async fn send_all(download: &mut Download, pieces: mpsc::Sender<bytes::Bytes>) -> Result<(), Problem> {
    while let Some(piece) = download.chunk().await? {
        // A writer that has ended says why itself.
        if pieces.send(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}
struct Writer {
    file: File,
    verifier: Verifier,
    meter: Arc<Meter>,
    flusher: Flusher,
}

/// Brings what was written to the disk beside the writing.
struct Flusher {
    disk: Disk,
    written: u64,
    under_way: Option<JoinHandle<io::Result<()>>>,
}

impl Flusher {
    fn wrote(&mut self, file: &File, bytes: usize) -> io::Result<()> {
        self.written += bytes as u64;
        let is_busy = self.under_way.as_ref().is_some_and(|flush| !flush.is_finished());
        if self.written < FLUSHED_AT_ONCE || is_busy {
            return Ok(());
        }
        self.wait()?;
        self.written = 0;
        let file = file.try_clone()?;
        self.under_way = Some(self.disk.start(move || flushed(file.sync_data())));
        Ok(())
    }

    /// The disk tells a failure once only: whoever flushed must be heard.
    fn wait(&mut self) -> io::Result<()> {
        let Some(under_way) = self.under_way.take() else { return Ok(()) };
        Handle::current().block_on(under_way).unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
    }
}

impl Writer {
    /// Ends with the last piece, or with the first that is wrong.
    fn write(mut self, mut coming: mpsc::Receiver<bytes::Bytes>) -> Result<Self, Problem> {
        while let Some(piece) = coming.blocking_recv() {
            self.file.write_all(&piece)?;
            self.flusher.wrote(&self.file, piece.len())?;
            self.verifier.push(&piece)?;
            self.meter.bytes.fetch_add(piece.len() as u64, Ordering::Relaxed);
            self.meter.records.store(self.verifier.records(), Ordering::Relaxed);
        }
        Ok(self)
    }
}

fn verifier(shape: Shape) -> Verifier {
    Verifier::new(shape.separator, shape.header.map_or(Header::Absent, Header::Exactly))
}

fn new_file(temp: &Path) -> Result<File, Problem> {
    let file = OpenOptions::new().write(true).create_new(true).open(temp);
    file.map_err(|error| {
        let folder: PathBuf = temp.parent().map(Path::to_owned).unwrap_or_default();
        Problem::of_folder(&folder, &error)
    })
}
