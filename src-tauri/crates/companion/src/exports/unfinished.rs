//! What an attempt leaves when the program is killed: half-written files go, and a file that is whole gets its name
//! and its row, so that no due time is exported twice.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use same_file::is_same_file;
use sha2::{Digest as _, Sha256};
use store::{ExportFileRow, ExportPartRow, StoreError};

use super::Problem;
use super::attempt::Attempt;
use super::bucket::step_aside;
use super::whole::Whole;

/// Settles what the attempts before this one left, of its chain and in its folder.
pub(super) async fn settle(attempt: &Attempt) -> Result<(), Problem> {
    settle_parts(attempt).await?;
    let folder = attempt.folder.clone();
    attempt.disk.run(move || folder.sweep()).await
}

/// Settles what this attempt and those before it of the chain left.
pub(super) async fn settle_parts(attempt: &Attempt) -> Result<(), Problem> {
    let attempts = attempt.inner.store.export_attempts();
    let parts = attempts.parts_of_chain(attempt.row.chain_id).await?;
    // Whoever took over has a later attempt.
    for mut part in parts.into_iter().filter(|part| part.attempt_id <= attempt.row.id) {
        if let Some(whole) = finished(attempt, &mut part).await? {
            record(attempt, &whole).await?;
        }
        attempt.disk.remove(vec![PathBuf::from(&part.temp)]).await?;
        attempts.forget_part(&part).await?;
    }
    Ok(())
}

/// The file, if it is whole; under its name then.
async fn finished(attempt: &Attempt, part: &mut ExportPartRow) -> Result<Option<Whole>, Problem> {
    let Some(mut whole) = part.file.as_deref().and_then(|file| serde_json::from_str::<Whole>(file).ok())
    else {
        return Ok(None);
    };
    let noted = whole.clone();
    Ok(match found(attempt, part, &noted).await? {
        Found::Named => Some(whole),
        Found::Unnamed => match attempt.give_name(part, &mut whole).await {
            Ok(()) => Some(whole),
            Err(problem @ (Problem::Store(_) | Problem::FolderBusy(_))) => return Err(problem),
            // Whoever led before gave it its name in this moment.
            Err(_) if matches!(found(attempt, part, &noted).await?, Found::Named) => Some(noted),
            Err(problem) => {
                tracing::warn!(?problem, path = part.temp, "a whole file gets no name and is exported anew");
                None
            }
        },
        Found::Nothing => None,
    })
}

async fn found(attempt: &Attempt, part: &ExportPartRow, noted: &Whole) -> Result<Found, Problem> {
    let (temp, path, sha256) = (PathBuf::from(&part.temp), noted.path.clone(), noted.sha256.clone());
    attempt.disk.run(move || look(&temp, &path, &sha256)).await
}

/// What there is of a file that was verified.
enum Found {
    Named,
    Unnamed,
    Nothing,
}

/// Blocks. While the file waits for its name, another of the same content may have it.
fn look(temp: &Path, path: &Path, sha256: &str) -> Found {
    let is = |path| hash(path).is_ok_and(|found| found == sha256);
    if is(temp) && !is_same_file(temp, path).unwrap_or(false) {
        return Found::Unnamed;
    }
    if is(path) { Found::Named } else { Found::Nothing }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path)?, &mut HashWriter(&mut hasher))?;
    Ok(base16ct::lower::encode_string(&hasher.finalize()))
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
    step_aside(&attempt.inner, &row.path, row.chain_id).await?;
    match attempt.inner.store.export_files().insert(&row).await {
        Ok(id) => {
            row.id = id;
            attempt.inner.bucket.look();
        }
        Err(StoreError::Conflict(_)) => {
            let chain = attempt.chain_files().await?;
            let there =
                chain.into_iter().find(|file| file.part_id == row.part_id).ok_or(Problem::Internal)?;
            if there.path != row.path {
                attempt.disk.remove(vec![whole.path.clone()]).await?;
            }
            return Ok(there);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(row)
}
