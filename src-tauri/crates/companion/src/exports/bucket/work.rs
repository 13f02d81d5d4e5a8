//! What is owed to the bucket, paid one after the other until nothing is due or the store fails.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use shelf::{Error, Fault, Put, Shelf, Source};
use store::{ExportCopyRow, ExportFileRow, StoreError};

use super::place::{address, failure, key, open, shown};
use super::{Kept, SCHEME, is_elsewhere};
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::exports::decide::{KeptFile, retire};
use crate::exports::folder;
use crate::exports::record::{DEMO, json};
use crate::view::{Event, Failure};

/// Copies that are deleted in one go.
const AT_A_TIME: u32 = 200;

/// Between two tries of one file; the store's own trouble waits longer, for all of them.
const AGAIN: TimeDelta = TimeDelta::minutes(1);
/// The same of a file whose folder is away.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(30);

/// How the work ended.
pub(crate) struct Worked {
    /// When a file is due that failed before.
    pub(super) next: Option<i64>,
    pub(super) trouble: Option<Trouble>,
}

pub(super) enum Trouble {
    Failed {
        failure: Failure,
        /// It may pass by itself.
        passes: bool,
    },
    /// The task panicked.
    Broke,
}

/// Why the work goes no further.
enum Stop {
    Store(StoreError),
    Failed(Failure, bool),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub(super) async fn work(inner: &Inner, kept: &Kept) -> Worked {
    match all(inner, kept).await {
        Ok(next) => Worked { next, trouble: None },
        Err(Stop::Failed(failure, passes)) => {
            Worked { next: None, trouble: Some(Trouble::Failed { failure, passes }) }
        }
        Err(Stop::Store(error)) => {
            let failure = inner.stored(&error);
            Worked { next: None, trouble: Some(Trouble::Failed { failure, passes: true }) }
        }
    }
}

async fn all(inner: &Inner, kept: &Kept) -> Result<Option<i64>, Stop> {
    let stopped = |error: &Error| Stop::Failed(failure(inner.texts(), error), error.is_passing());
    let shelf = ready(inner, kept).await?;
    let (place, copies) = (address(&kept.place), inner.store.export_copies());
    loop {
        let orphans = copies.orphans(&place, AT_A_TIME).await?;
        for copy in &orphans {
            shelf.delete(&copy.key).await.map_err(|error| stopped(&error))?;
            copies.forget(copy.file_id, &place).await?;
        }
        if orphans.is_empty() {
            break;
        }
    }
    while let Some(id) = copies.due(&place, DEMO, inner.now().timestamp_millis()).await? {
        // One that was forgotten meanwhile is due no longer.
        let Some(file) = inner.store.export_files().get(id).await? else { continue };
        let put = copy(inner, &shelf, &place, &file).await?;
        inner.emit(Event::ExportsChanged);
        match put {
            Ok(Put::Sent) => tracing::info!(file = id, "a file is in the bucket"),
            Ok(Put::Found) => tracing::info!(file = id, "a file was in the bucket already"),
            Err(error) => {
                tracing::warn!(%error, file = id, "a file is not in the bucket");
                if !is_about_file(&error) {
                    return Err(stopped(&error));
                }
            }
        }
    }
    make_room(inner, kept, &place).await?;
    Ok(copies.next(&place, DEMO).await?)
}

/// Opened and looked over, once for each place.
async fn ready(inner: &Inner, kept: &Kept) -> Result<Shelf, Stop> {
    let standing = inner.bucket.standing.borrow().clone();
    if let (Some(shelf), Some(_)) = (standing.shelf, standing.creates_once) {
        return Ok(shelf);
    }
    let shelf = open(inner, kept).await.map_err(|error| Stop::Failed(error.failure(inner), false))?;
    let probe = shelf.probe().await;
    let probe = probe.map_err(|error| Stop::Failed(failure(inner.texts(), &error), error.is_passing()))?;
    if !probe.creates_once {
        tracing::warn!("the store puts over objects without a word; only keys of their own keep files whole");
    }
    inner.bucket.standing.send_modify(|standing| {
        (standing.shelf, standing.creates_once) = (Some(shelf.clone()), Some(probe.creates_once));
    });
    Ok(shelf)
}

/// Stores what came of it, whatever that is.
async fn copy(
    inner: &Inner,
    shelf: &Shelf,
    place: &str,
    file: &ExportFileRow,
) -> Result<Result<Put, Error>, StoreError> {
    let copies = inner.store.export_copies();
    let before = copies.get(file.id, place).await?;
    let mut row = ExportCopyRow {
        file_id: file.id,
        place: place.to_owned(),
        key: key(file),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        stored_at: None,
        tries: before.map_or(0, |before| before.tries) + 1,
        again_at: None,
        failure: None,
    };
    let source = Source {
        path: PathBuf::from(&file.path),
        bytes: file.bytes.unsigned_abs(),
        sha256: file.sha256.clone(),
    };
    // One that lies in another bucket is not here to be put.
    let done = if is_elsewhere(&file.path) {
        Err(Error { fault: Fault::File(std::io::ErrorKind::NotFound), detail: file.path.clone() })
    } else {
        failpoint!("bucket/put");
        let put = shelf.put_new(&row.key, &source).await;
        failpoint!("bucket/was_put");
        put
    };
    let now = inner.now();
    match &done {
        Ok(_) => row.stored_at = Some(now.timestamp_millis()),
        Err(error) => {
            row.failure = json(&failure(inner.texts(), error));
            let wait = if matches!(error.fault, Fault::Changed | Fault::Taken) {
                None
            } else if is_about_file(error) {
                Some(LOOK_AGAIN)
            } else {
                Some(AGAIN)
            };
            row.again_at = wait.map(|wait| (now + wait).timestamp_millis());
        }
    }
    copies.put(&row).await?;
    Ok(done)
}

/// Whether other files may go all the same.
fn is_about_file(error: &Error) -> bool {
    matches!(error.fault, Fault::Changed | Fault::Taken | Fault::File(_))
}

/// An earlier file that lay at this path, and that somebody removed there, lies in the bucket only from now on, where it
/// was stored: its row stays, and with it the copy.
pub(crate) async fn step_aside(inner: &Inner, path: &str, chain_id: i64) -> Result<(), StoreError> {
    let Some(kept) = inner.bucket.kept.borrow().clone() else { return Ok(()) };
    let copies = inner.store.export_copies();
    if let Some((id, key)) = copies.at_path(path, &address(&kept.place), chain_id).await? {
        copies.moved(id, path, &shown(&kept.place, &key)).await?;
    }
    Ok(())
}

/// Files that are in the bucket go from their folders after the days that they are to stay there.
async fn make_room(inner: &Inner, kept: &Kept, place: &str) -> Result<(), StoreError> {
    let Some(days) = kept.place.keep_here_days else { return Ok(()) };
    let now = inner.now();
    let before = (now - TimeDelta::days(days.into())).timestamp_millis();
    for plan in inner.store.export_copies().plans_with_older(place, before, SCHEME).await? {
        let files = inner.store.export_files().of_plan(plan).await?;
        let stored: HashMap<_, _> =
            inner.store.export_copies().of_plan(plan, place).await?.into_iter().collect();
        let shown_as = |file: &ExportFileRow| KeptFile {
            id: file.id,
            part: file.part_id,
            written_at: instant(file.written_at),
            good: file.good,
        };
        let old = retire(&files.iter().map(shown_as).collect::<Vec<_>>(), days, now);
        for file in files {
            let Some(key) = stored.get(&file.id).filter(|_| old.contains(&file.id)) else { continue };
            if is_elsewhere(&file.path) {
                continue;
            }
            let path = file.path.clone();
            let is_gone = inner.tasks.spawn_blocking(move || {
                let path = Path::new(&path);
                // A folder that is away is not one without the file.
                let is_reached = path.parent().is_some_and(Path::is_dir);
                folder::remove(path);
                is_reached && std::fs::symlink_metadata(path).is_err()
            });
            if is_gone.await.unwrap_or_default() {
                tracing::info!(path = file.path, "a file lies in the bucket only from now on");
                let address = shown(&kept.place, key);
                inner.store.export_copies().moved(file.id, &file.path, &address).await?;
                inner.emit(Event::ExportsChanged);
            }
        }
    }
    Ok(())
}
