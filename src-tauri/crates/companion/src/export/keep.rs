//! Retention: files that were kept long enough are removed. Only files that are recorded as ours and are as we wrote
//! them; a folder that is not there is left alone.

use std::path::Path;

use store::ExportFileRow;

use super::decide::{KeptFile, retire};
use super::folder::remove;
use crate::companion::Inner;
use crate::run::record::instant;

/// Answers whether something was removed.
pub(super) async fn retain(inner: &Inner, plan_id: i64, days: Option<u32>) -> bool {
    let files = match inner.store.export_files().of_plan(plan_id).await {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the files of a plan could not be read");
            return false;
        }
    };
    let there: Vec<&ExportFileRow> = files.iter().filter(|file| is_ours(file)).collect();
    let kept: Vec<KeptFile> = there
        .iter()
        .map(|file| KeptFile {
            id: file.id,
            part: file.part_id,
            written_at: instant(file.written_at),
            good: file.good,
        })
        .collect();
    let ids = retire(&kept, days, inner.now());
    for file in there.iter().filter(|file| ids.contains(&file.id)) {
        tracing::info!(path = file.path, "a file was kept long enough");
        remove(Path::new(&file.path));
    }
    if let Err(error) = inner.store.export_files().forget(&ids).await {
        tracing::warn!(%error, "the rows of removed files stay");
    }
    !ids.is_empty()
}

/// Whether the file is there, as long as it was written.
fn is_ours(file: &ExportFileRow) -> bool {
    std::fs::symlink_metadata(&file.path).is_ok_and(|meta| {
        meta.is_file() && i64::try_from(meta.len()).is_ok_and(|length| length == file.bytes)
    })
}
