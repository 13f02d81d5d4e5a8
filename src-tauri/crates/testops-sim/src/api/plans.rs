//! Test plans.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::case_rows::CaseRows;
use super::requests;
use super::running::{RunBody, launched, shared};
use super::selection::{SelectionV1, SelectionV2, required};
use super::trees::trees;
use super::{Right, asked_project, project, stock};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::export::Chosen;
use crate::world::test_plans::TestPlan;
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testplan", list),
        post("/testplan", create),
        get("/testplan/suggest", suggest),
        get("/testplan/{id}", one),
        patch("/testplan/{id}", change),
        delete("/testplan/{id}", remove),
        get("/testplan/{id}/diff", diff),
        get("/testplan/{id}/job", shares),
        get("/testplan/{id}/member", members),
        post("/v2/test-case/bulk/test-plan/create", create_v2),
        post("/testcase/bulk/testplan/create", create_v1),
        post("/testplan/{id}/sync", sync),
        post("/testplan/{id}/run", run),
    ]
}

fn found<'a>(call: &'a Call<'_>, right: Right) -> Result<&'a TestPlan, Refusal> {
    let id = call.id()?;
    let plan = call.world.plans.get(&id).ok_or_else(|| Refusal::missing("Test plan", id))?;
    project(call, plan.project, right)?;
    Ok(plan)
}

/// What the plan's query selects at present.
fn selected(call: &Call<'_>, plan: &TestPlan) -> Result<Vec<i64>, Refusal> {
    let stock = stock(call, plan.project)?;
    let places = CaseRows::all(call, stock).matching(&plan.rql)?.places();
    Ok(places.iter().map(|place| stock.id_of(*place)).collect())
}

/// What is in the plan: of one that was never synchronised, most of what its query selects, and a little that it does not.
fn cases(call: &Call<'_>, plan: &TestPlan) -> Result<Vec<i64>, Refusal> {
    if let Some(cases) = &plan.cases {
        return Ok(cases.clone());
    }
    let selected = selected(call, plan)?;
    let stock = stock(call, plan.project)?;
    let others = stock.places().map(|place| stock.id_of(place)).filter(|id| !selected.contains(id)).take(2);
    let kept = selected.iter().enumerate().filter(|(n, _)| n % 12 != 5).map(|(_, id)| *id);
    Ok(others.chain(kept).collect())
}

fn dto(call: &Call<'_>, plan: &TestPlan) -> Result<Value, Refusal> {
    let tree = trees(call.world, plan.project).first().map(|tree| json!({"id": tree.id, "name": tree.name}));
    Ok(json!({
        "id": plan.id,
        "name": plan.name,
        "projectId": plan.project,
        "baseRql": plan.rql,
        "testCasesCount": cases(call, plan)?.len(),
        "tree": tree,
        "createdBy": Tokens::USER,
        "createdDate": plan.created,
        "lastModifiedBy": Tokens::USER,
        "lastModifiedDate": plan.modified,
    }))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging, needle) = (asked_project(call)?, call.query.paging(10)?, call.query.needle("name"));
    call.query.long("treeId")?;
    let wanted = |plan: &&TestPlan| plan.project == project && plan.name.to_lowercase().contains(&needle);
    let plans = call.world.plans.values().filter(wanted);
    let plans = plans.map(|plan| Ok((plan, dto(call, plan)?))).collect::<Result<Vec<_>, Refusal>>()?;
    let key = |(plan, _): &(&TestPlan, Value), property: &str| match property {
        "id" => Some(Key::Number(plan.id)),
        "name" => Key::text(&plan.name),
        "createdDate" => Some(Key::Number(plan.created)),
        "lastModifiedDate" => Some(Key::Number(plan.modified)),
        _ => None,
    };
    page(&paging, plans, key, |(_, dto)| dto.clone())
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(call, found(call, Right::Read)?)?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewPlan {
    project_id: Option<i64>,
    name: Option<String>,
    base_rql: Option<String>,
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: NewPlan = call.body()?;
    let of =
        new.project_id.ok_or_else(|| Refusal::invalid("Validation error: projectId: must not be null"))?;
    project(call, of, Right::Write)?;
    let name = requests::name("name", new.name)?;
    let rql = new.base_rql.unwrap_or_else(|| "false".to_owned());
    let (id, now) = (call.world.new_id(), call.now);
    let mut plan = TestPlan { id, project: of, name, rql, cases: None, created: now, modified: now };
    plan.cases = Some(selected(call, &plan)?);
    let answer = dto(call, &plan)?;
    call.world.plans.insert(id, plan);
    Answer::ok(answer)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChosenPlan<S> {
    selection: Option<S>,
    test_plan_name: Option<String>,
}

fn create_v2(call: &mut Call<'_>) -> Outcome {
    let body: ChosenPlan<SelectionV2> = call.body()?;
    let chosen = required("selection", body.selection)?.chosen(call)?;
    create_of(call, chosen, body.test_plan_name)
}

fn create_v1(call: &mut Call<'_>) -> Outcome {
    let body: ChosenPlan<SelectionV1> = call.body()?;
    let chosen = required("selection", body.selection)?.chosen(call)?;
    create_of(call, chosen, body.test_plan_name)
}

/// A plan of what is chosen. Its query names them, so that it stays as it is when it is synchronised.
fn create_of(call: &mut Call<'_>, (of, chosen): (i64, Chosen), name: Option<String>) -> Outcome {
    project(call, of, Right::Write)?;
    let name = requests::name("testPlanName", name)?;
    let stock = stock(call, of)?;
    let cases: Vec<i64> =
        stock.places().filter(|place| chosen.holds(*place)).map(|place| stock.id_of(place)).collect();
    let ids: Vec<String> = cases.iter().map(ToString::to_string).collect();
    let rql = format!("id in [{}]", ids.join(", "));
    let (id, now) = (call.world.new_id(), call.now);
    let plan = TestPlan { id, project: of, name, rql, cases: Some(cases), created: now, modified: now };
    let answer = dto(call, &plan)?;
    call.world.plans.insert(id, plan);
    Answer::ok(answer)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlanPatch {
    name: Option<String>,
    base_rql: Option<String>,
    tree_selection: Option<TreeSelection>,
}

/// The whole selection, not a change of it; one by one, since a query names the groups here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TreeSelection {
    leafs_include: Option<Vec<i64>>,
    leafs_exclude: Option<Vec<i64>>,
}

/// A query that is changed fills the plan anew; what a selection leaves out goes, and what it takes in comes.
fn change(call: &mut Call<'_>) -> Outcome {
    let mut plan = found(call, Right::Write)?.clone();
    let change: PlanPatch = call.body()?;
    if change.name.is_some() {
        plan.name = requests::name("name", change.name)?;
    }
    if let Some(rql) = change.base_rql {
        plan.rql = rql;
        plan.cases = Some(selected(call, &plan)?);
    }
    if let Some(selection) = change.tree_selection {
        let without = selection.leafs_exclude.unwrap_or_default();
        let mut own: BTreeSet<i64> = cases(call, &plan)?.into_iter().collect();
        own.extend(selection.leafs_include.unwrap_or_default());
        plan.cases = Some(own.into_iter().filter(|id| !without.contains(id)).collect());
    }
    plan.modified = call.now;
    let answer = dto(call, &plan)?;
    call.world.plans.insert(plan.id, plan);
    Answer::ok(answer)
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let of = call.query.long("projectId")?;
    let wanted = |plan: &&TestPlan| {
        of.is_none_or(|id| id == plan.project)
            && plan.name.to_lowercase().contains(&needle)
            && (only.is_empty() || only.contains(&plan.id))
            && !without.contains(&plan.id)
            && project(call, plan.project, Right::Read).is_ok()
    };
    let rows = call.world.plans.values().filter(wanted);
    let rows = rows.map(|plan| Ok((plan, cases(call, plan)?.len()))).collect::<Result<Vec<_>, Refusal>>()?;
    let key = |(plan, _): &(&TestPlan, usize), property: &str| {
        super::launches::name_key(plan.id, &plan.name, property)
    };
    page(
        &paging,
        rows,
        key,
        |(plan, count)| json!({"id": plan.id, "name": plan.name, "testCasesCount": count}),
    )
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = found(call, Right::Write)?.id;
    call.world.plans.remove(&id);
    Answer::empty(StatusCode::NO_CONTENT)
}

fn diff(call: &mut Call<'_>) -> Outcome {
    let plan = found(call, Right::Read)?;
    let own: BTreeSet<i64> = cases(call, plan)?.into_iter().collect();
    let now: BTreeSet<i64> = selected(call, plan)?.into_iter().collect();
    Answer::ok(json!({"added": now.difference(&own).count(), "deleted": own.difference(&now).count()}))
}

fn sync(call: &mut Call<'_>) -> Outcome {
    let plan = found(call, Right::Write)?;
    let (id, now, selected) = (plan.id, call.now, selected(call, plan)?);
    if let Some(plan) = call.world.plans.get_mut(&id) {
        (plan.cases, plan.modified) = (Some(selected), now);
    }
    one(call)
}

/// The places of the plan's test cases that are still there.
fn places(call: &Call<'_>, plan: &TestPlan) -> Result<Vec<usize>, Refusal> {
    let stock = stock(call, plan.project)?;
    let ids = cases(call, plan)?.into_iter();
    Ok(ids.filter_map(|id| stock.place_of(id)).filter(|place| stock.has(*place)).collect())
}

fn shares(call: &mut Call<'_>) -> Outcome {
    let plan = found(call, Right::Read)?;
    Answer::ok(shared(call.world, plan.project, places(call, plan)?.into_iter(), &[]).by_job(call.world))
}

/// Manual test cases by their owners.
fn members(call: &mut Call<'_>) -> Outcome {
    let plan = found(call, Right::Read)?;
    let stock = stock(call, plan.project)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in places(call, plan)? {
        let outline = stock.outline(call.world.seed, place);
        if !outline.automated {
            *counts.entry(outline.owner()).or_default() += 1;
        }
    }
    let row = |(username, count): (&str, usize)| {
        let (_, first, last) = PEOPLE.iter().find(|(own, ..)| *own == username)?;
        Some(json!({"username": username, "firstName": first, "lastName": last, "testCasesCount": count}))
    };
    Answer::ok(counts.into_iter().filter_map(row).collect())
}

fn run(call: &mut Call<'_>) -> Outcome {
    let plan = found(call, Right::Write)?;
    let of = plan.project;
    let shares = shared(call.world, of, places(call, plan)?.into_iter(), &[]);
    let body: RunBody<Value> = call.body()?;
    launched(call, of, &shares, body)
}
