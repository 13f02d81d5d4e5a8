//! Test results: of a launch, by query, one; and running them again.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::chosen::{chosen, open};
use super::deciding::person;
use super::requests::Selection;
use super::result_dto::{self, row_key};
use super::search::{self, ResultRow};
use super::{Right, asked_project, launch, launch_dto, project};
use crate::aql::Expression;
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::router::{Route, get, post};
use crate::world::launch::{Launch, ResultKey};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testresult", list),
        get("/testresult/__search", find),
        get("/testresult/query/validate", validate),
        post("/testresult/bulk/rerun", rerun),
        get("/testresult/{id}", one),
        get("/testresult/{id}/evv", environment),
        get("/v2/launch/{id}/test-result/flat", flat),
    ]
}

/// The result's launch and place, if the person may.
pub(super) fn found(call: &Call<'_>, id: i64, right: Right) -> Result<(i64, ResultKey), Refusal> {
    let (launch, key) = call.world.result(id, call.now).ok_or_else(|| Refusal::missing("Test result", id))?;
    project(call, launch.project, right)?;
    Ok((launch.id, key))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.query.required_long("launchId")?, call.query.paging(10)?, call.now);
    let launch = launch(call, id, Right::Read)?;
    let key = |key: &ResultKey, property: &str| row_key(call.world, launch, *key, property, now);
    page(&paging, launch.results(now), key, |key| result_dto::full(call.world, launch, *key, now))
}

fn flat(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(100)?, call.now);
    search::criteria(call)?;
    let launch = launch(call, id, Right::Read)?;
    let key = |key: &ResultKey, property: &str| row_key(call.world, launch, *key, property, now);
    page(&paging, launch.visible(now), key, |key| result_dto::leaf(call.world, launch, *key, now))
}

fn matching<'a>(call: &'a Call<'_>, project: i64, query: &Expression) -> Vec<(&'a Launch, ResultKey)> {
    let asked = search::asked(call);
    let launches = call.world.launches.values().filter(|launch| launch.project == project);
    // Whole launches are skipped when the query cannot hold for them: most queries name one.
    let only = query.only_number("launch");
    let launches = launches.filter(|launch| only.is_none_or(|only| only == launch.id));
    let results =
        launches.flat_map(|launch| launch.results(call.now).into_iter().map(move |key| (launch, key)));
    results
        .filter(|(launch, key)| query.holds(&ResultRow::new(call.world, launch, *key, call.now), asked))
        .collect()
}

fn find(call: &mut Call<'_>) -> Outcome {
    let (project, paging, now) = (asked_project(call)?, call.query.paging(10)?, call.now);
    let query = search::result_query(call.query.required_text("rql")?)?;
    let rows = matching(call, project, &query);
    let key = |(launch, key): &(&Launch, ResultKey), property: &str| {
        row_key(call.world, launch, *key, property, now)
    };
    page(&paging, rows, key, |(launch, key)| result_dto::row(call.world, launch, *key, now))
}

fn validate(call: &mut Call<'_>) -> Outcome {
    let project = asked_project(call)?;
    Answer::ok(match search::result_query(call.query.required_text("rql")?) {
        Ok(query) => json!({"valid": true, "count": matching(call, project, &query).len()}),
        Err(_) => json!({"valid": false}),
    })
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, key) = found(call, id, Right::Read)?;
    Answer::ok(result_dto::full(call.world, &call.world.launches[&launch], key, call.now))
}

fn environment(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, _) = found(call, id, Right::Read)?;
    Answer::ok(call.world.launches[&launch].environment.iter().map(launch_dto::env_value).collect())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BulkRerun {
    selection: Option<Selection>,
    rql: Option<String>,
    assignees: Option<Vec<String>>,
    force_manual: Option<bool>,
}

fn rerun(call: &mut Call<'_>) -> Outcome {
    let request: BulkRerun = call.body()?;
    let query = request.rql.as_deref().map(search::result_query).transpose()?;
    let (id, mut keys) = chosen(call, request.selection, Right::Write)?;
    let (asked, now) = (search::asked(call), call.now);
    let launch = &call.world.launches[&id];
    open(call, launch)?;
    keys.retain(|key| {
        let row = ResultRow::new(call.world, launch, *key, now);
        query.as_ref().is_none_or(|query| query.holds(&row, asked))
    });
    let forced = request.force_manual == Some(true);
    let people = request.assignees.unwrap_or_default();
    let people: Vec<String> = people.iter().map(|name| person(name)).collect::<Result<_, _>>()?;
    let known = |key: &ResultKey| launch.sent(*key).is_none() && (forced || launch.runs[key.run].by_hand);
    let (by_hand, by_job): (Vec<ResultKey>, Vec<ResultKey>) = keys.into_iter().partition(known);
    let places: Vec<(u16, u16)> = by_hand
        .iter()
        .map(|key| (launch.runs[key.run].slots[key.slot].place, launch.runs[key.run].slots[key.slot].lap))
        .collect();
    if !places.is_empty() {
        call.world.add_by_hand(id, places.into_iter(), &people, (Tokens::USER, now));
    }
    if !by_job.is_empty() {
        call.world.rerun(id, &by_job, now);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}
