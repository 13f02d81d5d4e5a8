//! The words that test cases are described with: layers, statuses, workflows, tags, members.

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests;
use super::vocabulary::{ROLES, WORKFLOW, status, suggested, workflow};
use super::{Right, asked_project, launches, names_page, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::router::{Route, get, post};
use crate::world::authored::member;
use crate::world::case::{LAYERS, STATUSES};
use crate::world::words::PEOPLE;
use crate::world::written::Member;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testlayer", layers),
        get("/testlayer/suggest", suggest_layers),
        get("/testlayer/{id}", one_layer),
        get("/status", statuses),
        get("/status/suggest", suggest_statuses),
        get("/status/{id}", one_status),
        get("/workflow", workflows),
        get("/workflow/suggest", suggest_workflows),
        get("/workflow/{id}", one_workflow),
        get("/workflowschema", workflow_schemas),
        get("/testcaseupdateschema", update_schemas),
        get("/tag", tags),
        post("/tag", new_tag),
        get("/tag/suggest", suggest_tags),
        get("/tag/{id}", one_tag),
        get("/launch/tag", launch_tags),
        post("/launch/tag", new_launch_tag),
        get("/launch/tag/{id}", one_launch_tag),
        get("/member", members),
        get("/member/suggest", suggest_members),
    ]
}

fn id_and_name(id: i64, name: &str) -> Value {
    json!({"id": id, "name": name})
}

/// A page of rows of a fixed list.
fn listed(call: &Call<'_>, rows: Vec<(i64, &str)>, dto: impl Fn(i64, &str) -> Value) -> Outcome {
    let key = |(id, name): &(i64, &str), property: &str| launches::name_key(*id, name, property);
    page(&call.query.paging(10)?, rows, key, |(id, name)| dto(*id, name))
}

fn one_of(call: &Call<'_>, what: &str, rows: Vec<(i64, String)>) -> Outcome {
    let id = call.id()?;
    let found = rows.into_iter().find(|(own, _)| *own == id);
    let (id, name) = found.ok_or_else(|| Refusal::missing(what, id))?;
    Answer::ok(id_and_name(id, &name))
}

fn layers(call: &mut Call<'_>) -> Outcome {
    listed(call, LAYERS.to_vec(), id_and_name)
}

fn suggest_layers(call: &mut Call<'_>) -> Outcome {
    suggested(call, LAYERS.iter().copied())
}

fn one_layer(call: &mut Call<'_>) -> Outcome {
    one_of(call, "Test layer", LAYERS.iter().map(|(id, name)| (*id, (*name).to_owned())).collect())
}

fn status_with(id: i64) -> Option<Value> {
    STATUSES.iter().find(|(own, ..)| *own == id).map(status)
}

/// All are in the only workflow.
fn statuses(call: &mut Call<'_>) -> Outcome {
    let known = call.query.long("workflowId")?.is_none_or(|id| id == WORKFLOW.0);
    let rows = STATUSES.iter().filter(|_| known).map(|(id, name, _)| (*id, *name)).collect();
    listed(call, rows, |id, _| status_with(id).unwrap_or_default())
}

fn suggest_statuses(call: &mut Call<'_>) -> Outcome {
    let known = call.query.long("workflowId")?.is_none_or(|id| id == WORKFLOW.0);
    suggested(call, STATUSES.iter().filter(|_| known).map(|(id, name, _)| (*id, *name)))
}

fn one_status(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    Answer::ok(status_with(id).ok_or_else(|| Refusal::missing("Status", id))?)
}

fn workflows(call: &mut Call<'_>) -> Outcome {
    listed(call, vec![WORKFLOW], |_, _| workflow())
}

fn suggest_workflows(call: &mut Call<'_>) -> Outcome {
    suggested(call, [WORKFLOW].into_iter())
}

fn one_workflow(call: &mut Call<'_>) -> Outcome {
    match call.id()? {
        id if id == WORKFLOW.0 => Answer::ok(workflow()),
        id => Err(Refusal::missing("Workflow", id)),
    }
}

fn workflow_schemas(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let rows = vec![(project * 10 + 1, "manual"), (project * 10 + 2, "automated")];
    listed(
        call,
        rows,
        |id, kind| json!({"id": id, "projectId": project, "type": kind, "workflow": workflow()}),
    )
}

/// What automated test cases take from their results when a launch is closed. A plain list.
const POLICIES: [(&str, &str); 11] = [
    ("name", "from_test_result"),
    ("full_name", "from_test_result"),
    ("test_layer", "from_test_case"),
    ("description", "from_test_result"),
    ("precondition", "from_test_case"),
    ("expected_result", "from_test_case"),
    ("link", "from_test_result"),
    ("tag", "from_test_case"),
    ("issue", "from_test_case"),
    ("member", "from_test_case"),
    ("custom_field", "from_test_case"),
];

fn update_schemas(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    let row = |(n, (field, policy)): (i64, &(&str, &str))| json!({"id": project * 100 + n, "projectId": project, "field": field, "policy": policy});
    Answer::ok((0..).zip(&POLICIES).map(row).collect())
}

/// A plain list, however many there are.
fn tags(call: &mut Call<'_>) -> Outcome {
    Answer::ok(call.world.test_tags().iter().map(|(id, name)| id_and_name(*id, name)).collect())
}

#[derive(Debug, Deserialize)]
struct NewTag {
    name: Option<String>,
}

fn new_tag(call: &mut Call<'_>) -> Outcome {
    let new: NewTag = call.body()?;
    let name = requests::name("name", new.name)?;
    Answer::ok(id_and_name(call.world.test_tag(&name), &name))
}

fn suggest_tags(call: &mut Call<'_>) -> Outcome {
    call.query.long("launchId")?;
    call.query.long("projectId")?;
    let tags = call.world.test_tags();
    suggested(call, tags.iter().map(|(id, name)| (*id, name.as_str())))
}

fn one_tag(call: &mut Call<'_>) -> Outcome {
    one_of(call, "Test tag", call.world.test_tags())
}

fn launch_tags(call: &mut Call<'_>) -> Outcome {
    if let Some(id) = call.query.long("projectId")? {
        project(call, id, Right::Read)?;
    }
    names_page(&call.query.paging(10)?, call.world.tags().collect())
}

fn new_launch_tag(call: &mut Call<'_>) -> Outcome {
    let new: NewTag = call.body()?;
    let name = requests::name("name", new.name)?;
    Answer::ok(id_and_name(call.world.tag(&name), &name))
}

fn one_launch_tag(call: &mut Call<'_>) -> Outcome {
    one_of(call, "Launch tag", call.world.tags().map(|(id, name)| (id, name.to_owned())).collect())
}

fn members_in(role: Option<i64>) -> Vec<Member> {
    let roles = ROLES.iter().filter(|(id, _)| role.is_none_or(|role| role == *id));
    roles.flat_map(|(role, _)| PEOPLE.iter().filter_map(|(name, ..)| member(*role, name))).collect()
}

fn members(call: &mut Call<'_>) -> Outcome {
    let members = members_in(Some(call.query.required_long("roleId")?));
    let key = |own: &Member, property: &str| launches::name_key(own.id, &own.name, property);
    page(&call.query.paging(10)?, members, key, |own| {
        let name = ROLES.iter().find(|(id, _)| *id == own.role).map_or("", |(_, name)| *name);
        json!({"id": own.id, "name": own.name, "role": id_and_name(own.role, name)})
    })
}

fn suggest_members(call: &mut Call<'_>) -> Outcome {
    call.query.long("projectId")?;
    let members = members_in(call.query.long("roleId")?);
    suggested(call, members.iter().map(|own| (own.id, own.name.as_str())))
}
