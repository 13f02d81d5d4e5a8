//! Two files, row by row, by a key.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use crate::batch::Batch;
use crate::cancel::Cancel;
use crate::error::{ReadError, WorkError};
use crate::keys::Keys;
use crate::record::{Field, Fields};
use crate::table::{MAX_COLUMNS, Table};
use crate::threads::split;
use crate::view::in_file_order;

/// What differs between an older and a newer file: at most eight bytes for each row that does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Records of the newer file whose key the older one has not, in the newer file's order.
    pub appeared: Vec<u32>,
    /// Records of the older file whose key the newer one has not, in the older file's order.
    pub vanished: Vec<u32>,
    /// Rows of both whose cells differ in a column of both, in the newer file's order.
    pub changed: Vec<Change>,
    /// Columns of the newer file that the older one has not.
    pub columns_appeared: Vec<usize>,
    /// Columns of the older file that the newer one has not.
    pub columns_vanished: Vec<usize>,
    /// The columns that both have, by name, as numbers in the older and in the newer file.
    pub columns: Vec<(usize, usize)>,
    /// Records of the older file whose key an earlier record of it has. They are compared with nothing.
    pub duplicates_old: Vec<u32>,
    /// The same in the newer file.
    pub duplicates_new: Vec<u32>,
    /// The key's column in the older and in the newer file.
    pub key: (usize, usize),
}

/// One row that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub old_record: u32,
    pub new_record: u32,
}

impl Comparison {
    /// The columns in which a changed row differs, as numbers in the older and in the newer file.
    pub fn cells(&self, old: &Table, new: &Table, change: Change) -> Result<Vec<(usize, usize)>, ReadError> {
        let cells = old.one(change.old_record.into(), |one| {
            new.one(change.new_record.into(), |other| {
                differing(&self.columns, old.fields(one.bytes), new.fields(other.bytes)).collect()
            })
        })?;
        Ok(cells.transpose()?.flatten().unwrap_or_default())
    }
}

/// Compares two files by a column that names each row, such as `allure_id`. Columns are matched by their names; the
/// second of two equal names is matched with the second. Indexes both files first if need be. Cells are compared by
/// their bytes, never by a hash alone.
pub fn compare(old: &Table, new: &Table, key: &str, cancel: &Cancel) -> Result<Comparison, WorkError> {
    for table in [old, new] {
        table.index(cancel)?;
        cancel.check()?;
    }
    let of = |table: &Table, old| {
        let column = table.header().iter().position(|name| name == key);
        column.ok_or_else(|| WorkError::NoKey { key: key.to_owned(), old })
    };
    let key = (of(old, true)?, of(new, false)?);
    let columns = shared_columns(old.header(), new.header());
    let old_keys = Keys::of(old, key.0, cancel)?;
    let new_keys = Keys::of(new, key.1, cancel)?;
    let pairing = Pairing {
        old,
        new,
        old_keys: &old_keys,
        new_keys: &new_keys,
        columns: &columns,
        same_layout: old.header() == new.header() && old.separator() == new.separator(),
    };

    let mut comparison = Comparison { key, ..Comparison::default() };
    let mut met = vec![false; old_keys.len()];
    for part in split(new_keys.len(), |range| pairing.pair(range, cancel))? {
        comparison.appeared.extend(part.appeared);
        comparison.changed.extend(part.changed);
        for record in part.met {
            met[record as usize] = true;
        }
    }
    let unmet = met.iter().enumerate().filter(|(_, met)| !**met).map(|(record, _)| in_file_order(record));
    comparison.vanished = unmet.filter(|record| !old_keys.is_duplicate(*record)).collect();
    let is_shared = |columns: &[(usize, usize)], old, column| {
        columns.iter().any(|pair| if old { pair.0 == column } else { pair.1 == column })
    };
    comparison.columns_appeared =
        (0..new.header().len()).filter(|column| !is_shared(&columns, false, *column)).collect();
    comparison.columns_vanished =
        (0..old.header().len()).filter(|column| !is_shared(&columns, true, *column)).collect();
    comparison.columns = columns;
    comparison.duplicates_old = old_keys.into_duplicates();
    comparison.duplicates_new = new_keys.into_duplicates();
    Ok(comparison)
}

/// What both sides are compared by.
struct Pairing<'a> {
    old: &'a Table,
    new: &'a Table,
    old_keys: &'a Keys,
    new_keys: &'a Keys,
    columns: &'a [(usize, usize)],
    /// Whether equal bytes are equal rows.
    same_layout: bool,
}

/// What a part of the newer file brings.
#[derive(Default)]
struct Part {
    appeared: Vec<u32>,
    changed: Vec<Change>,
    /// Records of the older file that were met.
    met: Vec<u32>,
}

/// What became of a row of the newer file.
#[derive(Clone, Copy)]
enum Fate {
    Appeared,
    Same,
    Changed { old_record: u32 },
}

impl Pairing<'_> {
    fn pair(&self, range: Range<usize>, cancel: &Cancel) -> Result<Part, WorkError> {
        let mut part = Part::default();
        let unique = |record: &u32| !self.new_keys.is_duplicate(*record);
        let mut records = range.map(in_file_order).filter(unique).peekable();
        let mut batch = Batch::default();
        while batch.read(self.new, &mut records)? {
            let fates = self.fates(&batch, cancel, &mut part.met)?;
            for (record, fate) in batch.iter().zip(fates) {
                let new_record = record.number;
                match fate {
                    Fate::Appeared => part.appeared.push(new_record),
                    Fate::Same => {}
                    Fate::Changed { old_record } => part.changed.push(Change { old_record, new_record }),
                }
            }
        }
        Ok(part)
    }

    /// Compares a batch of the newer file with the older one's records of the same hashes, read in that file's order.
    fn fates(&self, batch: &Batch, cancel: &Cancel, met: &mut Vec<u32>) -> Result<Vec<Fate>, WorkError> {
        let mut fates = vec![Fate::Appeared; batch.len()];
        let mut candidates: Vec<(u32, usize)> = Vec::with_capacity(batch.len());
        for (place, record) in batch.iter().enumerate() {
            let of_hash = self.old_keys.with_hash(self.new_keys.hash(record.number));
            candidates.extend(of_hash.map(|old_record| (old_record, place)));
        }
        candidates.sort_unstable();
        let old_records: Vec<u32> = candidates.iter().map(|(old_record, _)| *old_record).collect();
        let mut places = candidates.iter().map(|(_, place)| *place);
        self.old.try_each(old_records.into_iter(), cancel, |old| {
            let Some(place) = places.next() else { return Ok(()) };
            let new = batch.get(place);
            if self.old_keys.key(self.old, old) == self.new_keys.key(self.new, new) {
                met.push(old.number);
                let differ = self.differ(old.required_whole()?.bytes, new.required_whole()?.bytes);
                fates[place] = if differ { Fate::Changed { old_record: old.number } } else { Fate::Same };
            }
            Ok::<_, WorkError>(())
        })?;
        Ok(fates)
    }

    fn differ(&self, old: &[u8], new: &[u8]) -> bool {
        if self.same_layout && old == new {
            return false;
        }
        differing(self.columns, self.old.fields(old), self.new.fields(new)).next().is_some()
    }
}

/// Pairs the columns of equal names, the first with the first, the second with the second.
fn shared_columns(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (column, name) in new.iter().enumerate() {
        places.entry(name).or_default().push_back(column);
    }
    let pair = |(column, name): (usize, &String)| Some((column, places.get_mut(name.as_str())?.pop_front()?));
    old.iter().enumerate().filter_map(pair).collect()
}

/// The pairs of columns whose cells differ. A cell that a short row has not is empty.
fn differing<'a>(
    columns: &'a [(usize, usize)],
    old: Fields<'a>,
    new: Fields<'a>,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let old: Vec<Field<'_>> = old.take(MAX_COLUMNS).collect();
    let new: Vec<Field<'_>> = new.take(MAX_COLUMNS).collect();
    let text = |field: Option<&Field<'a>>| field.map_or_else(Cow::default, Field::text);
    columns.iter().copied().filter(move |(one, other)| text(old.get(*one)) != text(new.get(*other)))
}
