//! Where a text occurs among the rows of a view.

use crate::cancel::Cancel;
use crate::error::{Changed, WorkError};
use crate::table::Table;
use crate::view::View;

/// The rows of a view that have a text in one of their cells, without regard to case.
#[derive(Clone, Debug)]
pub struct Hits {}

impl Hits {
    /// Cells that contain the text.
    pub fn cells(&self) -> u64 {
        todo!()
    }

    /// Rows that have such a cell.
    pub fn rows(&self) -> u64 {
        todo!()
    }

    /// The first position in the view after this one that has a hit; from `None`, the first of all.
    pub fn next(&self, _after: Option<u64>) -> Option<u64> {
        todo!()
    }

    /// The last position in the view before this one that has a hit; from `None`, the last of all.
    pub fn previous(&self, _before: Option<u64>) -> Option<u64> {
        todo!()
    }

    /// How many rows with hits stand before a position: "hit 17 of 400".
    pub fn ordinal(&self, _position: u64) -> u64 {
        todo!()
    }

    /// The columns of a record that contain the text.
    pub fn columns(&self, _table: &Table, _record: u64) -> Result<Vec<usize>, Changed> {
        todo!()
    }
}

impl Table {
    /// Looks for a text in every cell of a view's rows. The empty text is nowhere.
    pub fn search(&self, _view: &View, _text: &str, _cancel: &Cancel) -> Result<Hits, WorkError> {
        todo!()
    }
}
