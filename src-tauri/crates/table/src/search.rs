//! Where a text occurs among the rows of a view.

use crate::cancel::Cancel;
use crate::error::{ReadError, WorkError};
use crate::matcher::Needle;
use crate::table::Table;
use crate::threads::split;
use crate::view::{View, in_file_order};

/// The rows of a view that have a text in one of their cells, without regard to case: four bytes a row found.
#[derive(Clone, Debug)]
pub struct Hits {
    /// `None` for the empty text.
    needle: Option<Needle>,
    cells: u64,
    /// Places in the view, ascending.
    positions: Vec<u32>,
}

impl Hits {
    /// Cells that contain the text.
    pub fn cells(&self) -> u64 {
        self.cells
    }

    /// Rows that have such a cell.
    pub fn rows(&self) -> u64 {
        self.positions.len() as u64
    }

    /// The first position in the view after this one that has a hit; from `None`, the first of all.
    pub fn next(&self, after: Option<u64>) -> Option<u64> {
        let place =
            after.map_or(0, |after| self.positions.partition_point(|position| u64::from(*position) <= after));
        self.positions.get(place).map(|position| u64::from(*position))
    }

    /// The last position in the view before this one that has a hit; from `None`, the last of all.
    pub fn previous(&self, before: Option<u64>) -> Option<u64> {
        let place = before.map_or(self.positions.len(), |before| self.before(before));
        place.checked_sub(1).map(|place| u64::from(self.positions[place]))
    }

    /// How many rows with hits stand before a position: for "hit 17 of 400", 16 at its own position.
    pub fn ordinal(&self, position: u64) -> u64 {
        self.before(position) as u64
    }

    /// The columns of a record that contain the text.
    pub fn columns(&self, table: &Table, record: u64) -> Result<Vec<usize>, ReadError> {
        let Some(needle) = &self.needle else { return Ok(Vec::new()) };
        let columns = table.one(record, |record| {
            let fields = table.fields(record.bytes).enumerate();
            fields.filter(|(_, field)| needle.is_in(field)).map(|(column, _)| column).collect()
        });
        Ok(columns?.unwrap_or_default())
    }

    fn before(&self, position: u64) -> usize {
        self.positions.partition_point(|hit| u64::from(*hit) < position)
    }
}

impl Table {
    /// Looks for a text in every cell of a view's rows. The empty text is nowhere.
    pub fn search(&self, view: &View, text: &str, cancel: &Cancel) -> Result<Hits, WorkError> {
        if text.is_empty() {
            return Ok(Hits { needle: None, cells: 0, positions: Vec::new() });
        }
        let count = crate::index::place(view.len());
        let stray = self.known().stray;
        let needle = Needle::new(text, 0)?;
        let separator = self.separator();
        // The rows are read in the file's order, whatever the view's: a disk likes no other.
        let in_order = view.records().map(|records| {
            let mut places: Vec<u32> = (0..records.len()).map(in_file_order).collect();
            places.sort_unstable_by_key(|place| records[*place as usize]);
            places
        });
        let parts = split(count, |range| {
            let needle = needle.clone();
            let mut cells = 0;
            let mut found = Vec::new();
            let mut place = range.start;
            let record = |place: usize| match (&in_order, view.records()) {
                (Some(places), Some(records)) => records[places[place] as usize],
                _ => in_file_order(place),
            };
            self.each(range.map(record), cancel, |_, bytes| {
                let hits = needle.cells(bytes, separator, stray);
                if hits > 0 {
                    cells += hits as u64;
                    found
                        .push(in_order.as_ref().map_or_else(|| in_file_order(place), |places| places[place]));
                }
                place += 1;
            })?;
            Ok((cells, found))
        })?;
        let cells = parts.iter().map(|(cells, _)| cells).sum();
        let mut positions: Vec<u32> = parts.into_iter().flat_map(|(_, found)| found).collect();
        positions.sort_unstable();
        Ok(Hits { needle: Some(needle), cells, positions })
    }
}
