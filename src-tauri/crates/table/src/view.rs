//! The rows that a query asks for, in its order.

use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{ReadError, WorkError};
use crate::index::place;
use crate::matcher::{Matcher, Needle};
use crate::query::Query;
use crate::record::{Field, Fields};
use crate::sort::sorted;
use crate::table::{Row, Table};
use crate::threads::split;

/// The rows that a query asks for, in its order: four bytes a row, none for the whole table. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    query: Query,
    /// `None`: all records that were looked at, in the file's order.
    records: Option<Vec<u32>>,
    of: usize,
}

impl View {
    /// The whole of what is indexed, as it stands in the file.
    pub fn whole(table: &Table) -> View {
        View(Arc::new(Inner { query: Query::default(), records: None, of: table.count() }))
    }

    pub fn query(&self) -> &Query {
        &self.0.query
    }

    /// How many rows it has.
    pub fn len(&self) -> u64 {
        self.0.records.as_ref().map_or(self.0.of, Vec::len) as u64
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records were looked at: fewer than the table has when its index went on since.
    pub fn of(&self) -> u64 {
        self.0.of as u64
    }

    /// The record at a position.
    pub fn record(&self, position: u64) -> Option<u64> {
        match &self.0.records {
            Some(records) => records.get(place(position)).map(|record| u64::from(*record)),
            None => (position < self.of()).then_some(position),
        }
    }

    /// Where a record stands in the view. Looks through the view.
    pub fn position(&self, record: u64) -> Option<u64> {
        match &self.0.records {
            Some(records) => {
                let position = records.iter().position(|candidate| u64::from(*candidate) == record);
                position.map(|position| position as u64)
            }
            None => (record < self.of()).then_some(record),
        }
    }

    /// At most `count` rows from a position on, with at most `limit` characters of each cell.
    pub fn rows(&self, table: &Table, from: u64, count: usize, limit: usize) -> Result<Vec<Row>, ReadError> {
        let positions = (from..self.len()).take(count);
        table.rows_of(positions.filter_map(|position| self.record(position)), limit)
    }

    /// The records in the view's order; `None` for all that were looked at, in the file's order.
    pub(crate) fn records(&self) -> Option<&[u32]> {
        self.0.records.as_deref()
    }
}

impl Table {
    /// The rows that a query asks for, among those indexed so far. `base` is an earlier view of this table: what it
    /// knows is used when the query only got stricter, or only the order changed; any view of the table may be given.
    pub fn view(&self, query: &Query, base: Option<&View>, cancel: &Cancel) -> Result<View, WorkError> {
        let of = self.count();
        let rule = Rule::new(self, query)?;
        let base = base.filter(|base| base.0.of == of && query.narrows(base.query()));
        let known = base.and_then(|base| Some((base.records()?, base.query())));
        let mut records = match known {
            _ if rule.is_empty() && query.sort.is_none() => None,
            Some((known, earlier)) if query.same_rows(earlier) => Some(known.to_vec()),
            Some((known, _)) => {
                Some(self.filtered(&rule, known.len(), |position| known[position], cancel)?)
            }
            None if rule.is_empty() => None,
            None => Some(self.filtered(&rule, of, in_file_order, cancel)?),
        };
        if query.sort != known.and_then(|(_, earlier)| earlier.sort) {
            let all = || (0..of).map(in_file_order).collect();
            let mut in_order = records.take().unwrap_or_else(all);
            in_order.sort_unstable();
            records = match query.sort {
                Some(sort) => Some(sorted(self, in_order, sort, cancel)?),
                None => (!rule.is_empty()).then_some(in_order),
            };
        }
        Ok(View(Arc::new(Inner { query: query.clone(), records, of })))
    }

    fn filtered(
        &self,
        rule: &Rule,
        count: usize,
        record: impl Fn(usize) -> u32 + Sync,
        cancel: &Cancel,
    ) -> Result<Vec<u32>, WorkError> {
        let separator = self.separator();
        let parts = split(count, |range| {
            // Regular expressions share their memory between threads, waiting for each other, unless cloned.
            let rule = rule.clone();
            let mut found = Vec::new();
            self.each(range.map(&record), cancel, |record, bytes| {
                if rule.lets_through(bytes, separator) {
                    found.push(record);
                }
            })?;
            Ok(found)
        })?;
        Ok(parts.concat())
    }
}

/// Records are counted in 32 bits: the index stops before there are more.
#[expect(clippy::cast_possible_truncation, reason = "the index holds at most u32::MAX records")]
pub(crate) fn in_file_order(record: usize) -> u32 {
    record as u32
}

/// A query's filters, ready to be asked.
#[derive(Clone, Debug)]
struct Rule {
    /// By column, so that one walk along a row serves them all.
    filters: Vec<(usize, Matcher)>,
    search: Option<Needle>,
    stray: bool,
}

impl Rule {
    fn new(table: &Table, query: &Query) -> Result<Rule, WorkError> {
        let columns = table.header().len();
        let named =
            query.filters.iter().map(|filter| filter.column).chain(query.sort.map(|sort| sort.column));
        if let Some(column) = named.into_iter().find(|column| *column >= columns) {
            return Err(WorkError::NoColumn(column));
        }
        let mut filters = Vec::new();
        for (place, filter) in query.filters.iter().enumerate() {
            filters.push((filter.column, Matcher::new(filter, place)?));
        }
        filters.sort_by_key(|(column, _)| *column);
        let search = query.search.as_deref().filter(|text| !text.is_empty());
        let search = search.map(|text| Needle::new(text, query.filters.len())).transpose()?;
        Ok(Rule { filters, search, stray: table.known().stray })
    }

    fn is_empty(&self) -> bool {
        self.filters.is_empty() && self.search.is_none()
    }

    fn lets_through(&self, record: &[u8], separator: u8) -> bool {
        let mut fields = Fields::new(record, separator);
        let mut taken = 0;
        let mut cell: Option<Field<'_>> = None;
        for (column, matcher) in &self.filters {
            if *column >= taken {
                cell = fields.nth(*column - taken);
                taken = *column + 1;
            }
            if !matcher.lets_through(cell.as_ref()) {
                return false;
            }
        }
        self.search.as_ref().is_none_or(|needle| needle.cells(record, separator, self.stray) > 0)
    }
}
