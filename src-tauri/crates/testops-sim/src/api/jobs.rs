//! Jobs: finding them, changing them, running them.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{self, EnvSet, Issue, Link, ParameterValue, Selection, Tag};
use super::{Right, asked_project, launch_dto, project, trees};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get, patch, post};
use crate::world::deeds::{By, What};
use crate::world::job::Job;
use crate::world::launching::Order;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/job", list),
        get("/job/suggest", suggest),
        get("/job/{id}", one),
        patch("/job/{id}", change),
        post("/job/{id}/sync", sync),
        post("/job/{id}/run", run),
    ]
}

/// The job, if it is there and the person may.
pub(super) fn job(call: &Call<'_>, id: i64, right: Right) -> Result<Job, Refusal> {
    let job = call.world.jobs.get(&id).ok_or_else(|| Refusal::missing("Job", id))?;
    project(call, job.project, right)?;
    Ok(job.clone())
}

pub(super) fn dto(job: &Job) -> Value {
    let parameters = job
        .parameters
        .iter()
        .map(|one| json!({"id": one.id, "name": one.name, "value": one.value, "defaultValue": one.value}));
    json!({
        "id": job.id,
        "name": job.name,
        "type": job.kind,
        "url": job.url,
        "projectId": job.project,
        "canRun": job.can_run,
        "externalId": job.external_id,
        "parameters": parameters.collect::<Vec<_>>(),
    })
}

fn key(job: &Job, property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(job.id)),
        "name" => Key::text(&job.name),
        "type" => Key::text(job.kind),
        "url" => Key::text(&job.url),
        "externalId" => Key::text(&job.external_id),
        "canRun" => Some(Key::Number(i64::from(job.can_run))),
        _ => None,
    }
}

/// With `externalId` the same path answers with one job.
fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(20)?);
    let mut jobs = call.world.jobs.values().filter(|job| job.project == project);
    if let Some(external) = call.query.text("externalId") {
        let job = jobs.find(|job| job.external_id == external);
        let job = job.ok_or_else(|| {
            Refusal::new(
                axum::http::StatusCode::NOT_FOUND,
                format!("Job with external id '{external}' not found"),
            )
        })?;
        return Answer::ok(dto(job));
    }
    page(&paging, jobs.collect(), |job, property| key(job, property), |job| dto(job))
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let project = call.query.long("projectId")?;
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let wanted = |job: &&Job| {
        let asked = (only.is_empty() || only.contains(&job.id)) && !without.contains(&job.id);
        asked
            && project.is_none_or(|project| job.project == project)
            && job.name.to_lowercase().contains(&needle)
    };
    let jobs = call.world.jobs.values().filter(wanted).collect();
    page(&paging, jobs, |job, property| key(job, property), |job| json!({"id": job.id, "name": job.name}))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    Answer::ok(dto(&job(call, id, Right::Read)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobPatch {
    name: Option<String>,
    can_run: Option<bool>,
    parameters: Option<Vec<ParameterValue>>,
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let known = job(call, id, Right::Write)?;
    let change: JobPatch = call.body()?;
    let values = values(&known, change.parameters)?;
    let name = change.name.map(|name| requests::name("name", Some(name))).transpose()?;
    let job = call.world.jobs.get_mut(&id).ok_or_else(|| Refusal::missing("Job", id))?;
    job.name = name.unwrap_or_else(|| job.name.clone());
    job.can_run = change.can_run.unwrap_or(job.can_run);
    for (id, value) in values {
        job.parameters
            .iter_mut()
            .filter(|parameter| parameter.id == id)
            .for_each(|parameter| parameter.value.clone_from(&value));
    }
    Answer::ok(dto(job))
}

fn sync(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    Answer::accepted(dto(&job(call, id, Right::Write)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobRunRequest {
    launch_name: Option<String>,
    tags: Option<Vec<Tag>>,
    links: Option<Vec<Link>>,
    issues: Option<Vec<Issue>>,
    env_var_value_sets: Option<Vec<EnvSet>>,
    parameters: Option<Vec<ParameterValue>>,
    selection: Option<Selection>,
}

fn run(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let job = job(call, id, Right::Write)?;
    let request: JobRunRequest = call.body()?;
    let name = requests::name("launchName", request.launch_name)?;
    let parameters = values(&job, request.parameters)?;
    let environment = requests::environment(request.env_var_value_sets)?;
    if !job.can_run {
        return Err(Refusal::invalid(format!("Job '{}' cannot be used to run tests", job.name)));
    }
    let (only, without) = selected(call, &job, &request.selection.unwrap_or_default());
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags: requests::tags(call, request.tags)?,
        links: requests::rows(request.links),
        issues: requests::issues(request.issues),
        environment,
        parameters,
        only,
        without,
    };
    let plan = call.world.take_script(job.id);
    let launch = call.world.launch_job(&job, &plan, order);
    call.world.did(call.now, What::Launched { launch, job: Some(id), name, by: By::Request });
    Answer::accepted(launch_dto::launch(&call.world.launches[&launch], call.now))
}

/// Ids and values of parameters, all of which the job has.
fn values(job: &Job, given: Option<Vec<ParameterValue>>) -> Result<Vec<(i64, String)>, Refusal> {
    let mut values = Vec::new();
    for parameter in given.unwrap_or_default() {
        let id = parameter
            .id
            .ok_or_else(|| Refusal::invalid("Validation error: parameters[].id: must not be null"))?;
        if !job.parameters.iter().any(|own| own.id == id) {
            return Err(Refusal::invalid(format!(
                "Validation error: parameters: job parameter with id '{id}' not found"
            )));
        }
        values.push((id, parameter.value.unwrap_or_default()));
    }
    Ok(values)
}

/// Test case ids that are asked for, and those that are not wanted; both empty for the whole job.
fn selected(call: &Call<'_>, job: &Job, selection: &Selection) -> (HashSet<i64>, HashSet<i64>) {
    let under = |paths: &Option<Vec<Vec<i64>>>| {
        let paths = paths.iter().flatten();
        paths.flat_map(|path| trees::cases_under(call.world, job.project, path)).collect::<Vec<i64>>()
    };
    let leaves = |ids: &Option<Vec<i64>>| ids.clone().unwrap_or_default();
    let only: HashSet<i64> =
        leaves(&selection.leafs_include).into_iter().chain(under(&selection.groups_include)).collect();
    let without: HashSet<i64> =
        leaves(&selection.leafs_exclude).into_iter().chain(under(&selection.groups_exclude)).collect();
    if selection.inverted == Some(true) { (HashSet::new(), without) } else { (only, without) }
}
