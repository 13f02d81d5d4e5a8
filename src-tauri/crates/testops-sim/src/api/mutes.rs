//! Mutes. They are of test cases, also where a result is muted.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cases::case_with;
use super::chosen::{decide, each, one};
use super::deciding::Bulk;
use super::requests::{self, Issue, Selection};
use super::result_dto::case_of;
use super::{Right, asked_project, cases, stock};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, post};
use crate::world::case::Case;
use crate::world::launch::ResultKey;
use crate::world::triage::{FIRST_MUTE, Mute};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/mute", list),
        post("/mute", create),
        delete("/mute/{id}", remove),
        get("/testcase/muted", muted_cases),
        post("/testresult/{id}/mute", mute),
        post("/testresult/{id}/unmute", unmute),
        post("/testresult/bulk/mute", bulk_mute),
        post("/testresult/bulk/unmute", bulk_unmute),
    ]
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MuteBody {
    name: Option<String>,
    reason: Option<String>,
    issues: Option<Vec<Issue>>,
    selection: Option<Selection>,
    test_case_id: Option<i64>,
}

/// The mutes of a test case, that of the beginning first.
fn of_case(call: &Call<'_>, case: &Case) -> Vec<Mute> {
    let at_first = case.muted && !call.world.triage.lifted.contains(&case.id);
    let first = at_first.then(|| Mute {
        id: FIRST_MUTE + case.id,
        case: case.id,
        name: if case.russian { "Нестабильный тест" } else { "Unstable" }.to_owned(),
        reason: if case.russian { "Ждём починки стенда" } else { "Waits for the stage" }.to_owned(),
        issues: json!([]),
        by: case.owner.to_owned(),
        created: case.modified,
    });
    first
        .into_iter()
        .chain(call.world.triage.mutes.values().filter(|mute| mute.case == case.id).cloned())
        .collect()
}

fn dto(mute: &Mute) -> Value {
    json!({
        "id": mute.id,
        "testCaseId": mute.case,
        "name": mute.name,
        "reason": mute.reason,
        "reasonHtml": format!("<p>{}</p>", mute.reason),
        "issues": mute.issues,
        "createdBy": mute.by,
        "createdDate": mute.created,
        "lastModifiedBy": mute.by,
        "lastModifiedDate": mute.created,
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.query.required_long("testCaseId")?, call.query.paging(5)?);
    let case = case_with(call, id, Right::Read)?;
    let key = |mute: &Mute, property: &str| match property {
        "id" => Some(Key::Number(mute.id)),
        "name" => Key::text(&mute.name),
        "createdDate" => Some(Key::Number(mute.created)),
        _ => None,
    };
    page(&paging, of_case(call, &case), key, dto)
}

/// The column takes no null and no more than 255 characters, and nobody checks before it does.
fn checked(body: &MuteBody) -> Result<String, Refusal> {
    let fits = |name: &&String| name.encode_utf16().count() <= 255;
    body.name.as_ref().filter(fits).cloned().ok_or_else(|| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "could not execute statement; SQL [n/a]; constraint [null]",
        )
    })
}

fn add(call: &mut Call<'_>, case: i64, body: &MuteBody, name: &str) -> Mute {
    let mute = Mute {
        id: call.world.new_id(),
        case,
        name: name.to_owned(),
        reason: body.reason.clone().unwrap_or_default(),
        issues: requests::issues(body.issues.clone()),
        by: Tokens::USER.to_owned(),
        created: call.now,
    };
    call.world.triage.mutes.insert(mute.id, mute.clone());
    mute
}

fn mute_result(call: &mut Call<'_>, (launch, key): (i64, ResultKey), body: &MuteBody, name: &str) {
    let known = &call.world.launches[&launch];
    if known.verdict(key, call.now).is_none() {
        return;
    }
    let case = case_of(call.world, known, key);
    if !call.world.is_muted(&case) {
        add(call, case.id, body, name);
    }
    decide(call, launch, key, |decision| decision.unmuted = false);
}

/// Mutes a test case, whether or not it is muted already.
pub(super) fn mute_case(call: &mut Call<'_>, case: &Case, body: &MuteBody) -> Result<(), Refusal> {
    let name = checked(body)?;
    add(call, case.id, body, &name);
    Ok(())
}

fn create(call: &mut Call<'_>) -> Outcome {
    let body: MuteBody = call.body()?;
    let id = body.test_case_id;
    let id = id.ok_or_else(|| Refusal::invalid("Validation error: testCaseId: must not be null"))?;
    let case = case_with(call, id, Right::Write)?;
    let name = checked(&body)?;
    Answer::ok(dto(&add(call, case.id, &body, &name)))
}

fn mute(call: &mut Call<'_>) -> Outcome {
    let at = one(call, "id")?;
    let body: MuteBody = call.body()?;
    let name = checked(&body)?;
    mute_result(call, at, &body, &name);
    Answer::empty(StatusCode::ACCEPTED)
}

fn bulk_mute(call: &mut Call<'_>) -> Outcome {
    let body: MuteBody = call.body()?;
    let name = checked(&body)?;
    let selection = body.selection.clone();
    each(call, selection, |call, launch, key| mute_result(call, (launch, key), &body, &name))
}

/// The result counts again; its test case stays muted until its mutes are deleted.
fn unmute(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    decide(call, launch, key, |decision| decision.unmuted = true);
    Answer::empty(StatusCode::ACCEPTED)
}

fn bulk_unmute(call: &mut Call<'_>) -> Outcome {
    let body: Bulk = call.body()?;
    each(call, body.selection, |call, launch, key| {
        decide(call, launch, key, |decision| decision.unmuted = true);
    })
}

/// 204 whether or not it was there.
fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let of = call.world.triage.mutes.get(&id).map_or(id - FIRST_MUTE, |mute| mute.case);
    if cases::found(call.world, of).is_some() {
        case_with(call, of, Right::Write)?;
        if call.world.triage.mutes.remove(&id).is_none() {
            call.world.triage.lifted.insert(of);
        }
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

fn muted_cases(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (asked_project(call)?, call.query.paging(10)?);
    let stock = stock(call, id)?;
    let case = |place| stock.case(call.world.seed, place);
    let muted = stock.places().map(case).filter(|case| call.world.is_muted(case)).collect();
    page(&paging, muted, cases::key, cases::row)
}
