//! Launches: finding them, making them, closing them.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{self, EnvSet, Issue, Link, Tag};
use super::search::{self, LaunchRow};
use super::{Right, asked_project, launch, launch_dto, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, cut, page, sort};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::deeds::{By, What};
use crate::world::launch::Launch;
use crate::world::launching::Order;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/launch", list),
        post("/launch", create),
        post("/launch/new", create),
        get("/launch/__search", find),
        get("/launch/query/validate", validate),
        get("/launch/suggest", suggest),
        get("/launch/tag/suggest", suggest_tags),
        get("/launch/{id}", one),
        patch("/launch/{id}", change),
        delete("/launch/{id}", remove),
        post("/launch/{id}/close", close),
        post("/launch/{id}/reopen", reopen),
        post("/launch/{id}/copy", copy),
        post("/launch/merge", merge),
    ]
}

/// The project's launches, newest first unless the request sorts; `preview=true` gives the fuller rows.
fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging, now) = (asked_project(call)?, call.query.paging(10)?, call.now);
    let preview = call.query.flag("preview")? == Some(true);
    call.query.long("filterId")?;
    let criteria = search::criteria(call)?;
    let mut launches = Vec::new();
    for launch in call.world.launches.values().rev().filter(|launch| launch.project == project) {
        if search::launch_meets(launch, &criteria, now)? {
            launches.push(launch);
        }
    }
    sort(&paging, &mut launches, |launch, property| launch_dto::key(launch, property, now))?;
    let dto = |launch: &&Launch| {
        if preview { launch_dto::preview(call.world, launch, now) } else { launch_dto::launch(launch, now) }
    };
    Answer::ok(cut(&paging, &launches, dto))
}

fn matching<'a>(call: &'a Call<'_>, project: i64, rql: &str) -> Result<Vec<&'a Launch>, Refusal> {
    let (query, asked, now) = (search::launch_query(rql)?, search::asked(call), call.now);
    let of_project = call.world.launches.values().rev().filter(|launch| launch.project == project);
    Ok(of_project.filter(|launch| query.holds(&LaunchRow(call.world, launch, now), asked)).collect())
}

fn find(call: &mut Call<'_>) -> Outcome {
    let (project, paging, now) = (asked_project(call)?, call.query.paging(10)?, call.now);
    let launches = matching(call, project, call.query.required_text("rql")?)?;
    page(
        &paging,
        launches,
        |launch, property| launch_dto::key(launch, property, now),
        |launch| launch_dto::launch(launch, now),
    )
}

fn validate(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    Answer::ok(match matching(call, project, call.query.required_text("rql")?) {
        Ok(launches) => json!({"valid": true, "count": launches.len()}),
        Err(_) => json!({"valid": false}),
    })
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let project = call.query.long("projectId")?;
    let (paging, needle, now) = (call.query.paging(10)?, call.query.needle("query"), call.now);
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let wanted = |launch: &&Launch| {
        let asked = (only.is_empty() || only.contains(&launch.id)) && !without.contains(&launch.id);
        asked
            && project.is_none_or(|project| launch.project == project)
            && launch.name.to_lowercase().contains(&needle)
    };
    let launches = call.world.launches.values().rev().filter(wanted).collect();
    page(
        &paging,
        launches,
        |launch, property| launch_dto::key(launch, property, now),
        |launch| json!({"id": launch.id, "name": launch.name}),
    )
}

fn suggest_tags(call: &mut Call<'_>) -> Outcome {
    call.query.long("projectId")?;
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let wanted = |(id, name): &(i64, &str)| {
        (only.is_empty() || only.contains(id))
            && !without.contains(id)
            && name.to_lowercase().contains(&needle)
    };
    let tags = call.world.tags().filter(wanted).collect();
    super::names_page(&paging, tags)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    Answer::ok(launch_dto::launch(launch(call, id, Right::Read)?, call.now))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LaunchCreate {
    name: Option<String>,
    project_id: Option<i64>,
    autoclose: Option<bool>,
    external: Option<bool>,
    tags: Option<Vec<TagOrName>>,
    links: Option<Vec<Link>>,
    issues: Option<Vec<Issue>>,
    env_var_value_sets: Option<Vec<EnvSet>>,
}

/// `POST /launch/new` names its tags by plain strings.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TagOrName {
    Tag(Tag),
    Name(String),
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: LaunchCreate = call.body()?;
    let name = requests::name("name", new.name)?;
    let id =
        new.project_id.ok_or_else(|| Refusal::invalid("Validation error: projectId: must not be null"))?;
    project(call, id, Right::Write)?;
    let tags = new.tags.map(|tags| {
        let tag = |tag| match tag {
            TagOrName::Tag(tag) => tag,
            TagOrName::Name(name) => Tag { id: None, name: Some(name) },
        };
        tags.into_iter().map(tag).collect()
    });
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags: requests::tags(call, tags)?,
        links: requests::rows(new.links),
        issues: requests::issues(new.issues),
        environment: requests::environment(new.env_var_value_sets)?,
        ..Order::default()
    };
    let id = call.world.new_launch(id, order, new.autoclose.unwrap_or(false), new.external.unwrap_or(false));
    call.world.did(call.now, What::Launched { launch: id, job: None, name, by: By::Request });
    Answer::ok(launch_dto::launch(&call.world.launches[&id], call.now))
}

#[derive(Debug, Deserialize)]
struct LaunchPatch {
    name: Option<String>,
    autoclose: Option<bool>,
    external: Option<bool>,
    tags: Option<Vec<Tag>>,
    links: Option<Vec<Link>>,
    issues: Option<Vec<Issue>>,
}

fn change(call: &mut Call<'_>) -> Outcome {
    let (id, now) = (call.id()?, call.now);
    launch(call, id, Right::Write)?;
    let change: LaunchPatch = call.body()?;
    let name = change.name.map(|name| requests::name("name", Some(name))).transpose()?;
    let tags = change.tags.map(|tags| requests::tags(call, Some(tags))).transpose()?;
    let launch = call.world.launches.get_mut(&id).ok_or_else(|| Refusal::missing("Launch", id))?;
    launch.name = name.unwrap_or_else(|| launch.name.clone());
    launch.tags = tags.unwrap_or_else(|| launch.tags.clone());
    launch.autoclose = change.autoclose.unwrap_or(launch.autoclose);
    launch.external = change.external.unwrap_or(launch.external);
    if change.links.is_some() {
        launch.links = requests::rows(change.links);
    }
    if change.issues.is_some() {
        launch.issues = requests::issues(change.issues);
    }
    launch.patched = Some(now);
    Answer::ok(launch_dto::launch(launch, now))
}

/// 204 whether or not it was there.
fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    if let Some(known) = call.world.launches.get(&id) {
        project(call, known.project, Right::Write)?;
        call.world.delete_launch(call.now, id);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

fn close(call: &mut Call<'_>) -> Outcome {
    switch(call, true)
}

fn reopen(call: &mut Call<'_>) -> Outcome {
    switch(call, false)
}

/// 204 at once; the launch follows a little later, one without results at once.
fn switch(call: &mut Call<'_>, closed: bool) -> Outcome {
    let id = call.id()?;
    let later = 1_000 + (200.0 * call.world.clock.speed()) as i64;
    let at = call.now + if launch(call, id, Right::Write)?.runs.is_empty() { 0 } else { later };
    if let Some(launch) = call.world.launches.get_mut(&id) {
        launch.switches.push((at, closed));
        let what = if closed { What::Closed { launch: id } } else { What::Reopened { launch: id } };
        call.world.did(call.now, what);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LaunchCopy {
    launch_name: Option<String>,
    tags: Option<Vec<Tag>>,
    links: Option<Vec<Link>>,
    issues: Option<Vec<Issue>>,
    env_var_value_sets: Option<Vec<EnvSet>>,
}

/// Runs the same job again under another name: 202 without a body.
fn copy(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let origin = launch(call, id, Right::Write)?.clone();
    let copy: LaunchCopy = call.body()?;
    // The column takes no null, and nobody checks before it does.
    let missing =
        || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "could not execute statement; SQL [n/a]");
    let name = requests::name("launchName", Some(copy.launch_name.ok_or_else(missing)?))?;
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags: requests::tags(call, copy.tags)?,
        links: requests::rows(copy.links),
        issues: requests::issues(copy.issues),
        environment: requests::environment(copy.env_var_value_sets)?,
        ..Order::default()
    };
    let job = origin.job_runs().next().and_then(|run| call.world.jobs.get(&run.job)).cloned();
    let launch = if let Some(job) = &job {
        let plan = call.world.take_script(job.id);
        call.world.launch_job(job, &plan, order)
    } else {
        call.world.new_launch(origin.project, order, origin.autoclose, origin.external)
    };
    let job = job.map(|job| job.id);
    call.world.did(call.now, What::Launched { launch, job, name, by: By::Request });
    Answer::empty(StatusCode::ACCEPTED)
}

#[derive(Debug, Deserialize)]
struct Merge {
    from: Option<i64>,
    to: Option<i64>,
}

/// A launch that is merged into itself is deleted, and the answer is a success.
fn merge(call: &mut Call<'_>) -> Outcome {
    let body: Merge = call.body()?;
    let (Some(from), Some(to)) = (body.from, body.to) else {
        return Err(Refusal::invalid("Validation error: from, to: must not be null"));
    };
    launch(call, from, Right::Write)?;
    let answer = id_and_name(to, &launch(call, to, Right::Write)?.name);
    call.world.merge(from, to, call.now);
    Answer::ok(answer)
}

/// The key of rows that only have an id and a name.
pub(super) fn name_key(id: i64, name: &str, property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(id)),
        "name" => Key::text(name),
        _ => None,
    }
}

pub(super) fn id_and_name(id: i64, name: &str) -> Value {
    json!({"id": id, "name": name})
}
