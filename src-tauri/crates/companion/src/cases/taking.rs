//! Bringing the index up to the newest exported file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casebook::{Casebook, Copy, Line};
use store::{ExportFileFilter, ExportFileRow, StoreError};
use table::{Encoding, Options, Table};

use super::Taking;
use crate::companion::Inner;
use crate::view::{Event, Failure};

/// So many rows of the files are read at once.
const PAGE: u32 = 200;

/// Begins to take in what is new of the server's files. Answers whether that goes on.
pub(super) async fn begin(inner: &Arc<Inner>, book: &Casebook, server: &str) -> Result<bool, Failure> {
    let Ok(mut taking) = inner.cases.taking.clone().try_lock_owned() else { return Ok(true) };
    let stored = |error| inner.stored(&error);
    let newest = page(inner, server, 0, 1).await.map_err(stored)?.first().map(|file| file.id);
    if newest == taking.newest {
        return Ok(false);
    }
    let (task, book, server) = (inner.clone(), book.clone(), server.to_owned());
    inner.spawn(async move {
        match take_in(&task, &book, &server, &mut taking).await {
            Ok(()) => taking.newest = newest,
            Err(error) => tracing::warn!(%error, "the exported files could not be listed"),
        }
        drop(taking);
        task.emit(Event::CasesChanged);
    });
    Ok(true)
}

async fn take_in(
    inner: &Inner,
    book: &Casebook,
    server: &str,
    taking: &mut Taking,
) -> Result<(), StoreError> {
    for file in missing(inner, book, server, taking).await? {
        let taken = match copy(inner, &file).await {
            Some(copy) => book.take_in(&copy).await.map_err(|error| error.to_string()),
            None => Err("it cannot be opened, or is not in UTF-8".to_owned()),
        };
        match taken {
            Ok(taken) => tracing::debug!(path = file.path, ?taken, "an exported file was taken in"),
            Err(error) => {
                tracing::warn!(error, path = file.path, "an exported file has no test cases to read");
                taking.refused.insert(file.id);
            }
        }
    }
    Ok(())
}

/// The files that are not in the index yet, the oldest first.
async fn missing(
    inner: &Inner,
    book: &Casebook,
    server: &str,
    taking: &Taking,
) -> Result<Vec<ExportFileRow>, StoreError> {
    let (mut files, mut until, mut offset) = (Vec::new(), HashMap::new(), 0);
    loop {
        let rows = page(inner, server, offset, PAGE).await?;
        let before = files.len();
        let is_last = rows.len() < PAGE as usize;
        for row in rows {
            let Some(line) = line(&row).filter(|_| !taking.refused.contains(&row.id)) else { continue };
            if !until.contains_key(&line) {
                let taken = book.taken_until(&line).await.ok().flatten();
                until.insert(line.clone(), taken);
            }
            if until.get(&line).is_none_or(|taken| taken.is_none_or(|taken| taken < row.written_at)) {
                files.push(row);
            }
        }
        if is_last || files.len() == before {
            files.reverse();
            return Ok(files);
        }
        offset += PAGE;
    }
}

/// Newest first.
async fn page(
    inner: &Inner,
    server: &str,
    offset: u32,
    limit: u32,
) -> Result<Vec<ExportFileRow>, StoreError> {
    let files = inner.store.export_files();
    Ok(files.page(server, &ExportFileFilter::default(), offset, limit).await?.0)
}

/// Files of a plan that was deleted follow nothing.
fn line(file: &ExportFileRow) -> Option<Line> {
    let part = file.part_id.map(|part| format!("/{part}")).unwrap_or_default();
    let key = format!("{}{part}", file.plan_id?);
    Some(Line { server: file.server.clone(), project: file.project_id, key })
}

async fn copy(inner: &Inner, file: &ExportFileRow) -> Option<Copy> {
    let path = PathBuf::from(&file.path);
    let looked = inner.tasks.spawn_blocking({
        let path = path.clone();
        move || separator(&path)
    });
    let separator = looked.await.ok().flatten()?;
    Some(Copy { line: line(file)?, path, separator, taken_at: file.written_at })
}

fn separator(path: &Path) -> Option<u8> {
    let table = Table::open(path, Options { separator: None, encoding: None, headers: true }).ok()?;
    (table.encoding() == Encoding::UTF_8).then(|| table.separator())
}
