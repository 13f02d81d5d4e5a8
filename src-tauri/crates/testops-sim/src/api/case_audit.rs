//! What was changed of a test case, and by whom.

use serde_json::{Value, json};

use super::Right;
use super::cases::case_with;
use crate::http::call::{Call, Outcome};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::audit::Audit;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testcase/audit", list)]
}

fn dto(entry: &Audit) -> Value {
    json!({
        "id": entry.id,
        "actionType": entry.action,
        "username": entry.by,
        "timestamp": entry.at,
        "data": entry.data,
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let paging = call.query.paging(10)?;
    let case = case_with(call, call.query.required_long("testCaseId")?, Right::Read)?;
    let entries: Vec<Audit> = call.world.audit_of(case.id).cloned().collect();
    let key = |entry: &Audit, property: &str| match property {
        "id" => Some(Key::Number(entry.id)),
        "timestamp" => Some(Key::Number(entry.at)),
        _ => None,
    };
    page(&paging, entries, key, dto)
}
