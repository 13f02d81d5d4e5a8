//! Test cases: lists, queries, one, its overview and its scenario.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::case_examples::{example_list, parameter_list};
use super::case_rows::CaseRows;
use super::scenario_forms::simple;
use super::trees::custom_field;
use super::vocabulary::ROLES;
use super::{Right, asked_project, project, stock, vocabulary};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::Key;
use crate::http::router::{Route, get};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::case::Case;
use crate::world::stock::Stock;
use crate::world::written::{FieldValue, Member};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase", list),
        get("/testcase/__search", find),
        get("/testcase/query/validate", validate),
        get("/testcase/{id}", one),
        get("/testcase/{id}/overview", overview),
        get("/testcase/{id}/tag", tags),
        get("/testcase/{id}/cfv", fields),
    ]
}

pub(super) fn key(case: &Case, property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(case.id)),
        "name" => Key::text(&case.name),
        "fullName" => Key::text(&case.full_name),
        "createdDate" => Some(Key::Number(case.created)),
        "lastModifiedDate" => Some(Key::Number(case.modified)),
        "automated" => Some(Key::Number(i64::from(case.automated))),
        "status" | "statusName" => Key::text(case.status.1),
        "testLayer" | "layerName" => Key::text(case.layer.1),
        "createdBy" | "lastModifiedBy" => Key::text(case.owner),
        _ => None,
    }
}

pub(super) fn row(case: &Case) -> Value {
    json!({"id": case.id, "name": case.name, "automated": case.automated, "status": status(case), "testLayer": layer(case)})
}

pub(super) fn status(case: &Case) -> Value {
    json!({"id": case.status.0, "name": case.status.1, "color": case.status.2})
}

fn layer(case: &Case) -> Value {
    json!({"id": case.layer.0, "name": case.layer.1})
}

pub(super) fn tag_list(case: &Case) -> Value {
    case.tags.iter().map(|(id, name)| json!({"id": id, "name": name})).collect()
}

pub(super) fn dto(case: &Case) -> Value {
    let html = |text: &str| format!("<p>{text}</p>");
    let (description, precondition, expected) =
        (case.description(), case.precondition(), case.expected_result());
    let mut dto = json!({
        "id": case.id,
        "name": case.name,
        "fullName": case.full_name,
        "projectId": case.project,
        "automated": case.automated,
        "external": case.written.as_ref().is_some_and(|written| written.external),
        "editable": true,
        "deleted": false,
        "description": description,
        "descriptionHtml": html(&description),
        "precondition": precondition,
        "preconditionHtml": html(&precondition),
        "expectedResult": expected,
        "expectedResultHtml": html(&expected),
        "hash": format!("{:016x}", case.hash),
        "links": case.links(),
        "tags": tag_list(case),
        "status": status(case),
        "workflow": {"id": -1, "name": "Default"},
        "createdBy": case.owner,
        "createdDate": case.created,
        "lastModifiedBy": case.modified_by(),
        "lastModifiedDate": case.modified,
    });
    // A test case may be of no layer.
    if case.layer.0 != 0 {
        dto["testLayer"] = layer(case);
    }
    dto
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(10)?);
    CaseRows::all(call, stock(call, project)?).page(&paging, row)
}

fn find(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(10)?);
    let rql = match call.query.flag("deleted")? {
        Some(true) => "false",
        Some(false) | None => call.query.required_text("rql")?,
    };
    CaseRows::all(call, stock(call, project)?).matching(rql)?.page(&paging, dto)
}

fn validate(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let rows = CaseRows::all(call, stock(call, project)?).matching(call.query.required_text("rql")?);
    Answer::ok(match rows {
        Ok(rows) => json!({"valid": true, "count": rows.count()}),
        Err(_) => json!({"valid": false}),
    })
}

/// The stock that a test case is in, and its place there.
pub(super) fn found(world: &World, id: i64) -> Option<(&Stock, usize)> {
    world.projects.values().find_map(|project| Some((&project.stock, project.stock.place_of(id)?)))
}

/// The test case with this id, if the person may.
pub(super) fn case_with(call: &Call<'_>, id: i64, right: Right) -> Result<Case, Refusal> {
    let (stock, place) = found(call.world, id).ok_or_else(|| Refusal::missing("Test case", id))?;
    let case = stock.case(call.world.seed, place);
    project(call, case.project, right)?;
    Ok(case)
}

pub(super) fn asked(call: &Call<'_>, right: Right) -> Result<Case, Refusal> {
    case_with(call, call.id()?, right)
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(&asked(call, Right::Read)?))
}

pub(super) fn field_list(case: &Case) -> Value {
    let value = |own: &FieldValue| {
        let field = custom_field(own.field, own.field_name());
        json!({"id": own.id, "name": own.name, "global": false, "customField": field})
    };
    case.field_values().iter().map(value).collect()
}

pub(super) fn member_list(case: &Case) -> Value {
    let role = |id: i64| ROLES.iter().find(|(own, _)| *own == id).map_or("", |(_, name)| *name);
    let member = |own: &Member| json!({"id": own.id, "name": own.name, "role": {"id": own.role, "name": role(own.role)}});
    case.members().iter().map(member).collect()
}

fn overview(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    Answer::ok(overview_of(call.world, &case))
}

pub(super) fn overview_of(world: &World, case: &Case) -> Value {
    let mut dto = dto(case);
    if let Some(layer) = dto.as_object_mut().and_then(|dto| dto.remove("testLayer")) {
        dto["layer"] = layer;
    }
    dto["customFields"] = field_list(case);
    dto["members"] = member_list(case);
    dto["issues"] = case.issues().into();
    dto["parameters"] = parameter_list(case);
    dto["examples"] = example_list(case);
    dto["testKeys"] = case.keys().into();
    dto["scenario"] = simple(world, &case.scenario());
    dto["hasManualScenario"] = json!(!case.automated);
    dto["style"] = json!("regular");
    dto["workflow"] = vocabulary::workflow();
    dto
}

fn tags(call: &mut Call<'_>) -> Outcome {
    Answer::ok(tag_list(&asked(call, Right::Read)?))
}

fn fields(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    let all = field_list(&case);
    if call.world.generation == Generation::Legacy {
        return Answer::ok(all);
    }
    Answer::ok(grouped(case.project, &case.field_values()))
}

/// From 25 on by field, each with its values.
pub(super) fn grouped(project: i64, values: &[FieldValue]) -> Value {
    let fields: BTreeSet<i64> = values.iter().map(|own| own.field).collect();
    let grouped = fields.into_iter().map(|field| {
        let own = values.iter().filter(|own| own.field == field);
        let name = own.clone().next().map_or("", |own| own.field_name());
        let values: Vec<Value> = own.map(|own| json!({"id": own.id, "name": own.name})).collect();
        json!({"customField": {"customField": custom_field(field, name), "projectId": project}, "values": values})
    });
    grouped.collect()
}
