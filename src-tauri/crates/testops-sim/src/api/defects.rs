//! Defects: those that projects begin with and those that are made, and the results that they explain.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::chosen::{decide, each, one};
use super::requests::Selection;
use super::result_dto::{case_of, row, row_key};
use super::results::found as found_result;
use super::rules::RuleBody;
use super::{Right, asked_project, launch, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::World;
use crate::world::failure;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;
use crate::world::triage::Defect;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/defect", list),
        post("/defect", create),
        get("/defect/{id}", overview),
        patch("/defect/{id}", change),
        delete("/defect/{id}", remove),
        get("/defect/{id}/testresult", explained),
        get("/testresult/{id}/defect", of_result),
        post("/testresult/{id}/defect", create_from),
        post("/testresult/{id}/defect/{defectId}", link),
        delete("/testresult/{id}/defect/{defectId}", unlink),
        post("/testresult/bulk/defect/link", bulk_link),
        get("/testresult/{id}/defect/candidate", candidates),
        get("/testresult/{id}/defect/similar", similar),
        post("/launch/{id}/defect/apply", apply),
    ]
}

pub(super) fn key(defect: &Defect, property: &str) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(defect.id)),
        "name" => Key::text(&defect.name),
        "closed" => Some(Key::Number(i64::from(defect.closed))),
        "createdDate" => Some(Key::Number(defect.created)),
        _ => None,
    }
}

pub(super) fn row_of(defect: &Defect) -> Value {
    let mut row = json!({"id": defect.id, "name": defect.name, "closed": defect.closed});
    if let Some(issue) = &defect.issue {
        row["issue"] = issue.clone();
    }
    row
}

pub(super) fn counted(defect: &Defect, count: usize) -> Value {
    let mut row = row_of(defect);
    row["count"] = json!(count);
    row
}

fn dto(defect: &Defect) -> Value {
    let mut dto = row_of(defect);
    dto["projectId"] = json!(defect.project);
    dto["description"] = json!(defect.description);
    dto["descriptionHtml"] = json!(format!("<p>{}</p>", defect.description));
    dto["createdDate"] = json!(defect.created);
    dto["lastModifiedDate"] = json!(defect.modified);
    dto
}

/// With where it was met: the defects of the beginning in every launch that has such failures.
pub(super) fn overview_of(world: &World, defect: &Defect, now: i64) -> Value {
    let mut dto = dto(defect);
    let met = |launch: &&Launch| {
        launch.project == defect.project && !explained_in(world, launch, defect, now).is_empty()
    };
    // The newest few: a defect that was not met for so long has not been met lately.
    if let Some(last) = world.launches.values().rev().take(200).find(met) {
        let launch = json!({"id": last.id, "name": last.name});
        dto["lastFoundLaunch"] = launch.clone();
        dto["lastFoundDate"] = json!(last.modified(now));
        dto["foundAtLaunch"] = launch;
    }
    dto
}

pub(super) fn explained_in(world: &World, launch: &Launch, defect: &Defect, now: i64) -> Vec<ResultKey> {
    let explains = |key: &ResultKey| {
        let case = case_of(world, launch, *key);
        world.defects_of(launch, *key, &case, now).iter().any(|own| own.id == defect.id)
    };
    let bad = |key: &ResultKey| launch.verdict(*key, now).is_some_and(Verdict::is_bad);
    launch.visible(now).into_iter().filter(bad).filter(explains).collect()
}

/// The defect, if the person may.
pub(super) fn found<'a>(call: &'a Call<'_>, id: i64, right: Right) -> Result<&'a Defect, Refusal> {
    let defect = call.world.triage.defects.get(&id).ok_or_else(|| Refusal::missing("Defect", id))?;
    project(call, defect.project, right)?;
    Ok(defect)
}

/// The defects that this launch met, with how many results each.
pub(super) fn of_launch<'a>(world: &'a World, launch: &Launch, now: i64) -> Vec<(&'a Defect, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    let bad = |key: &ResultKey| launch.verdict(*key, now).is_some_and(Verdict::is_bad);
    for key in launch.visible(now).into_iter().filter(bad) {
        for defect in world.defects_of(launch, key, &case_of(world, launch, key), now) {
            counts.entry(defect.id).or_insert((defect, 0)).1 += 1;
        }
    }
    counts.into_values().collect()
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging, now) = (asked_project(call)?, call.query.paging(20)?, call.now);
    let (needle, status) = (call.query.needle("nameFilter"), call.query.needle("status"));
    let wanted = |defect: &&Defect| {
        defect.project == project
            && defect.name.to_lowercase().contains(&needle)
            && (status.is_empty() || defect.closed == (status == "closed"))
    };
    let defects = call.world.triage.defects.values().filter(wanted).collect();
    let newest = call.world.launches.values().rev().find(|launch| launch.project == project);
    let count =
        |defect: &Defect| newest.map_or(0, |launch| explained_in(call.world, launch, defect, now).len());
    page(&paging, defects, |defect, property| key(defect, property), |defect| counted(defect, count(defect)))
}

fn overview(call: &mut Call<'_>) -> Outcome {
    Answer::ok(overview_of(call.world, found(call, call.id()?, Right::Read)?, call.now))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewDefect {
    project_id: Option<i64>,
    name: Option<String>,
    description: Option<String>,
    matcher: Option<RuleBody>,
    link_issue: Option<IssueKey>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssueKey {
    integration_id: Option<i64>,
    name: Option<String>,
}

impl IssueKey {
    pub(super) fn checked(self, call: &mut Call<'_>) -> Result<Value, Refusal> {
        let (Some(integration), Some(name)) =
            (self.integration_id, self.name.filter(|name| !name.is_empty()))
        else {
            return Err(Refusal::invalid("Validation error: linkIssue: must not be null"));
        };
        if integration != super::TRACKER {
            return Err(Refusal::missing("Integration", integration));
        }
        let url = format!("https://tracker.example.test/browse/{name}");
        Ok(
            json!({"id": call.world.new_id(), "integrationId": integration, "name": name, "url": url, "closed": false}),
        )
    }
}

fn make(call: &mut Call<'_>, project: i64, new: NewDefect) -> Result<i64, Refusal> {
    let name = new.name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::invalid("Validation error: name: must not be blank"))?;
    let rules = new.matcher.map(|rule| rule.checked(call)).transpose()?.into_iter().collect();
    let issue = new.link_issue.map(|issue| issue.checked(call)).transpose()?;
    let (id, now) = (call.world.new_id(), call.now);
    let description = new.description.unwrap_or_default();
    let defect =
        Defect { id, project, name, description, closed: false, created: now, modified: now, issue, rules };
    call.world.triage.defects.insert(id, defect);
    Ok(id)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: NewDefect = call.body()?;
    let of =
        new.project_id.ok_or_else(|| Refusal::invalid("Validation error: projectId: must not be null"))?;
    project(call, of, Right::Write)?;
    let id = make(call, of, new)?;
    Answer::ok(overview_of(call.world, &call.world.triage.defects[&id], call.now))
}

fn create_from(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let new: NewDefect = call.body()?;
    let id = make(call, call.world.launches[&launch].project, new)?;
    join(call, launch, key, id);
    Answer::ok(dto(&call.world.triage.defects[&id]))
}

#[derive(Debug, Deserialize)]
struct DefectPatch {
    name: Option<String>,
    description: Option<String>,
    closed: Option<bool>,
}

fn change(call: &mut Call<'_>) -> Outcome {
    let (id, now) = (call.id()?, call.now);
    found(call, id, Right::Write)?;
    let change: DefectPatch = call.body()?;
    let defect = call.world.triage.defects.get_mut(&id).ok_or_else(|| Refusal::missing("Defect", id))?;
    defect.name = change.name.unwrap_or_else(|| defect.name.clone());
    defect.description = change.description.unwrap_or_else(|| defect.description.clone());
    defect.closed = change.closed.unwrap_or(defect.closed);
    defect.modified = now;
    Answer::ok(overview_of(call.world, &call.world.triage.defects[&id], now))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    found(call, id, Right::Write)?;
    call.world.triage.defects.remove(&id);
    Answer::empty(StatusCode::NO_CONTENT)
}

fn explained(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let defect = found(call, id, Right::Read)?;
    let launches = call.world.launches.values().rev().filter(|launch| launch.project == defect.project);
    let rows = launches.flat_map(|launch| {
        explained_in(call.world, launch, defect, now).into_iter().map(move |key| (launch, key))
    });
    let by = |(launch, key): &(&Launch, ResultKey), property: &str| {
        row_key(call.world, launch, *key, property, now)
    };
    page(&paging, rows.collect(), by, |(launch, key)| row(call.world, launch, *key, now))
}

fn of_result(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    let (launch, at) = found_result(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let defects = call.world.defects_of(launch, at, &case_of(call.world, launch, at), call.now);
    page(&paging, defects, |defect, property| key(defect, property), |defect| row_of(defect))
}

fn join(call: &mut Call<'_>, launch: i64, key: ResultKey, defect: i64) {
    decide(call, launch, key, |decision| {
        decision.defects.insert(defect);
        decision.without_defects.remove(&defect);
    });
}

fn link(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let id = call.number_in_path("defectId")?;
    found(call, id, Right::Write)?;
    join(call, launch, key, id);
    Answer::ok(dto(&call.world.triage.defects[&id]))
}

fn unlink(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let id = call.number_in_path("defectId")?;
    decide(call, launch, key, |decision| {
        decision.defects.remove(&id);
        decision.without_defects.insert(id);
    });
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
struct BulkLink {
    ids: Option<Vec<i64>>,
    selection: Option<Selection>,
}

fn bulk_link(call: &mut Call<'_>) -> Outcome {
    let body: BulkLink = call.body()?;
    let ids = body.ids.ok_or_else(|| Refusal::invalid("Validation error: ids: must not be null"))?;
    for id in &ids {
        found(call, *id, Right::Write)?;
    }
    each(call, body.selection, |call, launch, key| {
        for id in &ids {
            join(call, launch, key, *id);
        }
    })
}

/// Defects, closed ones too, with a rule for failures of this kind.
fn candidates(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    let (launch, at) = found_result(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let case = case_of(call.world, launch, at);
    let verdict = launch.verdict(at, call.now).unwrap_or(Verdict::Unknown);
    let likely = |defect: &&Defect| {
        defect.project == launch.project && defect.meets(&case, verdict, launch.runs[at.run].id)
    };
    let defects: Vec<&Defect> = call.world.triage.defects.values().filter(likely).collect();
    page(&paging, defects, |defect, property| key(defect, property), |defect| dto(defect))
}

fn similar(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.id()?, call.query.paging(10)?, call.now);
    let (launch, at) = found_result(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let kind = |key: ResultKey| {
        failure::kind(&case_of(call.world, launch, key), launch.verdict(key, now).unwrap_or(Verdict::Unknown))
    };
    let own = kind(at);
    let rows = launch.visible(now).into_iter().filter(|key| *key != at && own.is_some() && kind(*key) == own);
    let by = |key: &ResultKey, property: &str| row_key(call.world, launch, *key, property, now);
    page(&paging, rows.collect(), by, |key| row(call.world, launch, *key, now))
}

/// Rules of open defects hold anyhow; what was unlinked by hand comes back.
fn apply(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    super::chosen::open(call, launch(call, id, Right::Write)?)?;
    if let Some(launch) = call.world.launches.get_mut(&id) {
        launch.decisions.values_mut().for_each(|decision| decision.without_defects.clear());
    }
    Answer::empty(StatusCode::ACCEPTED)
}
