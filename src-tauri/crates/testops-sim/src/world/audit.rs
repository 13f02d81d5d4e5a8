//! Who changed what of test cases. Relations, links, steps, files and parameters are not told of, as on the real server.

use serde_json::{Map, Value, json};

use super::World;
use super::written::Written;

/// No more are kept; the oldest go.
const MOST: usize = 20_000;

#[derive(Debug, Clone)]
pub(crate) struct Audit {
    pub(crate) id: i64,
    pub(crate) case: i64,
    /// `insert` or `update`.
    pub(crate) action: &'static str,
    pub(crate) by: &'static str,
    pub(crate) at: i64,
    /// As the server tells it.
    pub(crate) data: Vec<Value>,
}

impl World {
    /// Tells what became otherwise; nothing where nothing did. Without `before` the test case is new.
    pub(crate) fn audit(&mut self, case: i64, before: Option<&Written>, after: &Written) {
        let data = changes(before, after);
        if data.is_empty() {
            return;
        }
        let action = if before.is_some() { "update" } else { "insert" };
        let id = self.new_id();
        let entry = Audit { id, case, action, by: after.modified_by, at: after.modified, data };
        self.authored.audit.push_back(entry);
        while self.authored.audit.len() > MOST {
            self.authored.audit.pop_front();
        }
    }

    pub(crate) fn audit_of(&self, case: i64) -> impl Iterator<Item = &Audit> {
        self.authored.audit.iter().filter(move |entry| entry.case == case)
    }
}

/// A list of a test case by what the server calls it, and the ids that are in it.
type List = (&'static str, fn(&Written) -> Vec<i64>);

fn changes(before: Option<&Written>, after: &Written) -> Vec<Value> {
    let mut data = Vec::new();
    let fields = fields(before, after);
    if !fields.is_empty() {
        data.push(json!({"type": "test_case", "diff": fields}));
    }
    let lists: [List; 5] = [
        ("test_tag", |written| written.tags.iter().map(|(id, _)| *id).collect()),
        ("members", |written| written.members.iter().map(|member| member.id).collect()),
        ("custom_field", |written| written.fields.iter().map(|value| value.id).collect()),
        ("test_case_issue", |written| ids(&written.issues)),
        ("test_key", |written| ids(&written.keys)),
    ];
    for (kind, of) in lists {
        let (old, new) = (before.map(of).unwrap_or_default(), of(after));
        if old != new {
            data.push(json!({"type": kind, "diff": {"ids": {"oldValue": old, "newValue": new}}}));
        }
    }
    data
}

fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().filter_map(|row| row["id"].as_i64()).collect()
}

fn fields(before: Option<&Written>, after: &Written) -> Map<String, Value> {
    let of = |written: &Written| {
        [
            ("name", json!(written.name)),
            ("fullName", json!(written.full_name)),
            ("description", json!(written.description)),
            ("precondition", json!(written.precondition)),
            ("expectedResult", json!(written.expected_result)),
            ("automated", json!(written.automated)),
            ("statusId", json!(written.status.0)),
            ("testLayerId", json!(written.layer.0)),
        ]
    };
    let old = before.map(of);
    let mut changed = Map::new();
    for (at, (name, new)) in of(after).into_iter().enumerate() {
        let change = match &old {
            Some(old) if old[at].1 == new => continue,
            Some(old) => json!({"oldValue": old[at].1, "newValue": new}),
            None => json!({"newValue": new}),
        };
        changed.insert(name.to_owned(), change);
    }
    changed
}
