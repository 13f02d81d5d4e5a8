//! Kinds of failure. A result's is set when it comes in, and by hand afterwards.

use serde_json::{Value, json};

use super::{Right, project};
use crate::http::call::{Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::case::Case;
use crate::world::failure::{self, Kind};
use crate::world::run::Verdict;
use crate::world::triage::Decision;

const ALL: [(i64, &str, &str); 4] = [
    (1, "Product defects", "#fd5a3e"),
    (2, "Test defects", "#ffd050"),
    (3, "Infrastructure", "#8b8fe8"),
    (4, "Outdated tests", "#aaaaaa"),
];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/project/{id}/category", list)]
}

fn dto(&(id, name, color): &(i64, &str, &str)) -> Value {
    json!({"id": id, "name": name, "color": color})
}

pub(super) fn known(id: i64) -> Result<(), Refusal> {
    if ALL.iter().any(|(own, ..)| *own == id) { Ok(()) } else { Err(Refusal::missing("Category", id)) }
}

pub(super) fn of_result(case: &Case, verdict: Option<Verdict>, decision: Option<&Decision>) -> Option<Value> {
    let by_kind = verdict.and_then(|verdict| failure::kind(case, verdict)).map(|kind| match kind {
        Kind::Status | Kind::Text | Kind::Count | Kind::Fee => 1,
        Kind::Invisible | Kind::Element | Kind::Property => 2,
        Kind::Connection | Kind::Slow => 3,
    });
    let id = decision.and_then(|decision| decision.category).or(by_kind)?;
    ALL.iter().find(|(own, ..)| *own == id).map(dto)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    project(call, id, Right::Read)?;
    let key = |(id, name, _): &(i64, &str, &str), property: &str| match property {
        "id" => Some(Key::Number(*id)),
        "name" => Key::text(name),
        _ => None,
    };
    page(&paging, ALL.to_vec(), key, dto)
}
