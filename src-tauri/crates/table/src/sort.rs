//! Sorting records by a column without holding the column: sixteen bytes a row while it lasts.
//!
//! All rows are sorted by twelve weights, the first after those that all of them share. Rows that are alike in these
//! are looked at again: few of them get their weights as a whole; many are sorted by the next twelve, and so on. Empty
//! cells come last in either direction, and equal ones stay in the file's order.

use std::thread;

use crate::batch::STEP;
use crate::cancel::Cancel;
use crate::collate::weigh;
use crate::error::WorkError;
use crate::query::Sort;
use crate::table::Table;
use crate::threads::{WORTH, both, split, split_mut};

/// Weights that count; texts that are alike in so many count as equal.
const DEPTH: usize = 1024;
/// Bytes of a cell that are looked at.
const TEXT: usize = 4 * DEPTH;
/// So many alike rows get their weights as a whole: at most `FEW * DEPTH` bytes.
const FEW: usize = 4096;
/// Weights that a row carries.
const CARRIED: usize = 12;

/// Twelve weights, then the record they belong to in the lowest 32 bits.
type Weighed = u128;

/// What the row of an empty cell carries: more than any text, in either direction.
const EMPTY: u128 = u128::MAX >> 32;
/// What the row of a text carries in the descending order where none of its weights are left: less than an empty cell.
const LAST: u128 = EMPTY - 1;

/// The records, which come in the file's order, by the column's text.
pub(crate) fn sorted(
    table: &Table,
    records: Vec<u32>,
    sort: Sort,
    cancel: &Cancel,
) -> Result<Vec<u32>, WorkError> {
    let mut rows: Vec<Weighed> = records.iter().map(|record| u128::from(*record)).collect();
    drop(records);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    Sorting { table, sort, cancel }.by_weights(&mut rows, 0, threads)?;
    Ok(rows.into_iter().map(record).collect())
}

#[derive(Clone, Copy)]
struct Sorting<'a> {
    table: &'a Table,
    sort: Sort,
    cancel: &'a Cancel,
}

impl Sorting<'_> {
    /// Sorts rows that are alike in all weights before `from`.
    fn by_weights(self, rows: &mut [Weighed], from: usize, threads: usize) -> Result<(), WorkError> {
        let from = self.shared(rows, from)?;
        split_mut(rows, threads, |part| self.carry(part, from))?;
        self.cancel.check()?;
        sort(rows, threads);
        self.settle(rows, from, threads)
    }

    /// How many weights all rows share, empty cells aside; `from` at least.
    fn shared(self, rows: &[Weighed], from: usize) -> Result<usize, WorkError> {
        let shared = split(rows.len(), |range| {
            let mut model = Vec::new();
            let mut shared = DEPTH;
            for rows in rows[range].chunks(STEP) {
                if shared <= from {
                    break;
                }
                self.weights(rows.iter().copied().map(record), shared, |_, weights| {
                    if model.is_empty() {
                        model.extend_from_slice(weights);
                    } else if !weights.is_empty() {
                        let same = weights.iter().zip(&model).take_while(|(one, other)| one == other).count();
                        shared = shared.min(same);
                    }
                })?;
            }
            model.truncate(shared);
            Ok(model)
        })?;
        let mut models = shared.into_iter().filter(|model| !model.is_empty());
        let first = models.next().unwrap_or_default();
        let same = |model: Vec<u8>| model.iter().zip(&first).take_while(|(one, other)| one == other).count();
        Ok(models.map(same).fold(first.len(), usize::min).max(from))
    }

    /// Has each row carry its weights at `from`.
    fn carry(self, rows: &mut [Weighed], from: usize) -> Result<(), WorkError> {
        for rows in rows.chunks_mut(STEP) {
            let records: Vec<u32> = rows.iter().copied().map(record).collect();
            let mut rows = rows.iter_mut();
            self.weights(records.into_iter(), from + CARRIED, |record, weights| {
                if let Some(row) = rows.next() {
                    *row = self.weighed(weights, from) << 32 | u128::from(record);
                }
            })?;
        }
        Ok(())
    }

    /// Sorts the rows that carry the same.
    fn settle(self, rows: &mut [Weighed], from: usize, threads: usize) -> Result<(), WorkError> {
        if threads > 1 && rows.len() > WORTH {
            let middle = rows.len() / 2;
            let border = rows[middle..].iter().position(|row| row >> 32 != rows[middle - 1] >> 32);
            if let Some(border) = border {
                let (one, other) = rows.split_at_mut(middle + border);
                let half = threads / 2;
                return both(|| self.settle(one, from, half), || self.settle(other, from, threads - half));
            }
        }
        for alike in rows.chunk_by_mut(|one, other| one >> 32 == other >> 32) {
            if alike.len() == 1 || self.is_whole(alike[0] >> 32) || from + CARRIED >= DEPTH {
                continue;
            }
            if alike.len() <= FEW {
                self.few(alike)?;
            } else {
                self.by_weights(alike, from + CARRIED, threads)?;
            }
        }
        Ok(())
    }

    /// Sorts by all weights at once.
    fn few(self, rows: &mut [Weighed]) -> Result<(), WorkError> {
        let mut all = Vec::new();
        let mut places = Vec::with_capacity(rows.len());
        self.weights(rows.iter().copied().map(record), DEPTH, |record, weights| {
            let begin = all.len();
            all.extend_from_slice(weights);
            places.push((begin..all.len(), record));
        })?;
        // Rows come in the file's order, which a stable sort keeps.
        places.sort_by(|(one, _), (other, _)| {
            let order = all[one.clone()].cmp(&all[other.clone()]);
            if self.sort.descending { order.reverse() } else { order }
        });
        for (row, (_, record)) in rows.iter_mut().zip(places) {
            *row = u128::from(record);
        }
        Ok(())
    }

    fn weights(
        self,
        records: impl Iterator<Item = u32>,
        limit: usize,
        mut row: impl FnMut(u32, &[u8]),
    ) -> Result<(), WorkError> {
        let mut weights = Vec::new();
        self.table.each(records, self.cancel, |record, bytes| {
            weights.clear();
            if let Some(cell) = self.table.fields(bytes).nth(self.sort.column) {
                weigh(&cell.head(TEXT).0, self.sort.natural, limit, &mut weights);
            }
            row(record, &weights);
        })
    }

    /// What a row with these weights carries, turned around for the descending order.
    fn weighed(self, weights: &[u8], from: usize) -> u128 {
        if weights.is_empty() {
            return EMPTY;
        }
        let mut carried = [0; 16];
        for (place, weight) in carried[16 - CARRIED..].iter_mut().zip(weights.iter().skip(from)) {
            *place = *weight;
        }
        let carried = u128::from_be_bytes(carried);
        if self.sort.descending { LAST - carried } else { carried }
    }

    /// Whether the text ends within what its row carries: rows that carry the same are then alike.
    fn is_whole(self, carried: u128) -> bool {
        if carried == EMPTY {
            return true;
        }
        let weights = if self.sort.descending { LAST - carried } else { carried };
        weights.to_be_bytes()[15] == 0
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the record is in the lowest 32 bits")]
fn record(row: Weighed) -> u32 {
    row as u32
}

/// Sorts in place on several threads: the halves of the order first, then each half.
fn sort(rows: &mut [Weighed], threads: usize) {
    if threads < 2 || rows.len() < WORTH {
        return rows.sort_unstable();
    }
    let middle = rows.len() / 2;
    rows.select_nth_unstable(middle);
    let (one, other) = rows.split_at_mut(middle);
    let half = threads / 2;
    thread::scope(|scope| {
        scope.spawn(|| sort(one, half));
        sort(other, threads - half);
    });
}
