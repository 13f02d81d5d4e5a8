//! Decisions about results: whose they are, how they ended, which are hidden or deleted.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::attachments;
use super::by_hand::{Execution, Said, times};
use super::chosen::{chosen, decide, each, one};
use super::execution::{Shape, shape};
use super::launch_details::is_unresolved;
use super::requests::Selection;
use super::result_dto::row;
use super::{Right, categories};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, post};
use crate::http::server::Generation;
use crate::world::launch::ResultKey;
use crate::world::run::Verdict;
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testresult/{id}/assign", assign),
        post("/testresult/{id}/resolve", resolve),
        delete("/testresult/{id}", remove),
        post("/testresult/bulk/assign", bulk_assign),
        post("/testresult/bulk/resolve", bulk_resolve),
        post("/v2/test-result/bulk/resolve", bulk_resolve_v2),
        post("/testresult/bulk/hide", bulk_hide),
        post("/v2/test-result/bulk/stats", stats),
    ]
}

#[derive(Debug, Deserialize)]
pub(super) struct Bulk {
    pub(super) selection: Option<Selection>,
}

#[derive(Debug, Deserialize)]
struct Assign {
    username: Option<String>,
}

#[derive(Debug, Deserialize)]
struct BulkAssign {
    selection: Option<Selection>,
    assignees: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resolve {
    selection: Option<Selection>,
    status: Option<String>,
    message: Option<String>,
    trace: Option<String>,
    category_id: Option<i64>,
    start: Option<i64>,
    stop: Option<i64>,
    duration: Option<i64>,
    execution: Option<Execution>,
}

/// A result that is resolved stays as it was, and the answer is a success all the same.
fn give(call: &mut Call<'_>, launch: i64, key: ResultKey, username: Option<String>) {
    let known = &call.world.launches[&launch];
    let bad = known.verdict(key, call.now).is_some_and(Verdict::is_bad);
    if !bad || is_unresolved(call.world, known, key, call.now) {
        decide(call, launch, key, |decision| decision.assignee = username);
    }
}

pub(super) fn person(username: &str) -> Result<String, Refusal> {
    let known = PEOPLE.iter().find(|(own, ..)| *own == username);
    known.map(|(own, ..)| (*own).to_owned()).ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, format!("User with username '{username}' not found"))
    })
}

fn assign(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let body: Assign = call.body()?;
    let username = body.username.filter(|name| !name.trim().is_empty());
    let username =
        username.ok_or_else(|| Refusal::invalid("Validation error: username: must not be blank"))?;
    give(call, launch, key, Some(person(&username)?));
    Answer::accepted(row(call.world, &call.world.launches[&launch], key, call.now))
}

/// To several people in turn; without any, to nobody.
fn bulk_assign(call: &mut Call<'_>) -> Outcome {
    let body: BulkAssign = call.body()?;
    let people: Vec<String> =
        body.assignees.unwrap_or_default().iter().map(|name| person(name)).collect::<Result<_, _>>()?;
    let mut turn = 0;
    each(call, body.selection, |call, launch, key| {
        let next = (!people.is_empty()).then(|| people[turn % people.len()].clone());
        turn += 1;
        give(call, launch, key, next);
    })
}

pub(super) fn verdict(status: Option<&str>) -> Result<Verdict, Refusal> {
    let word = status.ok_or_else(|| Refusal::invalid("Validation error: status: must not be null"))?;
    Verdict::ALL.into_iter().find(|one| one.word() == word).ok_or_else(|| {
        Refusal::bad(format!(
            "JSON parse error: Cannot deserialize value of type `TestStatus` from String \"{word}\""
        ))
    })
}

/// From 25 on the older handlers lose all but the status and the category.
fn said(call: &Call<'_>, body: &mut Resolve, typed: bool) -> Result<Said, Refusal> {
    if let Some(id) = body.category_id {
        categories::known(call.world, id)?;
    }
    let category = body.category_id;
    if !typed && call.world.generation == Generation::Current {
        return Ok(Said { category, ..Said::default() });
    }
    let (message, trace) = (body.message.take(), body.trace.take());
    Ok(Said { message, trace, category, times: times(body.start, body.stop, body.duration), execution: None })
}

fn resolve(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let shape = shape(call)?;
    let mut body: Resolve = call.body()?;
    let status = verdict(body.status.as_deref())?;
    let mut said = said(call, &mut body, shape == Shape::Typed)?;
    if shape == Shape::Typed || call.world.generation == Generation::Legacy {
        let files = attachments::of_result(call.world, &call.world.launches[&launch], key, call.now);
        let files: Vec<i64> = files.iter().map(|(id, _)| *id).collect();
        said.execution = body.execution.map(|own| own.nodes(shape, &files)).transpose()?;
    }
    said.settle(call, launch, key, status);
    Answer::accepted(row(call.world, &call.world.launches[&launch], key, call.now))
}

fn bulk_resolve(call: &mut Call<'_>) -> Outcome {
    resolve_all(call, false)
}

fn bulk_resolve_v2(call: &mut Call<'_>) -> Outcome {
    resolve_all(call, true)
}

fn resolve_all(call: &mut Call<'_>, typed: bool) -> Outcome {
    let mut body: Resolve = call.body()?;
    let (status, said) = (verdict(body.status.as_deref())?, said(call, &mut body, typed)?);
    each(call, body.selection, |call, launch, key| said.clone().settle(call, launch, key, status))
}

fn bulk_hide(call: &mut Call<'_>) -> Outcome {
    let body: Bulk = call.body()?;
    each(call, body.selection, |call, launch, key| {
        decide(call, launch, key, |decision| decision.hidden = true);
    })
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    decide(call, launch, key, |decision| decision.deleted = true);
    Answer::empty(StatusCode::NO_CONTENT)
}

fn stats(call: &mut Call<'_>) -> Outcome {
    let body: Bulk = call.body()?;
    let (id, keys) = chosen(call, body.selection, Right::Read)?;
    let launch = &call.world.launches[&id];
    let manual = keys.iter().filter(|key| launch.runs[key.run].by_hand).count();
    let bad = |key: &&ResultKey| launch.verdict(**key, call.now).is_some_and(Verdict::is_bad);
    let resolved =
        keys.iter().filter(bad).filter(|key| !is_unresolved(call.world, launch, **key, call.now)).count();
    Answer::ok(
        json!({"automated": keys.len() - manual, "manual": manual, "resolved": resolved, "total": keys.len()}),
    )
}
