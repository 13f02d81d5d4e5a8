//! Decisions about results: whose they are, how they ended, which are hidden or deleted.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::chosen::{chosen, decide, each, one};
use super::launch_details::is_unresolved;
use super::requests::Selection;
use super::result_dto::row;
use super::{Right, categories};
use crate::http::auth::Tokens;
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
    category_id: Option<i64>,
}

/// A result that is resolved stays as it was, and the answer is a success all the same.
fn give(call: &mut Call<'_>, launch: i64, key: ResultKey, username: Option<String>) {
    let known = &call.world.launches[&launch];
    let bad = known.verdict(key, call.now).is_some_and(Verdict::is_bad);
    if !bad || is_unresolved(call.world, known, key, call.now) {
        decide(call, launch, key, |decision| decision.assignee = username);
    }
}

fn person(username: &str) -> Result<String, Refusal> {
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

fn verdict(status: Option<&str>) -> Result<Verdict, Refusal> {
    let word = status.ok_or_else(|| Refusal::invalid("Validation error: status: must not be null"))?;
    Verdict::ALL.into_iter().find(|one| one.word() == word).ok_or_else(|| {
        Refusal::bad(format!(
            "JSON parse error: Cannot deserialize value of type `TestStatus` from String \"{word}\""
        ))
    })
}

fn settle(
    call: &mut Call<'_>,
    launch: i64,
    key: ResultKey,
    status: Verdict,
    said: (Option<String>, Option<i64>),
) {
    decide(call, launch, key, |decision| {
        decision.status = Some(status);
        decision.message = said.0.or(decision.message.take());
        decision.category = said.1.or(decision.category);
        decision.tested_by = Some(Tokens::USER.to_owned());
    });
}

/// From 25 on the older handlers lose the message.
fn said(call: &Call<'_>, body: &mut Resolve, typed: bool) -> Result<(Option<String>, Option<i64>), Refusal> {
    if let Some(id) = body.category_id {
        categories::known(call.world, id)?;
    }
    let kept = typed || call.world.generation == Generation::Legacy;
    Ok((body.message.take().filter(|_| kept), body.category_id))
}

fn resolve(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let typed = call.query.flag("v2")? == Some(true);
    let mut body: Resolve = call.body()?;
    let (status, said) = (verdict(body.status.as_deref())?, said(call, &mut body, typed)?);
    settle(call, launch, key, status, said);
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
    each(call, body.selection, |call, launch, key| settle(call, launch, key, status, said.clone()))
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
    let bad = |key: &&ResultKey| launch.verdict(**key, call.now).is_some_and(Verdict::is_bad);
    let resolved =
        keys.iter().filter(bad).filter(|key| !is_unresolved(call.world, launch, **key, call.now)).count();
    Answer::ok(json!({"automated": keys.len(), "manual": 0, "resolved": resolved, "total": keys.len()}))
}
