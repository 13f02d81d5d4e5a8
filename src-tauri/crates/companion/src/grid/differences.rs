//! Pages of what differs between two files.

use table::{Cancel, Change, ReadError, Table, WorkError};

use super::compared::Pair;
use crate::texts::Texts;
use crate::view::{CellDifference, Difference, DifferenceKind, DifferencePage, DifferenceQuery, Failure};

/// Characters of a text that are shown.
const SHOWN: usize = 2_000;

const MOST: u32 = 200;

const NAME: &str = "name";

impl Pair {
    pub(crate) fn page(
        &self,
        query: &DifferenceQuery,
        cancel: &Cancel,
        texts: Texts,
    ) -> Result<DifferencePage, Failure> {
        self.find(query, cancel).map_err(|error| self.failure(&error, texts))
    }

    fn find(&self, query: &DifferenceQuery, cancel: &Cancel) -> Result<DifferencePage, WorkError> {
        match query.kind {
            DifferenceKind::Appeared => paged(&self.found.appeared, query, |record| {
                Ok(one_sided(&self.new, *record, self.found.key.1, Side::New)?)
            }),
            DifferenceKind::Vanished => paged(&self.found.vanished, query, |record| {
                Ok(one_sided(&self.old, *record, self.found.key.0, Side::Old)?)
            }),
            DifferenceKind::Changed => match query.column.as_deref() {
                None => paged(&self.found.changed, query, |change| self.changed(*change)),
                Some(column) => {
                    let places = self.changes_of(column, cancel)?;
                    paged(&places, query, |place| self.changed(self.found.changed[*place]))
                }
            },
        }
    }

    fn changed(&self, change: Change) -> Result<Difference, WorkError> {
        let cells = self.found.cells(&self.old, &self.new, change)?.into_iter().map(|(old, new)| {
            Ok(CellDifference {
                column: self.new.header().get(new).cloned().unwrap_or_default(),
                old: Some(shown(&self.old, change.old_record, old)?),
                new: Some(shown(&self.new, change.new_record, new)?),
            })
        });
        let cells = cells.collect::<Result<_, WorkError>>()?;
        let key = shown(&self.new, change.new_record, self.found.key.1)?;
        Ok(Difference { key, name: name(&self.new, change.new_record)?, cells })
    }
}

#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// A test case that only one of the files has, with its filled cells.
fn one_sided(table: &Table, record: u32, key: usize, side: Side) -> Result<Difference, ReadError> {
    let texts = (0..table.header().len()).map(|column| Ok((column, shown(table, record, column)?)));
    let texts: Vec<_> = texts.collect::<Result<_, ReadError>>()?;
    let filled = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let cells = filled.map(|(column, text)| {
        let column = table.header()[column].clone();
        match side {
            Side::Old => CellDifference { column, old: Some(text), new: None },
            Side::New => CellDifference { column, old: None, new: Some(text) },
        }
    });
    let cells = cells.collect();
    Ok(Difference { key: shown(table, record, key)?, name: name(table, record)?, cells })
}

fn paged<T>(
    all: &[T],
    query: &DifferenceQuery,
    item: impl Fn(&T) -> Result<Difference, WorkError>,
) -> Result<DifferencePage, WorkError> {
    let wanted = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let items = all.iter().skip(wanted(query.offset)).take(wanted(query.limit.min(MOST))).map(item);
    Ok(DifferencePage { items: items.collect::<Result<_, _>>()?, total: all.len() as u64 })
}

fn name(table: &Table, record: u32) -> Result<String, ReadError> {
    let column = table.header().iter().position(|column| column == NAME);
    column.map_or(Ok(String::new()), |column| shown(table, record, column))
}

/// A cell's text; what is cut ends in an ellipsis.
fn shown(table: &Table, record: u32, column: usize) -> Result<String, ReadError> {
    let Some(cell) = table.cell(record.into(), column, SHOWN * 4)? else { return Ok(String::new()) };
    let mut text = cell.text;
    let cut = text.char_indices().nth(SHOWN).map(|(end, _)| end);
    if let Some(end) = cut {
        text.truncate(end);
    }
    if cut.is_some() || !cell.whole {
        text.push('…');
    }
    Ok(text)
}
