//! A file as it comes: written and checked piece by piece on a thread of its own, never held as a whole.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use table::{Header, Verified, Verifier};
use testops::Download;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use super::Problem;

/// Pieces that may wait for the disk: at most so many times what the network hands over at once.
const WAITING: usize = 32;

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
    writers: &TaskTracker,
) -> Result<Verified, Problem> {
    let (pieces, coming) = mpsc::channel(WAITING);
    let file = new_file(temp)?;
    let writer = Writer { file, verifier: verifier(shape), meter: meter.clone() };
    let written = writers.spawn_blocking(move || writer.write(coming));
    let mut cut = None;
    loop {
        match download.chunk().await {
            Ok(Some(piece)) => {
                // A writer that has ended says why below.
                if pieces.send(piece).await.is_err() {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => {
                cut = Some(error);
                break;
            }
        }
    }
    drop(pieces);
    let written = written.await.map_err(|_| Problem::Internal)?;
    let Writer { file, verifier, .. } = written?;
    if let Some(error) = cut {
        return Err(error.into());
    }
    let finished = writers.spawn_blocking(move || {
        let verified = verifier.finish()?;
        file.sync_all()?;
        Ok(verified)
    });
    finished.await.map_err(|_| Problem::Internal)?
}

struct Writer {
    file: File,
    verifier: Verifier,
    meter: Arc<Meter>,
}

impl Writer {
    /// Ends with the last piece, or with the first that is wrong.
    fn write(mut self, mut coming: mpsc::Receiver<bytes::Bytes>) -> Result<Self, Problem> {
        while let Some(piece) = coming.blocking_recv() {
            self.file.write_all(&piece)?;
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
