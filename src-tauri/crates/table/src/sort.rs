//! Sorting records by a column without holding the column: sixteen bytes a row while it lasts.
//!
//! All rows are sorted by their first eight weights. Rows that are alike in these are looked at again: few of them get
//! their weights as a whole; many are sorted by the next eight after those that all of them share, and so on. Empty
//! cells come last in either direction, and equal ones stay in the file's order.

use crate::cancel::Cancel;
use crate::collate::weigh;
use crate::error::WorkError;
use crate::query::Sort;
use crate::record::Fields;
use crate::table::Table;
use crate::work::split;

/// Weights that count; texts that are alike in so many count as equal.
const DEPTH: usize = 1024;
/// Bytes of a cell that are looked at.
const TEXT: usize = 4 * DEPTH;
/// So many alike rows get their weights as a whole: at most `FEW * DEPTH` bytes.
const FEW: usize = 4096;

/// Eight weights, and the record they belong to.
type Weighed = (u64, u32);

/// The records, which come in the file's order, by the column's text.
pub(crate) fn sorted(
    table: &Table,
    records: Vec<u32>,
    sort: Sort,
    cancel: &Cancel,
) -> Result<Vec<u32>, WorkError> {
    let sorting = Sorting { table, sort, cancel };
    let parts = split(records.len(), |range| sorting.first(&records[range]))?;
    drop(records);
    let mut rows = Vec::new();
    let mut empty = Vec::new();
    for (mut weighed, mut without) in parts {
        rows.append(&mut weighed);
        empty.append(&mut without);
    }
    sorting.by_weight(&mut rows, 0)?;
    let mut sorted: Vec<u32> = rows.iter().map(|(_, record)| *record).collect();
    sorted.append(&mut empty);
    Ok(sorted)
}

struct Sorting<'a> {
    table: &'a Table,
    sort: Sort,
    cancel: &'a Cancel,
}

impl Sorting<'_> {
    /// The rows with their first weights, and those whose cell is empty.
    fn first(&self, records: &[u32]) -> Result<(Vec<Weighed>, Vec<u32>), WorkError> {
        let mut rows = Vec::with_capacity(records.len());
        let mut empty = Vec::new();
        self.weights(records.iter().copied(), 8, |record, weights| {
            if weights.is_empty() {
                empty.push(record);
            } else {
                rows.push((self.eight(weights, 0), record));
            }
        })?;
        Ok((rows, empty))
    }

    /// Sorts rows that are alike in all weights before `from` and carry the eight at `from`.
    fn by_weight(&self, rows: &mut [Weighed], from: usize) -> Result<(), WorkError> {
        self.cancel.check()?;
        rows.sort_unstable();
        for alike in rows.chunk_by_mut(|one, other| one.0 == other.0) {
            if alike.len() == 1 || self.ended(alike[0].0) || from + 8 >= DEPTH {
                continue;
            }
            if alike.len() <= FEW { self.few(alike)? } else { self.many(alike, from + 8)? }
        }
        Ok(())
    }

    /// Sorts by all weights at once.
    fn few(&self, rows: &mut [Weighed]) -> Result<(), WorkError> {
        let mut whole = Vec::with_capacity(rows.len());
        self.weights(rows.iter().map(|row| row.1), DEPTH, |record, weights| {
            whole.push((weights.to_vec(), record));
        })?;
        // Rows come in the file's order, which a stable sort keeps.
        whole.sort_by(
            |(one, _), (other, _)| if self.sort.descending { other.cmp(one) } else { one.cmp(other) },
        );
        for (row, (_, record)) in rows.iter_mut().zip(whole) {
            row.1 = record;
        }
        Ok(())
    }

    /// Sorts by the eight weights after those that all rows share, which are `from` at least.
    fn many(&self, rows: &mut [Weighed], from: usize) -> Result<(), WorkError> {
        let mut model = Vec::new();
        self.weights(rows.iter().take(1).map(|row| row.1), DEPTH, |_, weights| {
            model.extend_from_slice(weights);
        })?;
        let shared = split(rows.len(), |range| {
            let mut shared = model.len();
            self.weights(rows[range].iter().map(|row| row.1), DEPTH, |_, weights| {
                let same = weights.iter().zip(&model).take_while(|(one, other)| one == other).count();
                shared = shared.min(same);
            })?;
            Ok(shared)
        })?;
        let from = shared.into_iter().min().unwrap_or(0).max(from);
        let weighed = split(rows.len(), |range| {
            let mut weighed = Vec::with_capacity(range.len());
            self.weights(rows[range].iter().map(|row| row.1), from + 8, |record, weights| {
                weighed.push((self.eight(weights, from), record));
            })?;
            Ok(weighed)
        })?;
        for (row, weighed) in rows.iter_mut().zip(weighed.into_iter().flatten()) {
            *row = weighed;
        }
        self.by_weight(rows, from)
    }

    fn weights(
        &self,
        records: impl Iterator<Item = u32>,
        limit: usize,
        mut row: impl FnMut(u32, &[u8]),
    ) -> Result<(), WorkError> {
        let separator = self.table.separator();
        let mut weights = Vec::new();
        self.table.each(records, self.cancel, |record, bytes| {
            weights.clear();
            if let Some(cell) = Fields::new(bytes, separator).nth(self.sort.column) {
                weigh(&cell.head(TEXT).0, self.sort.natural, limit, &mut weights);
            }
            row(record, &weights);
        })
    }

    /// The eight weights at `from`, turned around for the descending order.
    fn eight(&self, weights: &[u8], from: usize) -> u64 {
        let mut eight = [0; 8];
        let there = weights.get(from..).unwrap_or_default();
        let count = there.len().min(8);
        eight[..count].copy_from_slice(&there[..count]);
        let weight = u64::from_be_bytes(eight);
        if self.sort.descending { !weight } else { weight }
    }

    /// Whether a text ends within these weights: those that are alike in them are alike.
    fn ended(&self, weight: u64) -> bool {
        let weight = if self.sort.descending { !weight } else { weight };
        weight.to_be_bytes()[7] == 0
    }
}
