//! Job runs: one, its plan, running its tests again.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::search::{self, ResultRow};
use super::{Right, launch, launch_dto};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, get, post};
use crate::world::case;
use crate::world::launch::ResultKey;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/jobrun/{id}", one), get("/jobrun/{id}/plan", plan), post("/jobrun/{id}/rerun", rerun)]
}

/// Ids of the launch and the number of the run in it.
fn found(call: &Call<'_>, id: i64, right: Right) -> Result<(i64, usize), Refusal> {
    let found = call.world.launch_of_run(id).map(|(launch, n)| (launch.id, n));
    let (launch_id, n) = found.ok_or_else(|| Refusal::missing("Job run", id))?;
    launch(call, launch_id, right)?;
    Ok((launch_id, n))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, n) = found(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    Answer::ok(launch_dto::job_run(call.world, launch, &launch.runs[n], call.now))
}

fn plan(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    call.query.flag("expected")?;
    let (launch, n) = found(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let theme = call.world.theme_of(launch.project);
    let tests = launch.runs[n].slots.iter().map(|slot| {
        let case = case::case(call.world.seed, theme, usize::from(slot.place));
        json!({"id": case.id, "selector": case.full_name})
    });
    Answer::ok(tests.collect::<Vec<Value>>().into())
}

#[derive(Debug, Deserialize)]
struct Rerun {
    rql: Option<String>,
}

/// 202 with an empty body; the launch has to be open.
fn rerun(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, n) = found(call, id, Right::Write)?;
    let request: Rerun = call.body()?;
    let rql = request.rql.filter(|rql| !rql.trim().is_empty()).unwrap_or_else(|| "true".to_owned());
    let query = search::result_query(&rql)?;
    let known = &call.world.launches[&launch];
    if known.closed(call.now) {
        return Err(Refusal::invalid("Cannot rerun jobs in a closed launch"));
    }
    let asked = search::asked(call);
    let chosen: Vec<ResultKey> = known
        .visible(call.now)
        .into_iter()
        .filter(|key| key.run == n && query.holds(&ResultRow::new(call.world, known, *key, call.now), asked))
        .collect();
    if !chosen.is_empty() {
        call.world.rerun(launch, &chosen, call.now);
    }
    Answer::empty(StatusCode::ACCEPTED)
}
