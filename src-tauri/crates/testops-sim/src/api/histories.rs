//! How a test ended before: in other launches, and in the attempts that a result replaced.

use super::result_dto::{self, row_key};
use super::results::found;
use super::{Right, cases, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{cut, page, sort};
use crate::http::query::Paging;
use crate::http::router::{Route, get};
use crate::world::launch::{Launch, ResultKey};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testresult/{id}/history", history),
        get("/testresult/{id}/retries", retries),
        get("/testcase/{id}/history", of_case),
    ]
}

fn rows(call: &Call<'_>, paging: &Paging, mut rows: Vec<(&Launch, ResultKey)>) -> Outcome {
    let now = call.now;
    let by = |(launch, key): &(&Launch, ResultKey), property: &str| {
        row_key(call.world, launch, *key, property, now)
    };
    sort(paging, &mut rows, by)?;
    Answer::ok(cut(paging, &rows, |(launch, key)| result_dto::history(call.world, launch, *key, now)))
}

/// The same variant of the test in this and in earlier launches of the project, newest first.
fn history(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let (launch, key) = found(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let slot = launch.runs[key.run].slots[key.slot];
    let same = |other: &&Launch| {
        other.project == launch.project && other.id <= launch.id && other.environment == launch.environment
    };
    let launches = call.world.launches.values().rev().filter(same);
    let past = launches.filter_map(|other| Some((other, other.last_of(slot.place, Some(slot.lap), now)?)));
    rows(call, &paging, past.collect())
}

/// All variants of a test case in all launches of its project, newest first.
fn of_case(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let (stock, place) = cases::found(call.world, id).ok_or_else(|| Refusal::missing("Test case", id))?;
    let of = project(call, stock.version().0, Right::Read)?.id;
    let Ok(place) = u16::try_from(place) else { return rows(call, &paging, Vec::new()) };
    let launches = call.world.launches.values().rev().filter(|launch| launch.project == of);
    let past = launches.filter_map(|launch| Some((launch, launch.last_of(place, None, now)?)));
    rows(call, &paging, past.collect())
}

fn retries(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let (launch, key) = found(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let rows = result_dto::earlier(launch, key, now);
    let by = |key: &ResultKey, property: &str| row_key(call.world, launch, *key, property, now);
    page(&paging, rows, by, |key| result_dto::history(call.world, launch, *key, now))
}
