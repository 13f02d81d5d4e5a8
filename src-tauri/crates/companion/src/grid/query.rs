//! What the page asks of a table.

use std::iter::successors;

use table::{Cancel, Case, Filter, Kind, Query, ReadError, Sort, View, WorkError};

use super::answer::{progress_of, rows_of};
use super::file::Grid;
use super::open::read_failure;
use crate::texts::{GridTrouble, Texts, Trouble};
use crate::view::{
    CellText, Failure, GridAnswer, GridFilterKind, GridHits, GridProgress, GridQuery, GridRow,
};

/// Places of hits that are told; a person goes to the next one, and seldom so far.
const MOST_PLACES: usize = 10_000;

/// Bytes of a cell that are shown when it is looked at by itself.
const CELL: usize = 1 << 20;

impl Grid {
    /// Finds the rows and the hits. Takes its time: seconds for a search through a gigabyte.
    pub(crate) fn find(
        &self,
        query: &GridQuery,
        cancel: &Cancel,
        texts: Texts,
    ) -> Result<GridAnswer, Failure> {
        match self.found(query, cancel) {
            Ok(answer) => Ok(answer),
            Err(WorkError::Cancelled(_)) => Ok(GridAnswer::Overtaken),
            Err(WorkError::Regex { filter, message, .. }) => {
                let column = query.filters.get(filter).map_or(0, |filter| filter.column);
                Ok(GridAnswer::Refused { column, message })
            }
            Err(WorkError::Read(error)) => Err(self.unreadable(texts, &error)),
            // The page knows the columns, and only a comparison has a key and needs whole rows.
            Err(error @ (WorkError::NoColumn(_) | WorkError::NoKey { .. } | WorkError::TooLong { .. })) => {
                Err(texts.failure(Trouble::Internal, Some(error.to_string())))
            }
        }
    }

    /// Rows of a view, or of the file as far as its index is.
    pub(crate) fn rows(
        &self,
        view: Option<u32>,
        from: u64,
        count: u32,
        texts: Texts,
    ) -> Result<Vec<GridRow>, Failure> {
        let view = view.map(|number| self.kept(number, texts)).transpose()?;
        rows_of(&self.table, view.as_ref(), from, place(count))
            .map_err(|error| self.unreadable(texts, &error))
    }

    /// A cell's text, the whole of it up to a megabyte; empty where the row is too short.
    pub(crate) fn cell(&self, record: u64, column: u32, texts: Texts) -> Result<CellText, Failure> {
        let read = |limit| self.table.cell(record, place(column), limit);
        let unreadable = |error| self.unreadable(texts, &error);
        let Some(cell) = read(CELL).map_err(unreadable)? else {
            return Ok(CellText { text: String::new(), bytes: 0, cut: false });
        };
        let bytes = if cell.whole {
            cell.text.len()
        } else {
            read(usize::MAX).map_err(unreadable)?.map_or(0, |cell| cell.text.len())
        };
        Ok(CellText { text: cell.text, bytes: bytes as u64, cut: !cell.whole })
    }

    pub(crate) fn progress(&self, texts: Texts) -> GridProgress {
        progress_of(&self.table, texts)
    }

    /// A view that was found; views of long ago are gone.
    pub(super) fn kept(&self, number: u32, texts: Texts) -> Result<View, Failure> {
        self.view(number).ok_or_else(|| texts.grid_failure(GridTrouble::Closed, None))
    }

    /// The failure that the file cannot be read on.
    pub(crate) fn unreadable(&self, texts: Texts, error: &ReadError) -> Failure {
        read_failure(&self.path, error, texts)
    }

    fn found(&self, query: &GridQuery, cancel: &Cancel) -> Result<GridAnswer, WorkError> {
        let view = self.table.view(&asked(query), self.latest().as_ref(), cancel)?;
        let hits = if query.search.is_empty() {
            None
        } else {
            let hits = self.table.search(&view, &query.search, cancel)?;
            let places = successors(hits.next(None), |place| hits.next(Some(*place)));
            let places = places.take(MOST_PLACES).collect();
            Some(GridHits { cells: hits.cells(), rows: hits.rows(), places })
        };
        let (rows, of) = (view.len(), view.of());
        let number = self.keep(view, cancel);
        Ok(number.map_or(GridAnswer::Overtaken, |view| GridAnswer::Found { view, rows, of, hits }))
    }
}

fn asked(query: &GridQuery) -> Query {
    let filters = query.filters.iter().map(|filter| Filter {
        column: place(filter.column),
        kind: match filter.kind {
            GridFilterKind::Contains => Kind::Contains,
            GridFilterKind::Equals => Kind::Equals,
            GridFilterKind::Regex => Kind::Regex,
            GridFilterKind::Empty => Kind::Empty,
            GridFilterKind::NotEmpty => Kind::NotEmpty,
        },
        text: filter.text.clone(),
        case: Case::Ignored,
    });
    let sort = query.sort.map(|sort| Sort {
        column: place(sort.column),
        descending: sort.descending,
        natural: sort.natural,
    });
    Query { filters: filters.collect(), search: None, sort }
}

pub(super) fn place(column: u32) -> usize {
    usize::try_from(column).unwrap_or(usize::MAX)
}
