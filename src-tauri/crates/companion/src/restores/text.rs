//! A folder of Markdown files as a copy: written into a table of its own, which is read as exported files are.

use std::path::{Path, PathBuf};

use case_files::{Case, Error, Layout, Misfit, Read, layout_of, read_folder};
use casebook::{Casebook, DayCopy, Line};
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

/// Reads the folder as it is at this moment. It is a copy of `own` where it does not say whose it is.
pub(super) async fn read(inner: &Inner, folder: &str, own: String) -> Result<Copy, Failure> {
    let fault = |error: Error| {
        let trouble = Trouble::Export(ExportTrouble::NoCases { dir: folder });
        inner.texts().failure(trouble, Some(error.to_string()))
    };
    let (place, below) = (PathBuf::from(folder), file(inner, ""));
    let written = inner.tasks.spawn_blocking(move || table(&place, &below)).await;
    let written = written.map_err(|_| inner.trouble(Trouble::Internal))?;
    let Table { scrap, path, read } = written.map_err(fault)?;
    let (book, day) = taken(inner, &scrap, path, b';').await?;
    let misfit = |(file, misfit): (String, Misfit)| CaseMisfit {
        file,
        line: misfit.line as u64,
        wrong: misfit.wrong.to_string(),
    };
    let misfits_total = read.misfits.len() as u64 + read.more_misfits;
    let misfits = read.misfits.into_iter().take(NAMED).map(misfit).collect();
    let source = read.layout.source.unwrap_or(own);
    Ok(Copy { misfits, misfits_total, _scrap: Some(scrap), ..Copy::of_day(book, day, source) })
}

/// Blocks.
fn table(folder: &Path, below: &Path) -> Result<Table, Error> {
    let disk = |source| Error::Disk { path: below.to_owned(), source };
    std::fs::create_dir_all(below).map_err(disk)?;
    let scrap = tempfile::tempdir_in(below).map_err(disk)?;
    let path = scrap.path().join("cases.csv");
    let layout = layout_of(folder)?;
    let unwritten = |error: csv::Error| disk(error.into());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(&path).map_err(unwritten)?;
    writer.write_record(heads(&layout)).map_err(unwritten)?;
    let read = read_folder(folder, &mut |case: Case| writer.write_record(&case.cells).map_err(unwritten))?;
    writer.flush().map_err(disk)?;
    Ok(Table { scrap, path, read })
}

fn heads(layout: &Layout) -> impl Iterator<Item = &str> {
    layout.columns.iter().map(|column| match column.name.as_str() {
        name if name == layout.id => KEY,
        name if name == layout.name => NAME,
        name => name,
    })
}

/// An exported file, read apart from the index of all of them.
pub(super) async fn of_file(
    inner: &Inner,
    path: &str,
    separator: u8,
    source: String,
) -> Result<Copy, Failure> {
    let below = file(inner, "");
    let made = async {
        tokio::fs::create_dir_all(&below).await?;
        tempfile::tempdir_in(&below)
    };
    let scrap = made.await.map_err(|error| inner.not_read(&error.into()))?;
    let (book, day) = taken(inner, &scrap, PathBuf::from(path), separator).await?;
    Ok(Copy { _scrap: Some(scrap), ..Copy::of_day(book, day, source) })
}

async fn taken(
    inner: &Inner,
    scrap: &TempDir,
    path: PathBuf,
    separator: u8,
) -> Result<(Casebook, DayCopy), Failure> {
    let read = async {
        let book = Casebook::open(&scrap.path().join("cases.db")).await?;
        let line = Line { server: String::new(), project: 0, key: String::new() };
        book.take_in(&casebook::Copy { line, path, separator, taken_at: 0 }).await?;
        Ok((book.copy_of("", 0, 0).await?, book))
    };
    let (day, book) = read.await.map_err(|error: casebook::Error| inner.not_read(&error))?;
    Ok((book, day.ok_or_else(|| inner.trouble(Trouble::Internal))?))
}
