//! Between the store's rows and what the page sees.

use std::path::Path;

use serde::Serialize;
use store::{ConnectionRow, ExportAttemptRow, ExportFileRow};

use super::bucket::is_elsewhere;
use crate::core::encoding::instant;
use crate::core::failure::host_of;
use crate::view::{AttemptCause, AttemptOutcome, AttemptView, ExportFileView, ForeignFile};

/// The demo is one server, whatever its port.
pub(crate) const DEMO: &str = "demo";

/// Whose plans and files they are.
pub(crate) fn server_of(connection: &ConnectionRow) -> String {
    if connection.demo { DEMO.to_owned() } else { host_of(&connection.url).to_owned() }
}

pub(crate) fn attempt(row: &ExportAttemptRow, plan_name: &str) -> AttemptView {
    AttemptView {
        id: row.id,
        plan_id: row.plan_id,
        plan_name: plan_name.to_owned(),
        cause: row.cause.parse().unwrap_or(AttemptCause::Scheduled),
        number: row.number,
        due_at: row.due_at.map(instant),
        started_at: instant(row.started_at),
        finished_at: row.finished_at.map(instant),
        outcome: row.outcome.parse().unwrap_or(AttemptOutcome::Failed),
        failure: row.failure.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        rows: row.rows.unsigned_abs(),
        bytes: row.bytes.unsigned_abs(),
        changes: row.changes.as_deref().and_then(|text| serde_json::from_str(text).ok()),
    }
}

/// Looks at the disk for whether the file is there.
pub(crate) fn file(row: ExportFileRow) -> ExportFileView {
    let path = Path::new(&row.path);
    ExportFileView {
        id: row.id,
        plan_id: row.plan_id,
        plan_name: row.plan_name,
        project_id: row.project_id,
        project_name: row.project_name,
        part: row.part,
        name: name_of(path),
        gone: !is_elsewhere(&row.path) && std::fs::symlink_metadata(path).is_err(),
        copy: None,
        path: row.path,
        bytes: row.bytes.unsigned_abs(),
        rows: row.rows.unsigned_abs(),
        sha256: row.sha256,
        took_ms: row.took_ms.unsigned_abs(),
        written_at: instant(row.written_at),
        previous_id: row.previous_id,
        changes: row.changes.as_deref().and_then(|text| serde_json::from_str(text).ok()),
    }
}

pub(crate) fn foreign(path: &Path, kept_aside: bool) -> Option<ForeignFile> {
    let meta = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some(ForeignFile {
        name: name_of(path),
        path: path.to_string_lossy().into_owned(),
        bytes: meta.len(),
        modified_at: meta.modified().ok().map(Into::into),
        kept_aside,
    })
}

pub(crate) fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
