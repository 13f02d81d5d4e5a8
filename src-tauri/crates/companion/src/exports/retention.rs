//! Retention: files that were kept long enough are removed. Only files that are recorded as ours and are as we wrote
//! them; a folder that is not there is left alone.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use store::{ExportFileRow, StoreError};

use super::bucket::is_elsewhere;
use super::decide::{KeptFile, retire};
use super::folder::remove;
use crate::companion::Inner;
use crate::core::encoding::instant;

/// Answers whether something was removed.
pub(super) async fn retain(inner: &Inner, plan_id: i64, days: Option<u32>) -> bool {
    let Some(days) = days else { return false };
    let now = inner.now();
    let files = match among_old(inner, plan_id, now - TimeDelta::days(days.into())).await {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the files of a plan could not be read");
            return false;
        }
    };
    if files.is_empty() {
        return false;
    }
    let elsewhere = match in_bucket(inner, plan_id).await {
        Ok(elsewhere) => elsewhere,
        Err(error) => {
            tracing::warn!(%error, "what lies in the bucket could not be read");
            return false;
        }
    };
    // A disk may take its time to answer.
    let removed = inner.tasks.spawn_blocking(move || remove_old(&files, &elsewhere, days, now));
    let removed = removed.await.unwrap_or_default();
    if let Err(error) = inner.store.export_files().forget(&removed).await {
        tracing::warn!(%error, "the rows of removed files stay");
    }
    !removed.is_empty()
}

/// All files of the plan where one of them is older; none otherwise, and the disk is left alone.
async fn among_old(
    inner: &Inner,
    plan_id: i64,
    before: DateTime<Utc>,
) -> Result<Vec<ExportFileRow>, StoreError> {
    let files = inner.store.export_files();
    if files.has_older(plan_id, before.timestamp_millis()).await? {
        files.of_plan(plan_id).await
    } else {
        Ok(Vec::new())
    }
}

/// The files of the plan that are stored in the bucket in use. The copy of one that is forgotten is deleted there.
async fn in_bucket(inner: &Inner, plan_id: i64) -> Result<HashSet<i64>, StoreError> {
    let Some(place) = inner.bucket.place() else { return Ok(HashSet::new()) };
    let stored = inner.store.export_copies().of_plan(plan_id, &place).await?;
    Ok(stored.into_iter().map(|(id, _)| id).collect())
}

/// Answers which rows have no file any more.
fn remove_old(files: &[ExportFileRow], in_bucket: &HashSet<i64>, days: u32, now: DateTime<Utc>) -> Vec<i64> {
    let lies_there = |file: &ExportFileRow| is_elsewhere(&file.path) && in_bucket.contains(&file.id);
    let there: Vec<&ExportFileRow> = files.iter().filter(|file| is_ours(file) || lies_there(file)).collect();
    let kept: Vec<KeptFile> = there
        .iter()
        .map(|file| KeptFile {
            id: file.id,
            part: file.part_id,
            written_at: instant(file.written_at),
            good: file.good,
        })
        .collect();
    let mut ids = retire(&kept, days, now);
    for file in there.iter().filter(|file| ids.contains(&file.id)) {
        tracing::info!(path = file.path, "a file was kept long enough");
        if !lies_there(file) {
            remove(Path::new(&file.path));
        }
    }
    // One that another program holds stays ours, and goes another day.
    ids.retain(|id| !there.iter().any(|file| file.id == *id && is_ours(file)));
    ids
}

/// Whether the file is there, as long as it was written.
fn is_ours(file: &ExportFileRow) -> bool {
    std::fs::symlink_metadata(&file.path).is_ok_and(|meta| {
        meta.is_file() && i64::try_from(meta.len()).is_ok_and(|length| length == file.bytes)
    })
}
