//! Steps that test cases share: made, renamed, archived, thrown away, and where they are used.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::case_writing::rewrite;
use super::cases::{key as case_key, row};
use super::requests;
use super::selection::required;
use super::{Right, asked_project, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::case::Case;
use crate::world::files::Owner;
use crate::world::scenario::Scenario;
use crate::world::shared_steps::SharedStep;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/sharedstep", list),
        post("/sharedstep", create),
        get("/sharedstep/{id}", one),
        patch("/sharedstep/{id}", rename),
        delete("/sharedstep/{id}", remove),
        post("/sharedstep/{id}/archive", |call| archive(call, true)),
        post("/sharedstep/{id}/unarchive", |call| archive(call, false)),
        get("/sharedstep/{id}/usage", usage),
    ]
}

/// The shared step with this id, if the person may.
pub(super) fn with(call: &Call<'_>, id: i64, right: Right) -> Result<SharedStep, Refusal> {
    let shared = call.world.authored.shared.get(&id).cloned();
    let shared = shared.ok_or_else(|| Refusal::missing("Shared step", id))?;
    project(call, shared.project, right)?;
    Ok(shared)
}

fn asked(call: &Call<'_>, right: Right) -> Result<SharedStep, Refusal> {
    with(call, call.id()?, right)
}

fn dto(call: &Call<'_>, shared: &SharedStep) -> Value {
    json!({
        "id": shared.id,
        "projectId": shared.project,
        "name": shared.name,
        "archived": shared.archived,
        "stepsCount": shared.scenario.children.len(),
        "attachmentsCount": call.world.files_of(Owner::Shared(shared.id)).count(),
        "testCasesCount": call.world.users_of(shared).len(),
        "createdBy": Tokens::USER,
        "createdDate": shared.created,
        "lastModifiedBy": Tokens::USER,
        "lastModifiedDate": shared.modified,
    })
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (of, paging) = (asked_project(call)?, call.query.paging(10)?);
    let (needle, archived) = (call.query.needle("search"), call.query.flag("archived")?);
    let wanted = |shared: &&SharedStep| {
        shared.project == of
            && archived.is_none_or(|archived| archived == shared.archived)
            && shared.name.to_lowercase().contains(&needle)
    };
    let by = |shared: &&SharedStep, property: &str| match property {
        "id" => Some(Key::Number(shared.id)),
        "name" => Key::text(&shared.name),
        "archived" => Some(Key::Number(i64::from(shared.archived))),
        "createdDate" => Some(Key::Number(shared.created)),
        "lastModifiedDate" => Some(Key::Number(shared.modified)),
        _ => None,
    };
    let rows = call.world.authored.shared.values().filter(wanted).collect();
    page(&paging, rows, by, |shared| dto(call, shared))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Naming {
    project_id: Option<i64>,
    name: Option<String>,
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: Naming = call.body()?;
    let of = required("projectId", new.project_id)?;
    project(call, of, Right::Write)?;
    let name = requests::name("name", new.name)?;
    let id = call.world.new_id();
    let scenario = Scenario::empty(id);
    keep(
        call,
        SharedStep {
            id,
            project: of,
            name,
            archived: false,
            scenario,
            created: call.now,
            modified: call.now,
        },
    )
}

fn keep(call: &mut Call<'_>, shared: SharedStep) -> Outcome {
    let answer = dto(call, &shared);
    call.world.authored.shared.insert(shared.id, shared);
    Answer::ok(answer)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let shared = asked(call, Right::Read)?;
    Answer::ok(dto(call, &shared))
}

fn rename(call: &mut Call<'_>) -> Outcome {
    let shared = asked(call, Right::Write)?;
    let change: Naming = call.body()?;
    let name = change.name.map_or(Ok(shared.name), |name| requests::name("name", Some(name)))?;
    keep(call, SharedStep { name, modified: call.now, ..shared })
}

fn archive(call: &mut Call<'_>, archived: bool) -> Outcome {
    let shared = asked(call, Right::Write)?;
    keep(call, SharedStep { archived, modified: call.now, ..shared })?;
    Answer::empty(StatusCode::ACCEPTED)
}

fn users(call: &Call<'_>, shared: &SharedStep) -> Vec<Case> {
    let Some(project) = call.world.projects.get(&shared.project) else { return Vec::new() };
    let places = call.world.users_of(shared).into_iter();
    places.map(|place| project.stock.case(call.world.seed, place)).collect()
}

/// The steps that use it go with it, and so do its files.
fn remove(call: &mut Call<'_>) -> Outcome {
    let shared = asked(call, Right::Write)?;
    for case in users(call, &shared) {
        rewrite(call, &case, |written| written.scenario.unuse(shared.id));
    }
    call.world.authored.shared.remove(&shared.id);
    call.world.authored.files.retain(|_, file| file.owner != Owner::Shared(shared.id));
    Answer::empty(StatusCode::ACCEPTED)
}

fn usage(call: &mut Call<'_>) -> Outcome {
    let (shared, paging) = (asked(call, Right::Read)?, call.query.paging(10)?);
    page(&paging, users(call, &shared), case_key, row)
}
