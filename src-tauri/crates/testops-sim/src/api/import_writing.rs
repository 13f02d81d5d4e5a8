//! A row of an imported file becomes a test case, or changes the one whose id it names.

use serde_json::Value;

use super::case_keys::as_keys;
use super::case_parts::{FieldRef, ValueRow, as_issues, as_values, test_tags};
use super::case_writing::{layer, put, rewrite, status};
use super::import_rows::Row;
use super::imports::Order;
use super::requests::{self, Tag};
use crate::http::auth::Tokens;
use crate::http::call::{Call, Refusal};
use crate::world::authored::member;
use crate::world::written::{FieldValue, Written};

/// Columns that are mapped take the place of what is there, empty ones too; only a name is never emptied.
pub(super) fn write(call: &mut Call<'_>, project: i64, order: &Order, row: &Row) -> Result<(), Refusal> {
    let name = row.name.clone().map(|name| requests::name("name", Some(name))).transpose()?;
    let known = Known::of(call, project, order, row)?;
    if let Some(id) = row.id {
        let stock = call.world.projects.get(&project).map(|project| &project.stock);
        let case = stock.and_then(|stock| Some(stock.case(call.world.seed, stock.place_of(id)?)));
        let case = case.ok_or_else(|| Refusal::missing("Test case", id))?;
        rewrite(call, &case, |written| {
            written.name = name.unwrap_or_else(|| written.name.clone());
            known.write(row, written, id);
        });
        return Ok(());
    }
    let name = name.ok_or_else(|| Refusal::invalid("Validation error: name: must not be blank"))?;
    put(call, project, |written, id| {
        written.name = name;
        known.write(row, written, id);
        if written.members.is_empty() {
            written.members.extend(member(-1, Tokens::USER));
        }
    })?;
    Ok(())
}

/// What had to be looked up.
struct Known {
    status: Option<(i64, &'static str, &'static str)>,
    layer: Option<(i64, &'static str)>,
    tags: Option<Vec<(i64, String)>>,
    values: Vec<FieldValue>,
    keys: Option<Vec<Value>>,
}

impl Known {
    fn of(call: &mut Call<'_>, project: i64, order: &Order, row: &Row) -> Result<Self, Refusal> {
        let tag = |name: &String| Tag { id: None, name: Some(name.clone()) };
        let tags = row.tags.as_ref().map(|names| names.iter().map(tag).collect());
        let value = |field: i64, name: &String| ValueRow {
            id: None,
            name: Some(name.clone()),
            custom_field: Some(FieldRef { id: Some(field) }),
        };
        let values =
            row.values.iter().flat_map(|(field, names)| names.iter().map(move |name| (*field, name)));
        let values = values.map(|(field, name)| value(field, name)).collect();
        let keys = row.keys.clone().map(|keys| serde_json::from_value(keys.into()).unwrap_or_default());
        Ok(Self {
            keys: keys.map(|keys| as_keys(call, keys)).transpose()?,
            status: status(order.status_id, order.workflow_id)?,
            layer: order.layer_id.map(layer).transpose()?,
            tags: tags.map(|tags| test_tags(call, tags)).transpose()?,
            values: as_values(call, project, values)?,
        })
    }

    fn write(self, row: &Row, written: &mut Written, id: i64) {
        fn set<T: Clone>(place: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                place.clone_from(value);
            }
        }
        set(&mut written.full_name, row.full_name.as_ref());
        set(&mut written.description, row.description.as_ref());
        set(&mut written.precondition, row.precondition.as_ref());
        set(&mut written.expected_result, row.expected_result.as_ref());
        set(&mut written.links, row.links.as_ref());
        set(&mut written.status, self.status.as_ref());
        set(&mut written.layer, self.layer.as_ref());
        set(&mut written.tags, self.tags.as_ref());
        set(&mut written.keys, self.keys.as_ref());
        if let Some(issues) = &row.issues {
            written.issues = as_issues(serde_json::from_value(issues.clone().into()).unwrap_or_default());
        }
        if let Some(names) = &row.parameters {
            let example = names.iter().map(|name| (name.clone(), String::new())).collect();
            written.examples = if names.is_empty() { Vec::new() } else { vec![example] };
        }
        if let Some(mut scenario) = row.scenario(id) {
            scenario.number_after(&written.scenario);
            written.scenario = scenario;
        }
        let fields: Vec<i64> = row.values.iter().map(|(field, _)| *field).collect();
        written.fields.retain(|own| !fields.contains(&own.field));
        written.fields.extend(self.values);
        for (role, members) in &row.members {
            written.members.retain(|own| own.role != *role);
            written.members.extend(members.iter().cloned());
        }
    }
}
