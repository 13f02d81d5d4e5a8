use serde::Deserialize;

use super::{GroupRef, Named};
use crate::lenient;

/// A tree of test cases: custom fields as levels, their values as groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Tree {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// The custom fields of its levels, from the root.
    #[serde(default, deserialize_with = "lenient::list")]
    pub fields: Vec<Named>,
}

impl Tree {
    /// Nothing but test cases lies in the group: it is on the last level.
    pub fn is_lowest(&self, group: &GroupRef) -> bool {
        group.path.len() >= self.fields.len()
    }
}

/// A group of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub at: GroupRef,
    pub name: String,
    /// Test cases in it and below, when the server tells.
    pub count: Option<i64>,
}

impl Group {
    pub(crate) fn below(parent: Option<&GroupRef>, row: GroupRow) -> Self {
        let value = row.custom_field_value_id.unwrap_or(row.id);
        let path = parent.map_or(&[][..], |parent| &parent.path).iter().copied().chain([value]).collect();
        Self { at: GroupRef { id: row.id, path }, name: row.name, count: row.count }
    }
}

/// A node of either generation. Up to 4.x a group's id is that of its value; later it is the tree's own, and leaves
/// come among the groups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupRow {
    #[serde(deserialize_with = "lenient::id")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    name: String,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::int")]
    count: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    custom_field_value_id: Option<i64>,
}

impl GroupRow {
    pub(crate) fn is_group(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("group"))
    }
}

/// Whether an AQL of test cases is valid, and what it selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryCheck {
    pub valid: bool,
    /// How many test cases; `None` when it is not valid, or the server does not tell.
    pub count: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct CaseCount {
    #[serde(deserialize_with = "lenient::id")]
    pub(crate) total: i64,
}

/// A count that is the whole answer.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct BareCount {
    #[serde(deserialize_with = "lenient::id")]
    pub(crate) total: i64,
}

#[derive(PartialEq, Deserialize)]
pub(crate) struct CaseId {
    #[serde(deserialize_with = "lenient::id")]
    pub(crate) id: i64,
}
