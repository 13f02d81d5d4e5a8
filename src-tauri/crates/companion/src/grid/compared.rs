//! Two files of a plan, compared by `allure_id`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use table::{Cancel, Comparison, ReadError, Table, WorkError, compare};

use super::answer::KEY;
use super::open::{Opening, open_table, trouble_of};
use crate::texts::{GridTrouble, Texts, Trouble};
use crate::view::{ColumnChanges, Failure, FileComparison};

/// Ids that a file has twice, named one by one.
const MOST_REPEATED: usize = 100;

/// Bytes of an id that are shown.
const ID: usize = 200;

/// Changed rows between two looks at the wish to stop.
const STEP: usize = 1_024;

/// Two files and what differs between them.
pub(crate) struct Pair {
    /// Of the older and of the newer file.
    pub(crate) ids: (i64, i64),
    pub(super) old: Table,
    pub(super) new: Table,
    pub(super) found: Comparison,
    pub(super) paths: (PathBuf, PathBuf),
    pub(crate) summary: FileComparison,
    /// Where the changes of the column that was last asked for stand.
    of_column: Mutex<Option<(String, Arc<Vec<usize>>)>>,
}

impl Pair {
    pub(crate) fn compare(
        ids: (i64, i64),
        (old, new): (&Opening, &Opening),
        cancel: &Cancel,
        texts: Texts,
    ) -> Result<Self, Failure> {
        let paths = (old.path.clone(), new.path.clone());
        let (old, new) = (open_table(old, texts)?, open_table(new, texts)?);
        let failed = |error: &WorkError| failure(error, &paths, texts);
        let found = compare(&old, &new, KEY, cancel).map_err(|error| failed(&error))?;
        let counts = counts(&old, &new, &found, cancel).map_err(|error| failed(&error))?;
        let summary =
            summary(ids, &paths, (&old, &new), &found, counts).map_err(|error| failed(&error.into()))?;
        Ok(Self { ids, old, new, found, paths, summary, of_column: Mutex::default() })
    }

    /// Whether both files are still those that were compared.
    pub(crate) fn is_current(&self) -> bool {
        self.old.rows(0, 1, 1).is_ok() && self.new.rows(0, 1, 1).is_ok()
    }

    /// Where the changes of a column stand among all changes.
    pub(super) fn changes_of(&self, column: &str, cancel: &Cancel) -> Result<Arc<Vec<usize>>, WorkError> {
        let kept = self.of_column.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, places)) = kept.filter(|(kept, _)| kept == column) {
            return Ok(places);
        }
        let mut places = Vec::new();
        for (place, change) in self.found.changed.iter().enumerate() {
            look(place, cancel)?;
            let cells = self.found.cells(&self.old, &self.new, *change)?;
            if cells.iter().any(|(_, new)| self.new.header().get(*new).is_some_and(|name| name == column)) {
                places.push(place);
            }
        }
        let places = Arc::new(places);
        *self.of_column.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((column.to_owned(), places.clone()));
        Ok(places)
    }

    pub(super) fn failure(&self, error: &WorkError, texts: Texts) -> Failure {
        failure(error, &self.paths, texts)
    }
}

/// How many cells changed in each column of the newer file.
fn counts(
    old: &Table,
    new: &Table,
    found: &Comparison,
    cancel: &Cancel,
) -> Result<Vec<ColumnChanges>, WorkError> {
    let mut counts: HashMap<usize, u64> = HashMap::new();
    for (place, change) in found.changed.iter().enumerate() {
        look(place, cancel)?;
        for (_, column) in found.cells(old, new, *change)? {
            *counts.entry(column).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(column, cells)| (std::cmp::Reverse(*cells), *column));
    let name = |column: usize| new.header().get(column).cloned().unwrap_or_default();
    Ok(counts.into_iter().map(|(column, cells)| ColumnChanges { column: name(column), cells }).collect())
}

fn look(place: usize, cancel: &Cancel) -> Result<(), WorkError> {
    if place.is_multiple_of(STEP) && cancel.is_cancelled() { Err(table::Cancelled.into()) } else { Ok(()) }
}

fn summary(
    (old_id, new_id): (i64, i64),
    paths: &(PathBuf, PathBuf),
    (old, new): (&Table, &Table),
    found: &Comparison,
    changed_columns: Vec<ColumnChanges>,
) -> Result<FileComparison, ReadError> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = |table: &Table, columns: &[usize]| {
        columns.iter().filter_map(|column| table.header().get(*column).cloned()).collect()
    };
    let (appeared, changed) = (found.appeared.len() as u64, found.changed.len() as u64);
    let compared = new.records() - found.duplicates_new.len() as u64;
    Ok(FileComparison {
        old_id,
        new_id,
        old_name: name(&paths.0),
        new_name: name(&paths.1),
        appeared,
        vanished: found.vanished.len() as u64,
        changed,
        unchanged: compared.saturating_sub(appeared + changed),
        columns_appeared: names(new, &found.columns_appeared),
        columns_vanished: names(old, &found.columns_vanished),
        changed_columns,
        repeated: repeated(old, new, found)?,
    })
}

fn repeated(old: &Table, new: &Table, found: &Comparison) -> Result<Vec<String>, ReadError> {
    let of_old = found.duplicates_old.iter().map(|record| (old, *record, found.key.0));
    let of_new = found.duplicates_new.iter().map(|record| (new, *record, found.key.1));
    let mut ids = Vec::new();
    for (table, record, column) in of_old.chain(of_new).take(MOST_REPEATED) {
        let id = table.cell(record.into(), column, ID)?.map(|cell| cell.text).unwrap_or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn failure(error: &WorkError, (old, new): &(PathBuf, PathBuf), texts: Texts) -> Failure {
    let (old, new) = (old.to_string_lossy(), new.to_string_lossy());
    let details = Some(error.to_string());
    match error {
        WorkError::NoKey { key, old: of_old } => {
            let path = if *of_old { &old } else { &new };
            texts.grid_failure(GridTrouble::NoKey { path, key }, details)
        }
        WorkError::Read(error) => texts.grid_failure(trouble_of(error, &new), details),
        WorkError::TooLong { record } => {
            texts.grid_failure(GridTrouble::TooLong { path: &new, row: record + 1 }, details)
        }
        WorkError::Cancelled(_) | WorkError::Regex { .. } | WorkError::NoColumn(_) => {
            texts.failure(Trouble::Internal, details)
        }
    }
}
