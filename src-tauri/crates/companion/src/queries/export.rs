//! The rows of a query as a CSV file.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use testops::PageRequest;

use super::facade::queried;
use crate::Companion;
use crate::core::files::{flushed, give_name};
use crate::grid::not_saved;
use crate::texts::Trouble;
use crate::view::{Failure, FileSaved, PathKind, QueriedDetails, QueriedResult};

/// Each row is a request of its own: more would take too long.
const MOST: usize = 5_000;
const PAGE: u32 = 500;

impl Companion {
    /// Writes all rows of a query into a file that a person chose.
    pub async fn export_results(
        &self,
        project_id: i64,
        query: String,
        path: String,
        replace: bool,
    ) -> Result<FileSaved, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        if !inner.chosen.holds(PathKind::Save, Path::new(&path)) {
            return Err(inner.trouble(Trouble::NotChosen { path: &path }));
        }
        let mut rows: Vec<QueriedResult> = Vec::new();
        let mut request = PageRequest::first(PAGE);
        loop {
            let page = session.client.newest_test_results(project_id, &query, request).await;
            let page = page.map_err(|error| inner.asked(&session, &error))?;
            rows.extend(page.items.into_iter().map(queried));
            if rows.len() > MOST {
                return Ok(FileSaved::Refused { message: inner.texts().too_many_to_export(MOST) });
            }
            if page.last {
                break;
            }
            request = request.next();
        }
        let ids = rows.iter().map(|row| row.id).collect();
        let whole = inner.whole_results(&session, ids).await?;
        let details = inner.details(&session, project_id, whole).await?;
        let (header, texts) = (inner.texts().result_columns(), inner.texts());
        let target = PathBuf::from(&path);
        let count = rows.len() as u64;
        let writing = inner.tasks.spawn_blocking(move || write(&target, replace, header, &rows, details));
        let written = writing.await.map_err(|_| inner.trouble(Trouble::Internal))?;
        Ok(match written {
            Ok(()) => {
                inner.chosen.saved(Path::new(&path));
                FileSaved::Saved { path, rows: count }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => FileSaved::Exists { path },
            Err(error) => FileSaved::Refused { message: not_saved(&error, texts) },
        })
    }
}

/// The whole file beside its place first: nothing half-written is ever seen under the name.
fn write(
    path: &Path,
    replace: bool,
    header: [&str; 8],
    rows: &[QueriedResult],
    details: Vec<QueriedDetails>,
) -> io::Result<()> {
    if !replace && path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut part = crate::grid::temporary(folder)?;
    let by_id: HashMap<i64, QueriedDetails> = details.into_iter().map(|one| (one.id, one)).collect();
    let mut out = csv::Writer::from_writer(part.as_file_mut());
    out.write_record(header)?;
    for row in rows {
        out.write_record(fields(row, by_id.get(&row.id)))?;
    }
    out.flush()?;
    drop(out);
    flushed(part.as_file().sync_all())?;
    if replace {
        part.persist(path).map_err(|error| error.error)?;
        return Ok(());
    }
    give_name(&part.into_temp_path(), path)
}

fn fields(row: &QueriedResult, details: Option<&QueriedDetails>) -> [String; 8] {
    let text = |text: Option<String>| text.unwrap_or_default();
    let launch_id = details.and_then(|one| one.launch_id).map(|id| id.to_string());
    [
        row.id.to_string(),
        row.name.clone(),
        row.status.to_string(),
        text(details.and_then(|one| one.message.clone())),
        text(launch_id),
        text(details.and_then(|one| one.launch_name.clone())),
        text(row.duration_ms.map(|length| length.to_string())),
        text(details.and_then(|one| one.at).map(|at| at.to_rfc3339())),
    ]
}
