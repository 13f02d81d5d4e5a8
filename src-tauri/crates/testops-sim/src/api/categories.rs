//! Kinds of failure. A result's is set when it comes in, and by hand afterwards. They are of the whole server, and a
//! project takes up those that it uses in a second call.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::requests;
use super::selection::required;
use super::vocabulary::suggested;
use super::{Right, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::World;
use crate::world::case::Case;
use crate::world::categories::{Category, Reach};
use crate::world::failure::{self, Kind};
use crate::world::run::Verdict;
use crate::world::triage::Decision;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/category", all),
        post("/category", create),
        get("/category/suggest", suggest),
        patch("/category/{id}", change),
        delete("/category/{id}", remove),
        get("/project/{id}/category", of_project),
        post("/project/{id}/category", |call| take_up(call, true)),
        post("/project/{id}/category/remove", |call| take_up(call, false)),
    ]
}

pub(super) fn dto(category: &Category) -> Value {
    json!({
        "id": category.id,
        "name": category.name,
        "color": category.color,
        "description": category.description,
        "createdBy": Tokens::USER,
        "createdDate": category.created,
        "lastModifiedBy": Tokens::USER,
        "lastModifiedDate": category.modified,
    })
}

pub(super) fn known(world: &World, id: i64) -> Result<&Category, Refusal> {
    world.categories.all.get(&id).ok_or_else(|| Refusal::missing("Category", id))
}

/// What was set by hand; else of a result that was sent in what a rule said, and of another what follows from how it failed.
pub(super) fn of_result(
    world: &World,
    case: &Case,
    verdict: Option<Verdict>,
    decision: Option<&Decision>,
) -> Option<Value> {
    let by_kind = || {
        verdict.and_then(|verdict| failure::kind(case, verdict)).map(|kind| match kind {
            Kind::Status | Kind::Text | Kind::Count | Kind::Fee => 1,
            Kind::Invisible | Kind::Element | Kind::Property => 2,
            Kind::Connection | Kind::Slow => 3,
        })
    };
    let by_rule = case.sent.as_ref().and_then(|sent| sent.category);
    let id = decision.and_then(|decision| decision.category).or(by_rule).or_else(by_kind)?;
    let category = world.categories.all.get(&id)?;
    Some(json!({"id": category.id, "name": category.name, "color": category.color}))
}

pub(super) fn listed(call: &Call<'_>, wanted: impl Fn(&Reach) -> bool) -> Outcome {
    let by = |own: &&Category, property: &str| match property {
        "id" => Some(Key::Number(own.id)),
        "name" => Key::text(&own.name),
        "createdDate" => Some(Key::Number(own.created)),
        "lastModifiedDate" => Some(Key::Number(own.modified)),
        _ => None,
    };
    let rows = call.world.categories.all.values().filter(|own| wanted(&own.reach)).collect();
    page(&call.query.paging(10)?, rows, by, |own| dto(own))
}

/// But for those that a project uses already.
fn all(call: &mut Call<'_>) -> Outcome {
    let without = call.query.long("excludedProjectId")?;
    listed(call, |reach| without.is_none_or(|project| !reach.has(project)))
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let of = call.query.long("projectId")?;
    let rows = call.world.categories.all.values();
    let rows = rows.filter(|own| of.is_none_or(|project| own.reach.has(project)));
    suggested(call, rows.map(|own| (own.id, own.name.as_str())))
}

fn of_project(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    listed(call, |reach| reach.has(id))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: Option<String>,
    color: Option<String>,
    description: Option<String>,
    project_id: Option<i64>,
}

fn color(value: Option<String>) -> Result<String, Refusal> {
    let color = required("color", value)?;
    if (1..=10).contains(&color.chars().count()) {
        return Ok(color);
    }
    Err(Refusal::invalid("Validation error: color: size must be between 1 and 10"))
}

fn description(value: Option<String>) -> Result<String, Refusal> {
    let text = value.unwrap_or_default();
    if text.chars().count() <= 1_000 {
        return Ok(text);
    }
    Err(Refusal::invalid("Validation error: description: size must be between 0 and 1000"))
}

/// With a project, it uses the new one at once.
fn create(call: &mut Call<'_>) -> Outcome {
    let new: Body = call.body()?;
    let mut category = Category {
        name: requests::name("name", new.name)?,
        color: color(new.color)?,
        description: description(new.description)?,
        id: 0,
        reach: Reach::default(),
        created: call.now,
        modified: call.now,
    };
    if let Some(id) = new.project_id {
        project(call, id, Right::Configure)?;
        category.reach.set(id, true);
    }
    category.id = call.world.new_id();
    keep(call, category)
}

fn keep(call: &mut Call<'_>, category: Category) -> Outcome {
    let answer = dto(&category);
    call.world.categories.all.insert(category.id, category);
    Answer::ok(answer)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let mut category = known(call.world, call.id()?)?.clone();
    let change: Body = call.body()?;
    if change.name.is_some() {
        category.name = requests::name("name", change.name)?;
    }
    if change.color.is_some() {
        category.color = color(change.color)?;
    }
    if change.description.is_some() {
        category.description = description(change.description)?;
    }
    category.modified = call.now;
    keep(call, category)
}

/// Its rules go with it, and results that had it have none.
fn remove(call: &mut Call<'_>) -> Outcome {
    let id = known(call.world, call.id()?)?.id;
    call.world.categories.all.remove(&id);
    call.world.categories.rules.retain(|_, own| own.category != id);
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Use {
    category_id: Option<i64>,
}

fn take_up(call: &mut Call<'_>, used: bool) -> Outcome {
    let of = call.id()?;
    project(call, of, Right::Configure)?;
    let body: Use = call.body()?;
    let mut category = known(call.world, required("categoryId", body.category_id)?)?.clone();
    category.reach.set(of, used);
    let answer = keep(call, category)?;
    if used { Ok(answer) } else { Answer::empty(StatusCode::NO_CONTENT) }
}
