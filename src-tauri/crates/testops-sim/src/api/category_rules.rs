//! Rules that give results their category while they come in, not backwards. They are of the whole server, and a project
//! takes up those that it uses.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::requests;
use super::selection::required;
use super::{Right, categories, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::World;
use crate::world::categories::{CategoryRule, Reach};
use crate::world::triage::Rule;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/categorymatcher", others),
        post("/categorymatcher", create),
        patch("/categorymatcher/{id}", change),
        delete("/categorymatcher/{id}", remove),
        get("/project/{id}/categorymatcher", of_project),
        post("/project/{id}/categorymatcher", |call| take_up(call, true)),
        post("/project/{id}/categorymatcher/remove", |call| take_up(call, false)),
    ]
}

fn dto(world: &World, own: &CategoryRule) -> Value {
    let mut dto = json!({
        "id": own.rule.id,
        "name": own.rule.name,
        "createdBy": Tokens::USER,
        "createdDate": own.created,
        "lastModifiedBy": Tokens::USER,
        "lastModifiedDate": own.modified,
    });
    for (field, text) in [("messageRegex", &own.rule.message), ("traceRegex", &own.rule.trace)] {
        if let Some(text) = text {
            dto[field] = json!(text);
        }
    }
    if let Some(category) = world.categories.all.get(&own.category) {
        dto["category"] = categories::dto(category);
    }
    dto
}

fn known(world: &World, id: i64) -> Result<&CategoryRule, Refusal> {
    world.categories.rules.get(&id).ok_or_else(|| Refusal::missing("Category matcher", id))
}

fn listed(call: &Call<'_>, wanted: impl Fn(&Reach) -> bool) -> Outcome {
    let by = |own: &&CategoryRule, property: &str| match property {
        "id" => Some(Key::Number(own.rule.id)),
        "name" => Key::text(&own.rule.name),
        "createdDate" => Some(Key::Number(own.created)),
        "lastModifiedDate" => Some(Key::Number(own.modified)),
        _ => None,
    };
    let rows = call.world.categories.rules.values().filter(|own| wanted(&own.reach)).collect();
    page(&call.query.paging(10)?, rows, by, |own| dto(call.world, own))
}

fn others(call: &mut Call<'_>) -> Outcome {
    let without = call.query.required_long("excludedProjectId")?;
    listed(call, |reach| !reach.has(without))
}

fn of_project(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    project(call, id, Right::Read)?;
    listed(call, |reach| reach.has(id))
}

#[derive(Debug, Deserialize)]
struct CategoryRef {
    id: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: Option<String>,
    message_regex: Option<String>,
    trace_regex: Option<String>,
    category: Option<CategoryRef>,
    project_id: Option<i64>,
}

fn rule(id: i64, name: String, message: Option<String>, trace: Option<String>) -> Result<Rule, Refusal> {
    Rule::new(id, name, message, trace)
        .ok_or_else(|| Refusal::invalid("Validation error: matcher: is no regular expression"))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: Body = call.body()?;
    let name = requests::name("name", new.name)?;
    let category = required("category", new.category.and_then(|category| category.id))?;
    categories::known(call.world, category)?;
    let mut reach = Reach::default();
    if let Some(id) = new.project_id {
        project(call, id, Right::Configure)?;
        reach.set(id, true);
    }
    let rule = rule(call.world.new_id(), name, new.message_regex, new.trace_regex)?;
    keep(call, CategoryRule { category, rule, reach, created: call.now, modified: call.now })
}

fn keep(call: &mut Call<'_>, own: CategoryRule) -> Outcome {
    let answer = dto(call.world, &own);
    call.world.categories.rules.insert(own.rule.id, own);
    Answer::ok(answer)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let mut own = known(call.world, call.id()?)?.clone();
    let change: Body = call.body()?;
    let name = match change.name {
        Some(name) => requests::name("name", Some(name))?,
        None => own.rule.name,
    };
    let (message, trace) = (change.message_regex.or(own.rule.message), change.trace_regex.or(own.rule.trace));
    own.rule = rule(own.rule.id, name, message, trace)?;
    if let Some(id) = change.category.and_then(|category| category.id) {
        own.category = categories::known(call.world, id)?.id;
    }
    own.modified = call.now;
    keep(call, own)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = known(call.world, call.id()?)?.rule.id;
    call.world.categories.rules.remove(&id);
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Use {
    matcher_id: Option<i64>,
}

fn take_up(call: &mut Call<'_>, used: bool) -> Outcome {
    let of = call.id()?;
    project(call, of, Right::Configure)?;
    let body: Use = call.body()?;
    let mut own = known(call.world, required("matcherId", body.matcher_id)?)?.clone();
    own.reach.set(of, used);
    let answer = keep(call, own)?;
    if used { Ok(answer) } else { Answer::empty(StatusCode::NO_CONTENT) }
}
