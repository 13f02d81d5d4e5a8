//! Writing a table anew: what is filtered, or a copy for Excel.

use std::ffi::OsString;
use std::io::{BufWriter, Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use table::{Cancel, Encoding, ReadError, SaveError, SaveOptions, Table, View, WorkError};
use tempfile::NamedTempFile;

use super::file::Grid;
use super::open::{Opening, open_table, read_failure, single_byte};
use super::query::place;
use crate::core::files::{flushed, give_name};
use crate::texts::{NotSaved, Texts};
use crate::view::{Failure, FileSaved, GridSave};

const BUFFER: usize = 256 * 1024;

/// What to write, and where.
pub(crate) struct Saving {
    pub(crate) table: Table,
    /// The file of the table.
    pub(crate) source: PathBuf,
    pub(crate) headers: bool,
    /// `None` for all rows.
    pub(crate) view: Option<View>,
    /// In this order.
    pub(crate) columns: Vec<usize>,
    pub(crate) path: PathBuf,
    /// With the mark by which Excel knows UTF-8, and with formulas made harmless.
    pub(crate) for_excel: bool,
    pub(crate) separator: u8,
    /// Writes over a file that is there.
    pub(crate) replace: bool,
}

impl Saving {
    /// What a grid shows. Without a view it is every row: the index is waited for.
    pub(crate) fn of_grid(
        grid: &Grid,
        save: GridSave,
        cancel: &Cancel,
        texts: Texts,
    ) -> Result<Self, Failure> {
        let view = save.view.map(|number| grid.kept(number, texts)).transpose()?;
        if view.is_none() {
            grid.table.index(cancel).map_err(|error| grid.unreadable(texts, &error))?;
        }
        Ok(Self {
            table: grid.table.clone(),
            source: grid.path.clone(),
            headers: grid.headers,
            view,
            columns: save.columns.into_iter().map(place).collect(),
            path: PathBuf::from(save.path),
            for_excel: save.for_excel,
            separator: match save.separator.as_deref().and_then(single_byte) {
                Some(separator) => separator,
                None if save.for_excel => texts.excel_separator(),
                None => grid.table.separator(),
            },
            replace: save.replace,
        })
    }

    /// A copy for Excel of a whole file, with all of its columns.
    pub(crate) fn for_excel(
        opening: Opening,
        path: Option<PathBuf>,
        separator: Option<&str>,
        replace: bool,
        cancel: &Cancel,
        texts: Texts,
    ) -> Result<Self, Failure> {
        let table = open_table(&opening, texts)?;
        table.index(cancel).map_err(|error| read_failure(&opening.path, &error, texts))?;
        Ok(Self {
            columns: (0..table.header().len()).collect(),
            table,
            path: path.unwrap_or_else(|| excel_name(&opening.path)),
            source: opening.path,
            headers: opening.headers,
            view: None,
            for_excel: true,
            separator: separator.and_then(single_byte).unwrap_or_else(|| texts.excel_separator()),
            replace,
        })
    }
}

/// Writes the whole file beside its place first: nothing half-written is ever seen under the name.
pub(crate) fn save(saving: &Saving, cancel: &Cancel, texts: Texts) -> FileSaved {
    let path = saving.path.to_string_lossy().into_owned();
    match write(saving, cancel) {
        Ok(rows) => FileSaved::Saved { path, rows },
        Err(Fault::Exists) => FileSaved::Exists { path },
        Err(Fault::Refused(why)) => FileSaved::Refused { message: texts.not_saved(why) },
        Err(Fault::Read(error)) => {
            tracing::warn!(%error, "a table was not saved");
            FileSaved::Refused { message: texts.not_saved(unread(&error, &error.to_string())) }
        }
        Err(Fault::Failed(error)) => {
            tracing::warn!(%error, "a table was not saved");
            FileSaved::Refused { message: texts.not_saved(reason(&error, &error.to_string())) }
        }
    }
}

/// The name of a copy beside the file: `a.csv` becomes `a_excel.csv`.
fn excel_name(source: &Path) -> PathBuf {
    let mut name = source.file_stem().map(OsString::from).unwrap_or_default();
    name.push("_excel.csv");
    source.with_file_name(name)
}

enum Fault {
    Exists,
    Refused(NotSaved<'static>),
    /// The file that is shown failed, or the work on it was given up.
    Read(WorkError),
    Failed(Error),
}

impl From<SaveError> for Fault {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Write(error) => Self::Failed(error),
            SaveError::Work(error) => Self::Read(error),
            SaveError::Separator(_) => Self::Failed(Error::new(ErrorKind::InvalidInput, error)),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn write(saving: &Saving, cancel: &Cancel) -> Result<u64, Fault> {
    let folder = checked(saving)?;
    let mut part = temporary(folder)?;
    let options = SaveOptions {
        separator: saving.separator,
        // Other programs guess wrongly, too: a text that was no UTF-8 is marked as such now that it is.
        bom: saving.for_excel || saving.table.encoding() != Encoding::UTF_8,
        headers: saving.headers,
        for_spreadsheet: saving.for_excel,
    };
    let mut out = BufWriter::with_capacity(BUFFER, part.as_file_mut());
    let rows = saving.table.save(saving.view.as_ref(), &saving.columns, options, &mut out, cancel)?;
    out.flush()?;
    drop(out);
    flushed(part.as_file().sync_all())?;
    if saving.replace {
        part.persist(&saving.path).map_err(|error| error.error)?;
        return Ok(rows);
    }
    // Somebody else may have taken the name meanwhile.
    give_name(&part.into_temp_path(), &saving.path).map_err(|error| {
        let taken = error.kind() == ErrorKind::AlreadyExists;
        if taken { Fault::Exists } else { Fault::Failed(error) }
    })?;
    Ok(rows)
}

/// The folder to write to, when all is right.
fn checked(saving: &Saving) -> Result<&Path, Fault> {
    let path = &saving.path;
    let folder = path.parent().filter(|_| path.is_absolute() && path.file_name().is_some());
    let folder = folder.ok_or(Fault::Refused(NotSaved::NotAbsolute))?;
    if saving.columns.is_empty() {
        return Err(Fault::Refused(NotSaved::NoColumns));
    }
    if path.is_dir() {
        return Err(Fault::Refused(NotSaved::IsFolder));
    }
    let same = |path: &Path| path.canonicalize().ok();
    if same(path).is_some_and(|path| Some(path) == same(&saving.source)) {
        return Err(Fault::Refused(NotSaved::Itself));
    }
    if !saving.replace && path.symlink_metadata().is_ok() {
        return Err(Fault::Exists);
    }
    Ok(folder)
}

/// A hidden file beside what is to be written.
pub(crate) fn temporary(folder: &Path) -> Result<NamedTempFile, Error> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    // As any file that a person saves; temporary ones are for their owner only.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Why a file could not be written, in words.
pub(crate) fn not_saved(error: &Error, texts: Texts) -> String {
    texts.not_saved(reason(error, &error.to_string()))
}

fn unread<'a>(error: &WorkError, words: &'a str) -> NotSaved<'a> {
    match error {
        WorkError::Read(ReadError::Changed) => NotSaved::Changed,
        WorkError::Read(ReadError::Unreadable(_)) => NotSaved::Unreadable,
        WorkError::TooLong { record } => NotSaved::TooLong { row: record + 1 },
        WorkError::Cancelled(_)
        | WorkError::Regex { .. }
        | WorkError::NoColumn(_)
        | WorkError::NoKey { .. } => NotSaved::Other { words },
    }
}

fn reason<'a>(error: &Error, words: &'a str) -> NotSaved<'a> {
    let known = [
        (ErrorKind::NotFound, NotSaved::FolderMissing),
        (ErrorKind::NotADirectory, NotSaved::FolderMissing),
        (ErrorKind::PermissionDenied, NotSaved::ReadOnly),
        (ErrorKind::ReadOnlyFilesystem, NotSaved::ReadOnly),
        (ErrorKind::StorageFull, NotSaved::DiskFull),
        (ErrorKind::QuotaExceeded, NotSaved::DiskFull),
        (ErrorKind::IsADirectory, NotSaved::IsFolder),
    ];
    let known = known.into_iter().find(|(kind, _)| *kind == error.kind());
    known.map_or(NotSaved::Other { words }, |(_, why)| why)
}
