//! The rows that a query asks for, in its order.

use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{Changed, WorkError};
use crate::query::Query;
use crate::table::{Row, Table};

/// The rows that a query asks for, in its order: four bytes a row, none for the whole table. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View(Arc<()>);

impl View {
    /// The whole of what is indexed, as it stands in the file.
    pub fn whole(_table: &Table) -> View {
        todo!()
    }

    pub fn query(&self) -> &Query {
        todo!()
    }

    /// How many rows it has.
    pub fn len(&self) -> u64 {
        todo!()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records were looked at: fewer than the table has when its index went on since.
    pub fn of(&self) -> u64 {
        todo!()
    }

    /// The record at a position.
    pub fn record(&self, _position: u64) -> Option<u64> {
        todo!()
    }

    /// Where a record stands in the view. Looks through the view.
    pub fn position(&self, _record: u64) -> Option<u64> {
        todo!()
    }

    /// At most `count` rows from a position on, with at most `limit` characters of each cell.
    pub fn rows(
        &self,
        _table: &Table,
        _from: u64,
        _count: usize,
        _limit: usize,
    ) -> Result<Vec<Row>, Changed> {
        todo!()
    }
}

impl Table {
    /// The rows that a query asks for, among those indexed so far. `base` is an earlier view of this table: what it
    /// knows is used when the query only got stricter, or only the order changed; any view may be given.
    pub fn view(&self, _query: &Query, _base: Option<&View>, _cancel: &Cancel) -> Result<View, WorkError> {
        todo!()
    }
}
