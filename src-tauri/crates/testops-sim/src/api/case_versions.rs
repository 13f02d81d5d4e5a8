//! Versions of a test case, from 25 on: made before an edit, looked at, restored as its undo.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::{asked, case_with, overview_of};
use super::requests;
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::case::Case;
use crate::world::versions::Version;
use crate::world::written::Written;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase/{id}/version", list).current(),
        post("/testcase/{id}/version", create).current(),
        get("/testcase/version/{id}", one).current(),
        patch("/testcase/version/{id}", change).current(),
        delete("/testcase/version/{id}", remove).current(),
        get("/testcase/version/{id}/data", data).current(),
        post("/testcase/version/{id}/restore", restore).current(),
    ]
}

fn dto(version: &Version) -> Value {
    json!({
        "id": version.id,
        "title": version.title,
        "description": version.description,
        "createdBy": version.by,
        "createdDate": version.created,
        "testCaseLastModifiedDate": version.written.modified,
    })
}

/// The version in the path and the test case that it is of, if the person may.
fn found(call: &Call<'_>, right: Right) -> Result<(Version, Case), Refusal> {
    let id = call.id()?;
    let version = call.world.authored.versions.get(&id).cloned();
    let version = version.ok_or_else(|| Refusal::missing("Test case version", id))?;
    let case = case_with(call, version.case, right)?;
    Ok((version, case))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    Answer::ok(call.world.versions_of(case.id).map(dto).collect())
}

#[derive(Debug, Deserialize)]
struct Naming {
    title: Option<String>,
    description: Option<String>,
}

fn create(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let new: Naming = call.body()?;
    let version = Version {
        title: requests::name("title", new.title)?,
        description: new.description.unwrap_or_default(),
        id: call.world.new_id(),
        case: case.id,
        by: Tokens::USER,
        created: call.now,
        written: Written::of(&case),
    };
    let answer = dto(&version);
    call.world.authored.versions.insert(version.id, version);
    Answer::ok(answer)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let (version, _) = found(call, Right::Read)?;
    Answer::ok(dto(&version))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let (mut version, _) = found(call, Right::Write)?;
    let change: Naming = call.body()?;
    if change.title.is_some() {
        version.title = requests::name("title", change.title)?;
    }
    version.description = change.description.unwrap_or(version.description);
    let answer = dto(&version);
    call.world.authored.versions.insert(version.id, version);
    Answer::ok(answer)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let (version, _) = found(call, Right::Write)?;
    call.world.authored.versions.remove(&version.id);
    Answer::empty(StatusCode::ACCEPTED)
}

/// The test case as an overview showed it then.
fn data(call: &mut Call<'_>) -> Outcome {
    let (version, case) = found(call, Right::Read)?;
    Answer::ok(overview_of(call.world, &case.rewritten(&version.written.into())))
}

fn restore(call: &mut Call<'_>) -> Outcome {
    let (version, case) = found(call, Right::Write)?;
    rewrite(call, &case, |written| *written = version.restored_over(written));
    Answer::empty(StatusCode::ACCEPTED)
}
