//! Custom fields and the values that they can have.

use serde::Deserialize;
use serde_json::{Value, json};

use super::case_parts::FieldRef;
use super::requests;
use super::selection::required;
use super::trees::custom_field;
use super::vocabulary::suggested;
use super::{Right, launches, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::router::{Route, get, post};
use crate::world::authored::is_field;
use crate::world::case::FIELDS;
use crate::world::written::FieldValue;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cf/suggest", suggest_fields),
        get("/cf/{id}", one_field),
        get("/cfv", values),
        post("/cfv", create),
        get("/cfv/suggest", suggest_values),
        get("/cfv/{id}", one_value),
        get("/project/{id}/cfv", values_of_project).current(),
        post("/project/{id}/cfv", create_in_project).current(),
    ]
}

fn suggest_fields(call: &mut Call<'_>) -> Outcome {
    call.query.long("projectId")?;
    suggested(call, FIELDS.iter().copied())
}

fn one_field(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (id, name) =
        FIELDS.iter().find(|(own, _)| *own == id).ok_or_else(|| Refusal::missing("Custom field", id))?;
    Answer::ok(custom_field(*id, name))
}

/// The values of a field in one project, or in all that the person may read.
fn known(call: &Call<'_>, field: Option<i64>, of: Option<i64>) -> Result<Vec<FieldValue>, Refusal> {
    let projects: Vec<i64> = match of {
        Some(id) => vec![project(call, id, Right::Read)?.id],
        None => {
            call.world.projects.keys().copied().filter(|id| project(call, *id, Right::Read).is_ok()).collect()
        }
    };
    let fields = FIELDS.iter().map(|(id, _)| *id).filter(|id| field.is_none_or(|field| field == *id));
    let mut values: Vec<FieldValue> = Vec::new();
    for field in fields {
        for id in &projects {
            let more = call.world.values_of(&call.world.projects[id].stock, field);
            values.extend(more.into_iter().filter(|own| !values.contains(own)).collect::<Vec<_>>());
        }
    }
    Ok(values)
}

fn dto(value: &FieldValue) -> Value {
    let field = custom_field(value.field, value.field_name());
    json!({"id": value.id, "name": value.name, "global": false, "customField": field})
}

/// Test cases that have the value are counted in the project, or in all.
fn listed(call: &Call<'_>, of: Option<i64>) -> Outcome {
    let (field, paging) = (call.query.required_long("customFieldId")?, call.query.paging(10)?);
    let (needle, strict) = (call.query.needle("query"), call.query.flag("strict")?.unwrap_or(false));
    let wanted = |own: &FieldValue| {
        let name = own.name.to_lowercase();
        if strict && !needle.is_empty() { name == needle } else { name.contains(&needle) }
    };
    let values: Vec<FieldValue> = known(call, Some(field), of)?.into_iter().filter(wanted).collect();
    let key = |own: &FieldValue, property: &str| launches::name_key(own.id, &own.name, property);
    let count = |value: &FieldValue| {
        let projects = call.world.projects.values().filter(|project| of.is_none_or(|id| id == project.id));
        let has = |project: &crate::world::job::Project, place: usize| {
            let stock = &project.stock;
            match stock.written(place) {
                Some(written) => written.fields.contains(value),
                None => stock.outline(call.world.seed, place).value_id(value.field) == value.id,
            }
        };
        projects
            .map(|project| project.stock.places().filter(|place| has(project, *place)).count())
            .sum::<usize>()
    };
    page(&paging, values, key, |value| {
        let mut dto = dto(value);
        dto["testCasesCount"] = json!(count(value));
        dto
    })
}

fn values(call: &mut Call<'_>) -> Outcome {
    let of = call.query.long("projectId")?;
    listed(call, of)
}

fn values_of_project(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    listed(call, Some(id))
}

fn suggest_values(call: &mut Call<'_>) -> Outcome {
    let of = call.query.long("projectId")?;
    let values = known(call, call.query.long("customFieldId")?, of)?;
    suggested(call, values.iter().map(|own| (own.id, own.name.as_str())))
}

fn one_value(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let found = known(call, None, None)?.into_iter().find(|own| own.id == id);
    Answer::ok(dto(&found.ok_or_else(|| Refusal::missing("Custom field value", id))?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewValue {
    custom_field: Option<FieldRef>,
    name: Option<String>,
}

fn made(call: &mut Call<'_>, of: i64) -> Outcome {
    let new: NewValue = call.body()?;
    let field = required("customField", new.custom_field.and_then(|field| field.id))?;
    let name = requests::name("name", new.name)?;
    if !is_field(field) {
        return Err(Refusal::missing("Custom field", field));
    }
    let stock = project(call, of, Right::Write)?.stock.clone();
    Answer::ok(dto(&call.world.value(&stock, field, &name)))
}

fn create_in_project(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    made(call, id)
}

/// Of the whole server: known to every project.
fn create(call: &mut Call<'_>) -> Outcome {
    let first = call.world.projects.keys().next().copied();
    made(call, first.unwrap_or_default())
}
