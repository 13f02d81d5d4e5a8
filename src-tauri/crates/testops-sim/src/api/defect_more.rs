//! What else there is of defects: their issues, many at once, and where they were met.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::cases::{self, case_with};
use super::defects::{IssueKey, explained_in, found, key, overview_of, row_of};
use super::launch_dto::statistic;
use super::selection::required;
use super::vocabulary::suggested;
use super::{Right, launches, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::page;
use crate::http::router::{Route, delete, get, post};
use crate::world::launch::Launch;
use crate::world::triage::Defect;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/defect/suggest", suggest),
        post("/defect/bulk/close", |call| many(call, |defect| defect.closed = true)),
        post("/defect/bulk/reopen", |call| many(call, |defect| defect.closed = false)),
        post("/defect/bulk/remove", remove),
        post("/defect/{id}/issue", link_issue),
        delete("/defect/{id}/issue", unlink_issue),
        get("/defect/{id}/testcase", met_cases),
        get("/defect/{id}/launch", met_launches),
        get("/testcase/{id}/defect", of_case),
    ]
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let of = call.query.long("projectId")?;
    if let Some(id) = of {
        project(call, id, Right::Read)?;
    }
    let defects = call.world.triage.defects.values();
    let defects = defects.filter(|defect| of.is_none_or(|id| id == defect.project));
    suggested(call, defects.map(|defect| (defect.id, defect.name.as_str())))
}

#[derive(Debug, Deserialize)]
struct ListSelection {
    ids: Option<Vec<i64>>,
    inverted: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bulk {
    project_id: Option<i64>,
    selection: Option<ListSelection>,
}

/// The ids of the defects that a body selects in its project.
fn selected(call: &Call<'_>) -> Result<Vec<i64>, Refusal> {
    let body: Bulk = call.body()?;
    let of = project(call, required("projectId", body.project_id)?, Right::Write)?.id;
    let selection = required("selection", body.selection)?;
    let (ids, inverted) = (selection.ids.unwrap_or_default(), selection.inverted == Some(true));
    let defects = call.world.triage.defects.values().filter(|defect| defect.project == of);
    Ok(defects.map(|defect| defect.id).filter(|id| ids.contains(id) != inverted).collect())
}

fn many(call: &mut Call<'_>, change: impl Fn(&mut Defect)) -> Outcome {
    let now = call.now;
    for id in selected(call)? {
        if let Some(defect) = call.world.triage.defects.get_mut(&id) {
            change(defect);
            defect.modified = now;
        }
    }
    Answer::empty(StatusCode::ACCEPTED)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    for id in selected(call)? {
        call.world.triage.defects.remove(&id);
    }
    Answer::empty(StatusCode::ACCEPTED)
}

/// A defect that has an issue already is a 409, whichever issue that is.
fn link_issue(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let body: IssueKey = call.body()?;
    if found(call, id, Right::Write)?.issue.is_some() {
        return Err(Refusal::invalid("Defect is already linked to an issue"));
    }
    let (issue, now) = (body.checked(call)?, call.now);
    if let Some(defect) = call.world.triage.defects.get_mut(&id) {
        (defect.issue, defect.modified) = (Some(issue), now);
    }
    Answer::ok(overview_of(call.world, found(call, id, Right::Read)?, now))
}

fn unlink_issue(call: &mut Call<'_>) -> Outcome {
    let (id, now) = (call.id()?, call.now);
    found(call, id, Right::Write)?;
    if let Some(defect) = call.world.triage.defects.get_mut(&id) {
        (defect.issue, defect.modified) = (None, now);
    }
    Answer::ok(overview_of(call.world, found(call, id, Right::Read)?, now))
}

/// The launches that met the defect, the newest first, with the test cases that failed by it.
fn met<'a>(call: &'a Call<'_>, defect: &Defect) -> Vec<(&'a Launch, BTreeSet<i64>)> {
    let launches = call.world.launches.values().rev().filter(|launch| launch.project == defect.project);
    let with = |launch: &'a Launch| {
        let keys = explained_in(call.world, launch, defect, call.now);
        let case = |key| super::result_dto::case_of(call.world, launch, key).id;
        (launch, keys.into_iter().map(case).collect::<BTreeSet<i64>>())
    };
    launches.map(with).filter(|(_, cases)| !cases.is_empty()).collect()
}

fn met_cases(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    let met = met(call, found(call, id, Right::Read)?);
    let ids: BTreeSet<i64> = met.into_iter().flat_map(|(_, cases)| cases).collect();
    let cases = ids.into_iter().filter_map(|id| case_with(call, id, Right::Read).ok()).collect();
    page(&paging, cases, cases::key, cases::row)
}

fn met_launches(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let met: Vec<&Launch> =
        met(call, found(call, id, Right::Read)?).into_iter().map(|(own, _)| own).collect();
    let key = |launch: &&Launch, property: &str| launches::name_key(launch.id, &launch.name, property);
    page(
        &paging,
        met,
        key,
        |launch| json!({"id": launch.id, "name": launch.name, "closed": launch.closed(now), "statistic": statistic(&launch.counts(now))}),
    )
}

/// The defects that the test case fails by, in the launches of its project.
fn of_case(call: &mut Call<'_>) -> Outcome {
    let (case, paging) = (cases::asked(call, Right::Read)?, call.query.paging(10)?);
    let status = call.query.needle("status");
    let of_project = call.world.triage.defects.values().filter(|defect| {
        defect.project == case.project && (status.is_empty() || defect.closed == (status == "closed"))
    });
    let by = |defect: &&Defect| met(call, defect).iter().any(|(_, cases)| cases.contains(&case.id));
    let defects: Vec<&Defect> = of_project.filter(by).collect();
    page(&paging, defects, |defect, property| key(defect, property), |defect| row_of(defect))
}
