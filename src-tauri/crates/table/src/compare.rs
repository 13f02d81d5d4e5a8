//! Two files, row by row, by a key.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::LazyLock;

use hashbrown::HashTable;

use crate::cancel::Cancel;
use crate::error::{Changed, WorkError};
use crate::record::{Field, Fields};
use crate::table::{MAX_COLUMNS, Table};
use crate::view::in_file_order;
use crate::work::split;

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
    pub fn cells(&self, old: &Table, new: &Table, change: Change) -> Result<Vec<(usize, usize)>, Changed> {
        let old = old.fields(old.bytes()?, u64::from(change.old_record));
        let new = new.fields(new.bytes()?, u64::from(change.new_record));
        Ok(match (old, new) {
            (Some(old), Some(new)) => differing(&self.columns, old, new).collect(),
            _ => Vec::new(),
        })
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
    let mut met = vec![false; old_keys.hashes.len()];
    for part in split(new_keys.hashes.len(), |range| pairing.pair(range, cancel))? {
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
    comparison.duplicates_old = old_keys.duplicates;
    comparison.duplicates_new = new_keys.duplicates;
    Ok(comparison)
}

/// Rows between two looks at the files and at the wish to stop.
const STEP: usize = 256;

struct Pairing<'a> {
    old: &'a Table,
    new: &'a Table,
    old_keys: &'a Keys,
    new_keys: &'a Keys,
    columns: &'a [(usize, usize)],
    /// Rows of the same bytes are then the same rows.
    same_layout: bool,
}

/// What a part of the newer file brings.
#[derive(Default)]
struct Part {
    appeared: Vec<u32>,
    changed: Vec<Change>,
    /// Records of the older file that have a partner.
    met: Vec<u32>,
}

impl Pairing<'_> {
    fn pair(&self, records: Range<usize>, cancel: &Cancel) -> Result<Part, WorkError> {
        let mut part = Part::default();
        let mut records = records.map(in_file_order).peekable();
        while records.peek().is_some() {
            cancel.check()?;
            let bytes = (self.old.bytes()?, self.new.bytes()?);
            for new_record in records.by_ref().take(STEP) {
                if self.new_keys.is_duplicate(new_record) {
                    continue;
                }
                let key = self.new_keys.key(self.new, bytes.1, new_record);
                let hash = self.new_keys.hashes[new_record as usize];
                let Some(old_record) = self.old_keys.find(self.old, bytes.0, hash, &key) else {
                    part.appeared.push(new_record);
                    continue;
                };
                part.met.push(old_record);
                if self.differ(bytes, old_record, new_record) {
                    part.changed.push(Change { old_record, new_record });
                }
            }
        }
        Ok(part)
    }

    fn differ(&self, bytes: (&[u8], &[u8]), old_record: u32, new_record: u32) -> bool {
        let range =
            |table: &Table, record: u32, bytes: &[u8]| table.known().range(record as usize, bytes.len());
        let old = range(self.old, old_record, bytes.0).map(|range| &bytes.0[range]).unwrap_or_default();
        let new = range(self.new, new_record, bytes.1).map(|range| &bytes.1[range]).unwrap_or_default();
        if self.same_layout && old == new {
            return false;
        }
        let old = Fields::new(old, self.old.separator());
        let new = Fields::new(new, self.new.separator());
        differing(self.columns, old, new).next().is_some()
    }
}

/// The keys of a table: twelve bytes a row.
struct Keys {
    column: usize,
    hashes: Vec<u64>,
    /// The first record of each key.
    records: HashTable<u32>,
    duplicates: Vec<u32>,
}

/// One hash for both tables; its seed is random, so that no file can be made whose keys all fall together.
fn hasher() -> &'static RandomState {
    static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    &HASHER
}

impl Keys {
    fn of(table: &Table, column: usize, cancel: &Cancel) -> Result<Keys, WorkError> {
        let parts = split(table.count(), |range| {
            let mut hashes = Vec::with_capacity(range.len());
            table.each(range.map(in_file_order), cancel, |_, bytes| {
                let key = Fields::new(bytes, table.separator()).nth(column).map(|field| field.text());
                hashes.push(hasher().hash_one(key.as_deref().unwrap_or_default()));
            })?;
            Ok(hashes)
        })?;
        let hashes = parts.concat();
        let records = HashTable::with_capacity(hashes.len());
        let mut keys = Keys { column, hashes, records, duplicates: Vec::new() };
        let mut bytes = table.bytes()?;
        for record in 0..keys.hashes.len() {
            if record % STEP == 0 {
                cancel.check()?;
                bytes = table.bytes()?;
            }
            keys.add(table, bytes, in_file_order(record));
        }
        Ok(keys)
    }

    fn add(&mut self, table: &Table, bytes: &[u8], record: u32) {
        let hash = self.hashes[record as usize];
        let same_hash = |other: &u32| self.hashes[*other as usize] == hash;
        // The key itself is read only when there is another of the same hash.
        let twin = self.records.find(hash, same_hash).is_some()
            && self.find(table, bytes, hash, &self.key(table, bytes, record)).is_some();
        if twin {
            self.duplicates.push(record);
        } else {
            self.records.insert_unique(hash, record, |other| self.hashes[*other as usize]);
        }
    }

    fn key<'a>(&self, table: &Table, bytes: &'a [u8], record: u32) -> Cow<'a, [u8]> {
        let field = table.fields(bytes, u64::from(record)).and_then(|mut fields| fields.nth(self.column));
        field.map_or_else(Cow::default, |field| field.text())
    }

    fn find(&self, table: &Table, bytes: &[u8], hash: u64, key: &[u8]) -> Option<u32> {
        let same =
            |other: &u32| self.hashes[*other as usize] == hash && *self.key(table, bytes, *other) == *key;
        self.records.find(hash, same).copied()
    }

    fn is_duplicate(&self, record: u32) -> bool {
        self.duplicates.binary_search(&record).is_ok()
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
