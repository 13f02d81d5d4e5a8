//! What changed against the files before: the few numbers that a notification tells.

use std::error::Error;
use std::path::Path;

use chrono::{DateTime, Utc};
use store::ExportFileRow;
use table::{Cancel, Options, Table, compare};

use super::attempt::Attempt;
use crate::core::encoding::instant;
use crate::grid::StopOnDrop;
use crate::view::FileChanges;

/// The column by which test cases are known.
const KEY: &str = "allure_id";

/// Compares each file with the one before it of the same part and notes the result with the file. Answers the sum, and
/// when the files before were written; nothing where there is nothing to compare.
pub(super) async fn note(
    attempt: &Attempt,
    files: &mut [ExportFileRow],
) -> (Option<FileChanges>, Option<DateTime<Utc>>) {
    let store = attempt.inner.store.export_files();
    let (mut sum, mut since): (Option<FileChanges>, Option<DateTime<Utc>>) = (None, None);
    for file in files {
        let Ok(Some(stored)) = store.get(file.id).await else { continue };
        let Some(previous_id) = stored.previous_id else { continue };
        let Ok(Some(before)) = store.get(previous_id).await else { continue };
        let Some(changes) = compared(attempt, before.path, file.path.clone()).await else { continue };
        file.changes = serde_json::to_string(&changes).ok();
        if let Some(text) = &file.changes
            && let Err(error) = store.set_changes(file.id, text).await
        {
            tracing::warn!(%error, "the changes could not be kept");
        }
        let total = sum.get_or_insert_default();
        total.appeared += changes.appeared;
        total.vanished += changes.vanished;
        total.changed += changes.changed;
        let at = instant(before.written_at);
        since = Some(since.map_or(at, |since| since.min(at)));
    }
    (sum, since)
}

async fn compared(attempt: &Attempt, old: String, new: String) -> Option<FileChanges> {
    if !attempt.draft.headers {
        return None;
    }
    let separator = attempt.draft.separator.bytes().next();
    let cancel = Cancel::new();
    // A comparison that nobody waits for any more ends early.
    let stopped = StopOnDrop(cancel.clone());
    let work = attempt.disk.run(move || {
        // The plan may have changed its separator since the file before.
        let changes = changes((Path::new(&old), None), (Path::new(&new), separator), &cancel);
        changes.inspect_err(|error| tracing::warn!(%error, "the files could not be compared")).ok()
    });
    let changes = work.await.ok().flatten();
    drop(stopped);
    changes
}

/// What differs between two files with headers, each with its separator; any file may fail while it is read.
fn changes(
    old: (&Path, Option<u8>),
    new: (&Path, Option<u8>),
    cancel: &Cancel,
) -> Result<FileChanges, Box<dyn Error>> {
    let open = |(path, separator)| Table::open(path, Options { separator, encoding: None, headers: true });
    let found = compare(&open(old)?, &open(new)?, KEY, cancel)?;
    Ok(FileChanges {
        appeared: found.appeared.len() as u64,
        vanished: found.vanished.len() as u64,
        changed: found.changed.len() as u64,
    })
}
