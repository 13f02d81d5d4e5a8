//! What the server's words are: environment variables and their values, custom fields, roles, integrations.

use serde_json::{Value, json};

use super::trees::custom_field;
use super::{Right, asked_project, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::http::server::Generation;
use crate::world::case::{FIELDS, STATUSES};
use crate::world::environment::{VALUES, VARIABLES};
use crate::world::job::KINDS;

pub(super) const ROLES: [(i64, &str); 2] = [(-1, "Owner"), (-2, "Lead")];

/// The integration with an issue tracker, after those with the CI servers.
pub(crate) const TRACKER: i64 = KINDS.len() as i64 + 1;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/ev", variables),
        get("/ev/suggest", suggest_variables),
        get("/evv/suggest", suggest_values),
        get("/evschema", schema),
        get("/cf", fields_by_query),
        get("/project/{id}/cf", fields_by_path).current(),
        get("/role", roles),
        get("/role/suggest", suggest_roles),
        get("/integration", integrations),
        get("/integration/{id}", integration),
        get("/integration/project/{id}", project_integrations),
    ]
}

/// The only workflow.
pub(super) const WORKFLOW: (i64, &str) = (-1, "Default");

pub(super) fn workflow() -> Value {
    json!({"id": WORKFLOW.0, "name": WORKFLOW.1, "statuses": STATUSES.iter().map(status).collect::<Vec<_>>()})
}

pub(super) fn status((id, name, color): &(i64, &str, &str)) -> Value {
    json!({"id": id, "name": name, "color": color})
}

fn variables(_: &mut Call<'_>) -> Outcome {
    Answer::ok(VARIABLES.iter().map(|(id, name, _)| json!({"id": id, "name": name})).collect())
}

pub(super) fn suggested<'a>(call: &Call<'_>, rows: impl Iterator<Item = (i64, &'a str)>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let asked = |id: &i64| (only.is_empty() || only.contains(id)) && !without.contains(id);
    let rows = rows.filter(|(id, name)| asked(id) && name.to_lowercase().contains(&needle));
    super::names_page(&paging, rows.collect())
}

fn suggest_variables(call: &mut Call<'_>) -> Outcome {
    suggested(call, VARIABLES.iter().map(|(id, name, _)| (*id, *name)))
}

fn suggest_values(call: &mut Call<'_>) -> Outcome {
    let variable = call.query.long("envVarId")?;
    call.query.long("projectId")?;
    call.query.long("launchId")?;
    let of_variable = VALUES.iter().filter(|(_, own, _)| variable.is_none_or(|variable| variable == *own));
    suggested(call, of_variable.map(|(id, _, name)| (*id, *name)))
}

fn schema(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(10)?);
    let key = |(id, _, key): &(i64, &str, &str), property: &str| match property {
        "id" => Some(Key::Number(*id)),
        "key" => Key::text(key),
        _ => None,
    };
    page(
        &paging,
        VARIABLES.to_vec(),
        key,
        |(id, name, key)| json!({"id": project * 10 + id, "key": key, "projectId": project, "envVar": {"id": id, "name": name}}),
    )
}

/// Up to 4.x a plain list of the fields themselves.
fn fields_by_query(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    match call.world.generation {
        Generation::Current => fields(call, project),
        Generation::Legacy => Answer::ok(FIELDS.iter().map(|(id, name)| custom_field(*id, name)).collect()),
    }
}

fn fields_by_path(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    fields(call, id)
}

fn fields(call: &Call<'_>, project: i64) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let rows = FIELDS.iter().filter(|(_, name)| name.to_lowercase().contains(&needle)).copied().collect();
    let key = |(id, name): &(i64, &str), property: &str| super::launches::name_key(*id, name, property);
    page(&paging, rows, key, |(id, name)| {
        json!({
            "id": project * 1000 - id,
            "name": name,
            "projectId": project,
            "customField": custom_field(*id, name),
            "locked": true,
            "required": false,
            "singleSelect": false,
        })
    })
}

fn roles(_: &mut Call<'_>) -> Outcome {
    Answer::ok(ROLES.iter().map(|(id, name)| json!({"id": id, "name": name})).collect())
}

fn suggest_roles(call: &mut Call<'_>) -> Outcome {
    suggested(call, ROLES.iter().copied())
}

/// One integration for each kind of CI server, and one with an issue tracker.
fn integration_dto(number: usize) -> Value {
    let kind = kind(number);
    let operations = match KINDS.get(number) {
        Some(_) => ["job_run", "job_suggest", "job_sync"],
        None => ["issue_create", "issue_suggest", "issue_sync"],
    };
    json!({
        "id": number as i64 + 1,
        "name": kind,
        "projectsCount": 6,
        "info": {"name": kind, "type": kind, "description": "", "operations": operations, "routines": ["endpoint"]},
    })
}

fn kind(number: usize) -> &'static str {
    KINDS.get(number).unwrap_or(&"jira")
}

fn integration_page(call: &Call<'_>, dto: impl Fn(usize) -> Value) -> Outcome {
    let paging = call.query.paging(10)?;
    let key = |number: &usize, property: &str| {
        super::launches::name_key(*number as i64 + 1, kind(*number), property)
    };
    page(&paging, (0..TRACKER as usize).collect(), key, |number| dto(*number))
}

fn integrations(call: &mut Call<'_>) -> Outcome {
    integration_page(call, integration_dto)
}

fn integration(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let number = usize::try_from(id - 1).ok().filter(|number| *number < TRACKER as usize);
    Answer::ok(integration_dto(number.ok_or_else(|| Refusal::missing("Integration", id))?))
}

fn project_integrations(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    integration_page(call, |number| {
        let mut dto = integration_dto(number);
        dto["projectId"] = json!(id);
        dto["disabled"] = json!(false);
        if let Value::Object(dto) = &mut dto {
            dto.remove("projectsCount");
        }
        dto
    })
}
