//! A folder of Markdown files as a copy: written into a table of its own, which is read as exported files are.

use std::path::{Path, PathBuf};

use case_files::{Case, Layout, Read, layout_of, read_folder};
use casebook::{Casebook, Line};
use tempfile::TempDir;

use super::look::Copy;
use super::task::file;
use crate::companion::Inner;
use crate::texts::{ExportTrouble, Trouble};
use crate::view::{CaseMisfit, Failure};

/// So many files that are no test cases are named.
const NAMED: usize = 100;
/// What the columns with the number and the name are called in exported files.
const KEY: &str = "allure_id";
const NAME: &str = "name";

/// The table, and what the folder has besides.
struct Table {
    scrap: TempDir,
    path: PathBuf,
    read: Read,
}

/// Reads the folder as it is at this moment.
pub(super) async fn read(inner: &Inner, folder: &str, project_id: i64) -> Result<Copy, Failure> {
    let fault = |error: case_files::Error| {
        let trouble = Trouble::Export(ExportTrouble::NoCases { dir: folder });
        inner.texts().failure(trouble, Some(error.to_string()))
    };
    let (place, below) = (PathBuf::from(folder), file(inner, ""));
    let written = inner.tasks.spawn_blocking(move || table(&place, &below)).await;
    let written = written.map_err(|_| inner.trouble(Trouble::Internal))?;
    let Table { scrap, path, read } = written.map_err(fault)?;
    let copy = taken(&scrap, path, project_id).await.map_err(|error| inner.not_read(&error))?;
    let (book, day) = copy.ok_or_else(|| inner.trouble(Trouble::Internal))?;
    let misfit = |(file, misfit): (String, case_files::Misfit)| CaseMisfit {
        file,
        line: misfit.line as u64,
        wrong: misfit.wrong.to_string(),
    };
    let misfits_total = read.misfits.len() as u64 + read.more_misfits;
    let misfits = read.misfits.into_iter().take(NAMED).map(misfit).collect();
    Ok(Copy { misfits, misfits_total, scrap: Some(scrap), ..Copy::of_day(book, day) })
}

/// Blocks.
fn table(folder: &Path, below: &Path) -> Result<Table, case_files::Error> {
    std::fs::create_dir_all(below)?;
    let scrap = tempfile::tempdir_in(below)?;
    let path = scrap.path().join("cases.csv");
    let layout = layout_of(folder)?;
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(&path).map_err(std::io::Error::from)?;
    writer.write_record(heads(&layout)).map_err(std::io::Error::from)?;
    let read = read_folder(folder, &mut |case: Case| {
        Ok(writer.write_record(&case.cells).map_err(std::io::Error::from)?)
    })?;
    writer.flush()?;
    Ok(Table { scrap, path, read })
}

fn heads(layout: &Layout) -> impl Iterator<Item = &str> {
    layout.columns.iter().map(|column| match column.name.as_str() {
        name if name == layout.id => KEY,
        name if name == layout.name => NAME,
        name => name,
    })
}

async fn taken(
    scrap: &TempDir,
    path: PathBuf,
    project: i64,
) -> Result<Option<(Casebook, casebook::DayCopy)>, casebook::Error> {
    let book = Casebook::open(&scrap.path().join("cases.db")).await?;
    let line = Line { server: String::new(), project, key: String::new() };
    book.take_in(&casebook::Copy { line, path, separator: b';', taken_at: 0 }).await?;
    let day = book.copy_of("", project, 0).await?;
    Ok(day.map(|day| (book, day)))
}
