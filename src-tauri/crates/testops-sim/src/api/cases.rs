//! Test cases: lists, queries, one, its overview and its scenario.

use serde_json::{Map, Value, json};

use super::case_rows::CaseRows;
use super::trees::{custom_field, value_of};
use super::{Right, asked_project, project, stock, vocabulary};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::Key;
use crate::http::router::{Route, get};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::case::Case;
use crate::world::case_texts::{self, text};
use crate::world::stock::Stock;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase", list),
        get("/testcase/__search", find),
        get("/testcase/query/validate", validate),
        get("/testcase/{id}", one),
        get("/testcase/{id}/overview", overview),
        get("/testcase/{id}/scenario", scenario),
        get("/testcase/{id}/step", steps),
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

fn status(case: &Case) -> Value {
    json!({"id": case.status.0, "name": case.status.1, "color": case.status.2})
}

fn layer(case: &Case) -> Value {
    json!({"id": case.layer.0, "name": case.layer.1})
}

fn tag_list(case: &Case) -> Value {
    case.tags.iter().map(|(id, name)| json!({"id": id, "name": name})).collect()
}

fn dto(case: &Case) -> Value {
    let outline = case.outline;
    let (precondition, expected) = (outline.precondition(), outline.expected_result());
    let description = text(|out| outline.write_description(out));
    json!({
        "id": case.id,
        "name": case.name,
        "fullName": case.full_name,
        "projectId": case.project,
        "automated": case.automated,
        "external": false,
        "editable": true,
        "deleted": false,
        "description": description,
        "descriptionHtml": format!("<p>{description}</p>"),
        "precondition": precondition,
        "preconditionHtml": format!("<p>{precondition}</p>"),
        "expectedResult": expected,
        "expectedResultHtml": format!("<p>{expected}</p>"),
        "hash": format!("{:016x}", case.hash),
        "links": links(case),
        "tags": tag_list(case),
        "status": status(case),
        "testLayer": layer(case),
        "workflow": {"id": -1, "name": "Default"},
        "createdBy": case.owner,
        "createdDate": case.created,
        "lastModifiedBy": case.owner,
        "lastModifiedDate": case.modified,
    })
}

fn links(case: &Case) -> Value {
    let link = || json!({"name": "wiki", "url": text(|out| case.outline.write_link(out)), "type": "wiki"});
    case.outline.has_link().then(link).into_iter().collect()
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

fn asked(call: &Call<'_>) -> Result<Case, Refusal> {
    let id = call.id()?;
    let (stock, place) = found(call.world, id).ok_or_else(|| Refusal::missing("Test case", id))?;
    let case = stock.case(call.world.seed, place);
    project(call, case.project, Right::Read)?;
    Ok(case)
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(&asked(call)?))
}

fn field_list(case: &Case) -> Value {
    let value = |(field, name, _): (i64, &'static str, String)| {
        let (id, value) = value_of(case, field);
        json!({"id": id, "name": value, "global": false, "customField": custom_field(field, name)})
    };
    case.custom_fields().into_iter().map(value).collect()
}

fn overview(call: &mut Call<'_>) -> Outcome {
    let case = asked(call)?;
    let mut dto = dto(&case);
    if let Value::Object(dto) = &mut dto {
        dto.remove("testLayer");
    }
    dto["layer"] = layer(&case);
    dto["customFields"] = field_list(&case);
    dto["members"] = json!([
        {"id": case.id * 2, "name": case.owner, "role": {"id": -1, "name": "Owner"}},
        {"id": case.id * 2 + 1, "name": case.outline.lead(), "role": {"id": -2, "name": "Lead"}},
    ]);
    dto["issues"] = case.outline.issues().map(issue).collect();
    dto["parameters"] = json!([]);
    dto["examples"] = json!([]);
    dto["testKeys"] = json!([]);
    dto["scenario"] = scenario_of(&case);
    dto["hasManualScenario"] = json!(!case.automated);
    dto["style"] = json!("regular");
    dto["workflow"] = json!({"id": -1, "name": "Default", "statuses": [status(&case)]});
    Answer::ok(dto)
}

fn issue((project, number): (&str, u64)) -> Value {
    let name = format!("{project}-{number}");
    json!({"id": number, "integrationId": vocabulary::TRACKER, "integrationType": "jira", "name": name, "displayName": name, "url": format!("https://jira.example.test/browse/{name}"), "closed": false})
}

fn scenario_of(case: &Case) -> Value {
    let step = |(name, expected): (String, Option<String>)| {
        let mut step = json!({"name": name, "steps": [], "attachments": [], "leaf": true, "hasContent": expected.is_some(), "stepsCount": 0});
        if let Some(expected) = expected {
            step["expectedResult"] = json!(expected);
        }
        step
    };
    json!({"steps": case_texts::steps(case).into_iter().map(step).collect::<Vec<_>>(), "attachments": []})
}

fn scenario(call: &mut Call<'_>) -> Outcome {
    Answer::ok(scenario_of(&asked(call)?))
}

/// The scenario in the normal form: ids, and a map from ids to steps.
fn steps(call: &mut Call<'_>) -> Outcome {
    let case = asked(call)?;
    let (mut children, mut map) = (Vec::new(), Map::new());
    for (n, (body, expected)) in case_texts::steps(&case).into_iter().enumerate() {
        let id = case.id * 100 + n as i64 * 2 + 1;
        let mut step = json!({"id": id, "testCaseId": case.id, "body": body, "archived": false});
        if let Some(expected) = expected {
            let group = json!({"id": id + 1, "testCaseId": case.id, "body": expected, "archived": false});
            step["expectedResult"] = json!(expected);
            step["expectedResultId"] = json!(id + 1);
            map.insert((id + 1).to_string(), group);
        }
        children.push(id);
        map.insert(id.to_string(), step);
    }
    let root = json!({"id": case.id * 100, "testCaseId": case.id, "children": children});
    Answer::ok(
        json!({"root": root, "scenarioSteps": map, "attachments": {}, "sharedSteps": {}, "sharedStepScenarioSteps": {}, "sharedStepAttachments": {}}),
    )
}

fn tags(call: &mut Call<'_>) -> Outcome {
    Answer::ok(tag_list(&asked(call)?))
}

fn fields(call: &mut Call<'_>) -> Outcome {
    let case = asked(call)?;
    let all = field_list(&case);
    if call.world.generation == Generation::Legacy {
        return Answer::ok(all);
    }
    // From 25 on by field, each with its values.
    let by_field = |value: &Value| {
        let field = json!({"customField": value["customField"], "projectId": case.project});
        json!({"customField": field, "values": [{"id": value["id"], "name": value["name"]}]})
    };
    Answer::ok(all.as_array().into_iter().flatten().map(by_field).collect())
}
