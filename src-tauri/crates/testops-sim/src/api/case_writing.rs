//! Test cases are created, changed, deleted and restored.

use axum::http::StatusCode;
use serde::Deserialize;

use super::case_parts::{MemberRow, ValueRow, as_members, as_values, test_tags};
use super::cases::{asked, dto, row};
use super::requests::{self, Link, Tag};
use super::scenarios::Whole;
use super::selection::required;
use super::{Right, asked_project, names_page, project, stock, vocabulary};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::authored::member;
use crate::world::case::{Case, LAYERS, STATUSES};
use crate::world::scenario::Scenario;
use crate::world::written::{FieldValue, Member, Written};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testcase", create),
        get("/testcase/deleted", deleted),
        get("/testcase/suggest", suggest),
        patch("/testcase/{id}", change),
        delete("/testcase/{id}", remove),
        post("/testcase/{id}/restore", restore),
        post("/testcase/{id}/detachautomation", detach),
        get("/testcase/{id}/workflow", workflow),
    ]
}

/// Writes into a test case; what it is afterwards.
pub(super) fn rewrite(call: &mut Call<'_>, case: &Case, change: impl FnOnce(&mut Written)) -> Case {
    let (seed, now) = (call.world.seed, call.now);
    let before = Written::of(case);
    let mut written = before.clone();
    change(&mut written);
    (written.modified, written.modified_by) = (now, Tokens::USER);
    call.world.audit(case.id, Some(&before), &written);
    let Some(stock) = call.world.projects.get_mut(&case.project).map(|project| &mut project.stock) else {
        return case.clone();
    };
    let Some(place) = stock.place_of(case.id) else { return case.clone() };
    stock.write(place, written);
    stock.case(seed, place)
}

/// What a request says of a test case; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    project_id: Option<i64>,
    name: Option<String>,
    full_name: Option<String>,
    description: Option<String>,
    precondition: Option<String>,
    expected_result: Option<String>,
    automated: Option<bool>,
    external: Option<bool>,
    status_id: Option<i64>,
    workflow_id: Option<i64>,
    test_layer_id: Option<i64>,
    scenario: Option<Whole>,
    tags: Option<Vec<Tag>>,
    links: Option<Vec<Link>>,
    members: Option<Vec<MemberRow>>,
    custom_fields: Option<Vec<ValueRow>>,
}

/// The same, looked up.
struct Known {
    body: Body,
    status: Option<(i64, &'static str, &'static str)>,
    layer: Option<(i64, &'static str)>,
    tags: Option<Vec<(i64, String)>>,
    members: Option<Vec<Member>>,
    fields: Option<Vec<FieldValue>>,
}

/// A status goes with its workflow: both or none.
pub(super) fn status(
    status: Option<i64>,
    workflow: Option<i64>,
) -> Result<Option<(i64, &'static str, &'static str)>, Refusal> {
    match (status, workflow) {
        (None, None) => Ok(None),
        (Some(status), Some(workflow)) => {
            if workflow != vocabulary::WORKFLOW.0 {
                return Err(Refusal::missing("Workflow", workflow));
            }
            let known = STATUSES.iter().find(|(own, ..)| *own == status);
            known.copied().map(Some).ok_or_else(|| Refusal::missing("Status", status))
        }
        _ => Err(Refusal::invalid("Validation error: statusId and workflowId must be set together")),
    }
}

pub(super) fn layer(id: i64) -> Result<(i64, &'static str), Refusal> {
    let known = LAYERS.iter().find(|(own, _)| *own == id);
    known.copied().ok_or_else(|| Refusal::missing("Test layer", id))
}

impl Known {
    fn of(call: &mut Call<'_>, project: i64, mut body: Body) -> Result<Self, Refusal> {
        if body.name.is_some() {
            requests::name("name", body.name.clone())?;
        }
        let tags = body.tags.take().map(|tags| test_tags(call, tags)).transpose()?;
        let fields = body.custom_fields.take().map(|rows| as_values(call, project, rows)).transpose()?;
        Ok(Self {
            status: status(body.status_id, body.workflow_id)?,
            layer: body.test_layer_id.map(layer).transpose()?,
            members: body.members.take().map(as_members).transpose()?,
            tags,
            fields,
            body,
        })
    }

    /// Writes all but the scenario, which is the caller's.
    fn write(self, written: &mut Written) {
        fn set<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        let Self { body, status, layer, tags, members, fields } = self;
        set(&mut written.name, body.name);
        set(&mut written.full_name, body.full_name);
        set(&mut written.description, body.description);
        set(&mut written.precondition, body.precondition);
        set(&mut written.expected_result, body.expected_result);
        set(&mut written.automated, body.automated);
        set(&mut written.external, body.external);
        set(&mut written.status, status);
        set(&mut written.layer, layer);
        set(&mut written.tags, tags);
        set(&mut written.members, members);
        set(&mut written.fields, fields);
        if let Some(links) = body.links {
            written.links = requests::rows(Some(links)).as_array().cloned().unwrap_or_default();
        }
    }
}

/// A test case that says nothing yet.
fn blank(call: &Call<'_>) -> Written {
    Written {
        name: String::new(),
        full_name: String::new(),
        description: String::new(),
        precondition: String::new(),
        expected_result: String::new(),
        automated: false,
        external: false,
        status: STATUSES[0],
        layer: (0, ""),
        tags: Vec::new(),
        links: Vec::new(),
        members: Vec::new(),
        fields: Vec::new(),
        issues: Vec::new(),
        keys: Vec::new(),
        relations: Vec::new(),
        examples: Vec::new(),
        scenario: Scenario::empty(0),
        created: call.now,
        created_by: Tokens::USER,
        modified: call.now,
        modified_by: Tokens::USER,
    }
}

/// Puts a test case more into a project.
pub(super) fn put(
    call: &mut Call<'_>,
    project: i64,
    write: impl FnOnce(&mut Written, i64),
) -> Result<Case, Refusal> {
    let (seed, now, mut written) = (call.world.seed, call.now, blank(call));
    let stock = call.world.projects.get_mut(&project).map(|project| &mut project.stock);
    let stock = stock.ok_or_else(|| Refusal::missing("Project", project))?;
    let full = || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "no room for another test case");
    let place = stock.create(now).ok_or_else(full)?;
    let id = stock.id_of(place);
    written.scenario = Scenario::empty(id);
    write(&mut written, id);
    stock.write(place, written.clone());
    let case = stock.case(seed, place);
    call.world.audit(id, None, &written);
    Ok(case)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let mut body: Body = call.body()?;
    let of = required("projectId", body.project_id)?;
    project(call, of, Right::Write)?;
    requests::name("name", body.name.clone())?;
    let scenario = body.scenario.take();
    let known = Known::of(call, of, body)?;
    let case = put(call, of, |written, id| {
        known.write(written);
        written.scenario = scenario.unwrap_or_default().scenario(id);
        if written.members.is_empty() {
            written.members.extend(member(-1, Tokens::USER));
        }
    })?;
    Answer::ok(dto(&case))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let mut body: Body = call.body()?;
    let scenario = body.scenario.take();
    let known = Known::of(call, case.project, body)?;
    let case = rewrite(call, &case, |written| {
        known.write(written);
        if let Some(scenario) = scenario {
            written.scenario = scenario.emptied(case.id);
        }
    });
    Answer::ok(dto(&case))
}

/// Deletes a test case, if it is there; with `force` for good.
fn remove(call: &mut Call<'_>) -> Outcome {
    let (id, force) = (call.id()?, call.query.flag("force")?.unwrap_or(false));
    if let Some((of, place)) = in_bin(call, id) {
        project(call, of, Right::Write)?;
        if let Some(project) = call.world.projects.get_mut(&of).filter(|_| force) {
            project.stock.purge(place);
        }
        return Answer::empty(StatusCode::ACCEPTED);
    }
    let case = asked(call, Right::Write)?;
    discard(call, &case, force);
    Answer::empty(StatusCode::ACCEPTED)
}

pub(super) fn discard(call: &mut Call<'_>, case: &Case, force: bool) {
    if let Some(project) = call.world.projects.get_mut(&case.project)
        && let Some(place) = project.stock.place_of(case.id)
    {
        project.stock.delete(place);
        if force {
            project.stock.purge(place);
        }
    }
}

/// Project and place of a deleted test case.
fn in_bin(call: &Call<'_>, id: i64) -> Option<(i64, usize)> {
    let mut projects = call.world.projects.values();
    projects.find_map(|project| Some((project.id, project.stock.place_of_deleted(id)?)))
}

fn restore(call: &mut Call<'_>) -> Outcome {
    let (id, seed) = (call.id()?, call.world.seed);
    let Some((of, place)) = in_bin(call, id) else {
        return Answer::ok(dto(&asked(call, Right::Write)?));
    };
    project(call, of, Right::Write)?;
    let stock = call.world.projects.get_mut(&of).map(|project| &mut project.stock);
    let stock = stock.ok_or_else(|| Refusal::missing("Project", of))?;
    stock.restore(place);
    Answer::ok(dto(&stock.case(seed, place)))
}

fn deleted(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(10)?);
    let stock = stock(call, project)?;
    let cases = stock.deleted().map(|place| stock.case(call.world.seed, place)).collect();
    page(&paging, cases, super::cases::key, row)
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let projects: Vec<i64> = match call.query.long("projectId")? {
        Some(id) => vec![project(call, id, Right::Read)?.id],
        None => call.world.projects.keys().copied().collect(),
    };
    let mut cases = Vec::new();
    for id in projects {
        let Ok(stock) = stock(call, id) else { continue };
        let wanted = |id: &i64| (only.is_empty() || only.contains(id)) && !without.contains(id);
        let places = stock.places().filter(|place| wanted(&stock.id_of(*place)));
        let all = places.map(|place| stock.case(call.world.seed, place));
        cases.extend(all.filter(|case| case.name.to_lowercase().contains(&needle)));
    }
    names_page(&paging, cases.iter().map(|case| (case.id, case.name.as_str())).collect())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detach {
    status_id: Option<i64>,
    workflow_id: Option<i64>,
}

fn detach(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: Detach = call.body()?;
    let status = status(body.status_id, body.workflow_id)?;
    let case = rewrite(call, &case, |written| {
        written.automated = false;
        written.full_name.clear();
        written.status = status.unwrap_or(written.status);
    });
    Answer::ok(dto(&case))
}

fn workflow(call: &mut Call<'_>) -> Outcome {
    asked(call, Right::Read)?;
    Answer::ok(vocabulary::workflow())
}
