//! The keys of a table's records: twelve bytes a record.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use hashbrown::HashTable;

use crate::batch::Record;
use crate::cancel::Cancel;
use crate::error::WorkError;
use crate::table::Table;
use crate::threads::split;
use crate::view::in_file_order;

pub(crate) struct Keys {
    column: usize,
    hashes: Vec<u64>,
    /// The first record of each key.
    records: HashTable<u32>,
    /// The others, in the file's order.
    duplicates: Vec<u32>,
}

/// One hash for both tables; its seed is random, so that no file can be made whose keys all fall together.
fn hasher() -> &'static RandomState {
    static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    &HASHER
}

impl Keys {
    pub(crate) fn of(table: &Table, column: usize, cancel: &Cancel) -> Result<Keys, WorkError> {
        let parts = split(table.count(), |range| {
            let mut hashes = Vec::with_capacity(range.len());
            table.each(range.map(in_file_order), cancel, |_, bytes| {
                let key = table.fields(bytes).nth(column).map(|field| field.text());
                hashes.push(hasher().hash_one(key.as_deref().unwrap_or_default()));
            })?;
            Ok(hashes)
        })?;
        let hashes = parts.concat();
        let records = HashTable::with_capacity(hashes.len());
        let mut keys = Keys { column, hashes, records, duplicates: Vec::new() };
        let alike = keys.first_of_each_hash();
        keys.tell_apart(table, alike, cancel)?;
        Ok(keys)
    }

    /// A record's key as it stands in the file; the key of a record too short to have one is empty.
    pub(crate) fn key<'a>(&self, table: &Table, record: Record<'a>) -> Cow<'a, [u8]> {
        let field = table.fields(record.bytes).nth(self.column);
        field.map_or_else(Cow::default, |field| field.text())
    }

    pub(crate) fn hash(&self, record: u32) -> u64 {
        self.hashes[record as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Records whose keys have a hash; nearly always one or none.
    pub(crate) fn with_hash(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.records.iter_hash(hash).copied().filter(move |record| self.hash(*record) == hash)
    }

    pub(crate) fn is_duplicate(&self, record: u32) -> bool {
        self.duplicates.binary_search(&record).is_ok()
    }

    pub(crate) fn into_duplicates(self) -> Vec<u32> {
        self.duplicates
    }

    /// Takes the first record of each hash in, and answers the others.
    fn first_of_each_hash(&mut self) -> Vec<u32> {
        let mut others = Vec::new();
        for record in 0..self.hashes.len() {
            if self.with_hash(self.hashes[record]).next().is_some() {
                others.push(in_file_order(record));
            } else {
                self.insert(in_file_order(record));
            }
        }
        others
    }

    fn insert(&mut self, record: u32) {
        let Keys { hashes, records, .. } = self;
        records.insert_unique(hashes[record as usize], record, |other| hashes[*other as usize]);
    }

    /// Finds out by the keys themselves which of the records whose hash another one has are duplicates.
    fn tell_apart(&mut self, table: &Table, alike: Vec<u32>, cancel: &Cancel) -> Result<(), WorkError> {
        // Duplicates of one key often follow each other.
        let mut last: Option<(u32, Vec<u8>)> = None;
        table.try_each(alike.into_iter(), cancel, |record| {
            let key = self.key(table, record);
            let candidates: Vec<u32> = self.with_hash(self.hash(record.number)).collect();
            for candidate in candidates {
                if last.as_ref().is_none_or(|(known, _)| *known != candidate) {
                    let other = table.one(candidate.into(), |other| self.key(table, other).into_owned())?;
                    last = other.map(|other| (candidate, other));
                }
                if last.as_ref().is_some_and(|(_, other)| other[..] == *key) {
                    self.duplicates.push(record.number);
                    return Ok::<_, WorkError>(());
                }
            }
            self.insert(record.number);
            Ok(())
        })
    }
}
