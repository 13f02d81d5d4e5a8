//! What an attempt leaves when the program is killed: half-written files go, and a file that is whole gets its name
//! and its row, so that no due time is exported twice.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use store::{ExportFileRow, ExportPartRow, StoreError};

use super::Problem;
use super::attempt::Attempt;
use super::folder::remove;
use super::part::{Whole, hex};

/// Settles what the attempts before this one of the chain left.
pub(super) async fn settle(attempt: &Attempt) -> Result<(), Problem> {
    let attempts = attempt.inner.store.export_attempts();
    let parts = attempts.parts_of_chain(attempt.row.chain_id).await?;
    for part in parts {
        if let Some(whole) = finished(attempt, &part).await {
            record(attempt, &whole).await?;
        }
        remove(Path::new(&part.temp));
        attempts.forget_part(&part).await?;
    }
    attempt.folder.sweep();
    Ok(())
}

/// The file, if it is whole; under its name then.
async fn finished(attempt: &Attempt, part: &ExportPartRow) -> Option<Whole> {
    let whole: Whole = serde_json::from_str(part.file.as_deref()?).ok()?;
    let (temp, path) = (PathBuf::from(&part.temp), whole.path.clone());
    if is(attempt, &path, &whole.sha256).await {
        return Some(whole);
    }
    if is(attempt, &temp, &whole.sha256).await && attempt.place(&temp, &path).await.is_ok() {
        return Some(whole);
    }
    None
}

/// Whether the file is there and is the one that was verified.
async fn is(attempt: &Attempt, path: &Path, sha256: &str) -> bool {
    let path = path.to_owned();
    let hashed = attempt.writers.spawn_blocking(move || hash(&path)).await;
    matches!(hashed, Ok(Ok(found)) if found == sha256)
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path)?, &mut HashWriter(&mut hasher))?;
    Ok(hex(&hasher.finalize()))
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the row of a file that has its name; one that the chain has already does not stay.
pub(super) async fn record(attempt: &Attempt, whole: &Whole) -> Result<ExportFileRow, Problem> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let mut row = ExportFileRow {
        part_id: whole.part_id,
        part: whole.part.clone(),
        path: whole.path.to_string_lossy().into_owned(),
        good: true,
        bytes: number(whole.bytes),
        rows: number(whole.rows),
        sha256: whole.sha256.clone(),
        took_ms: whole.took_ms,
        written_at: whole.written_at.timestamp_millis(),
        ..attempt.file_row()
    };
    match attempt.inner.store.export_files().insert(&row).await {
        Ok(id) => row.id = id,
        Err(StoreError::Conflict(_)) => {
            let chain = attempt.chain_files().await?;
            let there =
                chain.into_iter().find(|file| file.part_id == row.part_id).ok_or(Problem::Internal)?;
            if there.path != row.path {
                remove(&whole.path);
            }
            return Ok(there);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(row)
}
