//! What the page sees of a table.

use table::{Fault, FaultKind, ReadError, Row, Table, View};

use crate::texts::Texts;
use crate::view::{GridCell, GridProgress, GridRow};

/// Characters of a cell that a grid shows; all of it is asked for by itself.
const CELL: usize = 400;

/// Characters of one answer, about: a row may have thousands of columns.
const ANSWER: usize = 4_000_000;

const SHORTEST: usize = 16;

/// The most rows that are answered at once.
const MOST_ROWS: usize = 1_000;

pub(super) const KEY: &str = "allure_id";

/// At most `count` rows from a place on, of the view or of all that is indexed.
pub(crate) fn rows_of(
    table: &Table,
    view: Option<&View>,
    from: u64,
    count: usize,
) -> Result<Vec<GridRow>, ReadError> {
    let count = count.min(MOST_ROWS);
    let cells = count.saturating_mul(table.header().len()).max(1);
    let limit = (ANSWER / cells).clamp(SHORTEST, CELL);
    let rows = match view {
        Some(view) => view.rows(table, from, count, limit),
        None => table.rows(from, count, limit),
    };
    Ok(rows?.into_iter().map(row).collect())
}

pub(super) fn progress_of(table: &Table, texts: Texts) -> GridProgress {
    let progress = table.progress();
    let faults = texts.table_faults(&progress.faults);
    let ragged = |fault: &&Fault| matches!(fault.kind, FaultKind::Ragged { .. });
    let others = progress.faults.first.iter().filter(|fault| !ragged(fault)).count() as u64;
    GridProgress {
        bytes: progress.bytes_done,
        of_bytes: progress.bytes_total,
        rows: progress.records,
        done: progress.done,
        failure: None,
        faults,
        faults_total: others + progress.faults.ragged,
    }
}

/// The column that knows a test case.
pub(super) fn key_column(header: &[String]) -> Option<u32> {
    header.iter().position(|name| name == KEY).and_then(|place| u32::try_from(place).ok())
}

fn row(row: Row) -> GridRow {
    let cells = row.cells.into_iter().map(|cell| GridCell { text: cell.text, cut: !cell.whole });
    GridRow { record: row.record, cells: cells.collect() }
}
