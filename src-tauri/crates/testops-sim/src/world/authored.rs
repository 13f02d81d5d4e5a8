//! What people brought into the server's vocabulary, and what they attached to test cases.

use std::collections::{BTreeMap, VecDeque};

use super::World;
use super::audit::Audit;
use super::case::{FIELDS, MORE_FIELDS, STORY, tag};
use super::files::StoredFile;
use super::imports::ImportRequest;
use super::shared_steps::SharedStep;
use super::stock::Stock;
use super::versions::Version;
use super::words::{COMPONENTS, PEOPLE, TAGS};
use super::written::{FieldValue, Member};

#[derive(Debug, Default)]
pub(crate) struct Authored {
    /// Test tags by their names.
    tags: BTreeMap<String, i64>,
    /// Values of custom fields.
    values: Vec<FieldValue>,
    pub(crate) comments: BTreeMap<i64, Comment>,
    pub(crate) versions: BTreeMap<i64, Version>,
    /// The oldest first.
    pub(crate) audit: VecDeque<Audit>,
    pub(crate) files: BTreeMap<i64, StoredFile>,
    pub(crate) shared: BTreeMap<i64, SharedStep>,
    pub(crate) imports: BTreeMap<i64, ImportRequest>,
}

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) case: i64,
    pub(crate) body: String,
    pub(crate) by: &'static str,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl World {
    /// All test tags, those of the beginning first.
    pub(crate) fn test_tags(&self) -> Vec<(i64, String)> {
        let first = (0..TAGS.len()).map(tag).map(|(id, name)| (id, name.to_owned()));
        first.chain(self.authored.tags.iter().map(|(name, id)| (*id, name.clone()))).collect()
    }

    /// The id of the test tag with this name, made when there is none.
    pub(crate) fn test_tag(&mut self, name: &str) -> i64 {
        let known = self.test_tags().into_iter().find(|(_, own)| own == name);
        known.map_or_else(
            || {
                let id = self.new_id();
                self.authored.tags.insert(name.to_owned(), id);
                id
            },
            |(id, _)| id,
        )
    }

    /// The values that a custom field can have: those of the stock's theme, and those that people made.
    pub(crate) fn values_of(&self, stock: &Stock, field: i64) -> Vec<FieldValue> {
        let known = |own: &FieldValue, all: &[FieldValue]| all.iter().any(|other| other.id == own.id);
        let mut values: Vec<FieldValue> = Vec::new();
        // Components and the fields beside those of the trees differ from test case to test case.
        let several = field == -4 || MORE_FIELDS.iter().any(|(own, ..)| *own == field);
        let most = MORE_FIELDS.iter().map(|(.., own)| own.len()).max().unwrap_or(0).max(COMPONENTS.len());
        let step = if several { 1 } else { STORY };
        let count = if several { most * 20 } else { super::case::BLOCKS };
        for place in (0..count).map(|n| n * step) {
            let case = stock.outline(self.seed, place).case(0, 0);
            for own in case.field_values() {
                if own.field == field && !known(&own, &values) {
                    values.push(own);
                }
            }
        }
        values.sort_by_key(|own| own.id);
        values.extend(self.authored.values.iter().filter(|own| own.field == field).cloned());
        values
    }

    /// The value of a field with this name, made when there is none.
    pub(crate) fn value(&mut self, stock: &Stock, field: i64, name: &str) -> FieldValue {
        let known = self.values_of(stock, field).into_iter().find(|own| own.name.eq_ignore_ascii_case(name));
        known.unwrap_or_else(|| {
            let value = FieldValue { field, id: self.new_id(), name: name.to_owned() };
            self.authored.values.push(value.clone());
            value
        })
    }
}

/// Whether there is such a custom field.
pub(crate) fn is_field(id: i64) -> bool {
    FIELDS.iter().any(|(own, _)| *own == id)
}

/// The member that a person is in a role; `None` for a name that no account has.
pub(crate) fn member(role: i64, name: &str) -> Option<Member> {
    let number = PEOPLE.iter().position(|(username, ..)| *username == name)?;
    Some(Member { id: 9_000 + number as i64 * 10 + role.abs(), role, name: name.to_owned() })
}
