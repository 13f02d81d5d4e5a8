//! The test cases of an attempt's files as Markdown: written once all files are good, so that a repetition has only this
//! left to do.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use case_files::{Column, Layout, Shape, Writer, Written, commit};
use csv::{ReaderBuilder, StringRecord};
use store::ExportFileRow;
use table::Cancel;
use testops::ColumnSpec;

use super::attempt::Attempt;
use super::{Problem, columns};
use crate::grid::StopOnDrop;
use crate::restores::source;

/// Does nothing where the plan wants no Markdown files.
pub(super) async fn write(attempt: &Attempt, files: &[ExportFileRow]) -> Result<(), Problem> {
    let draft = &attempt.draft;
    let Some(markdown) = &draft.markdown else { return Ok(()) };
    let folder = PathBuf::from(&markdown.folder);
    let columns = columns::chosen(&attempt.session.client, draft.project_id, &draft.columns).await?;
    let fault = |error: case_files::Error| Problem::NoMarkdown(folder.clone(), error.to_string());
    let layout = layout(&columns).map_err(fault)?;
    let layout = Layout { source: Some(source(&attempt.server, draft.project_id)), ..layout };
    let rows = Rows {
        files: files.iter().map(|file| PathBuf::from(&file.path)).collect(),
        separator: draft.separator.bytes().next().unwrap_or(b';'),
        headers: draft.headers,
    };
    let cancel = Cancel::new();
    // What nobody waits for any more ends early.
    let stopped = StopOnDrop(cancel.clone());
    let place = folder.clone();
    let written = attempt.disk.run(move || rows.write(&place, layout, &cancel)).await?;
    drop(stopped);
    let written = written.map_err(fault)?;
    tracing::info!(plan = attempt.plan_id, ?written, "Markdown files are written");
    if !markdown.git {
        return Ok(());
    }
    let Written { added, changed, removed, .. } = written;
    let message = attempt.inner.texts().commit_message(&draft.project_name, added, changed, removed);
    let place = folder.clone();
    let committed = attempt.disk.run(move || commit(&place, &message)).await?;
    let committed = committed.map_err(|error| Problem::NotCommitted(folder, error.to_string()))?;
    tracing::info!(plan = attempt.plan_id, ?committed, "Git was asked to commit");
    Ok(())
}

/// How each column reads best; the heads are the plan's.
fn layout(columns: &[ColumnSpec]) -> Result<Layout, case_files::Error> {
    let head = |field: &'static str| {
        let column = columns.iter().find(|column| column.field == field);
        column.map_or(field, |column| column.name.as_str())
    };
    let column = |column: &ColumnSpec| Column { name: column.name.clone(), shape: shape(&column.field) };
    Layout::new(columns.iter().map(column).collect(), head("allure_id"), head("name"))
}

fn shape(field: &str) -> Shape {
    match field {
        "scenario" => Shape::Steps,
        "description" | "precondition" | "expected_result" | "example" => Shape::Text,
        "tag" | "link" | "parameter" | "custom_field" | "role" | "issue_integration" => Shape::Items,
        _ => Shape::Line,
    }
}

/// The rows of an attempt's files.
struct Rows {
    files: Vec<PathBuf>,
    separator: u8,
    headers: bool,
}

impl Rows {
    /// Blocks. A test case that is in several groups is written once.
    fn write(&self, folder: &Path, layout: Layout, cancel: &Cancel) -> Result<Written, case_files::Error> {
        let id = layout.columns.iter().position(|column| column.name == layout.id).unwrap_or_default();
        let mut writer = Writer::begin(folder, layout)?;
        let mut met = HashSet::new();
        for file in &self.files {
            let unread =
                |error: csv::Error| case_files::Error::Disk { path: file.clone(), source: error.into() };
            let reader =
                ReaderBuilder::new().delimiter(self.separator).has_headers(self.headers).from_path(file);
            let mut reader = reader.map_err(unread)?;
            let mut row = StringRecord::new();
            while reader.read_record(&mut row).map_err(unread)? {
                if cancel.is_cancelled() {
                    return Err(case_files::Error::Stopped);
                }
                let number = row.get(id).unwrap_or_default().to_owned();
                if met.insert(number) {
                    let cells: Vec<String> = row.iter().map(str::to_owned).collect();
                    writer.write(&cells)?;
                }
            }
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_in_two_groups_is_one_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        std::fs::write(&files[0], "allure_id;name;tag\n7;Login;\"ui, smoke\"\n").expect("written");
        std::fs::write(&files[1], "allure_id;name;tag\n7;Login;\"ui, smoke\"\n8;Pay;\n").expect("written");
        let spec = |field: &str| ColumnSpec { field: field.to_owned(), name: field.to_owned(), id: None };
        let layout = layout(&["allure_id", "name", "tag"].map(spec)).expect("a layout");
        let place = folder.path().join("cases");
        std::fs::create_dir(&place).expect("a folder");
        let rows = Rows { files: files.to_vec(), separator: b';', headers: true };
        let written = rows.write(&place, layout.clone(), &Cancel::new()).expect("written");
        assert_eq!((written.added, written.changed, written.removed), (2, 0, 0));
        let text = std::fs::read_to_string(place.join("7.md")).expect("a file");
        assert!(text.contains("smoke"), "{text}");

        let cancelled = Cancel::new();
        cancelled.cancel();
        rows.write(&place, layout, &cancelled).expect_err("it was cancelled");
        assert!(place.join("8.md").exists());
    }
}
