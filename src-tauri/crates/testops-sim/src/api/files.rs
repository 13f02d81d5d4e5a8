//! Files of test cases and of shared steps: sent in, listed, renamed, replaced, read and thrown away. Steps show them by
//! their ids.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::case_with;
use super::requests;
use super::shared_steps;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::content::{Content, Source};
use crate::http::multipart::Part;
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post, put};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::files::{Owner, StoredFile};

/// The longest file, in bytes.
const LONGEST: usize = 32 << 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase/attachment", |call| list(call, "testCaseId", Owner::Case)),
        post("/testcase/attachment", |call| upload(call, "testCaseId", Owner::Case)),
        patch("/testcase/attachment/{id}", |call| change(call, Owner::Case)),
        delete("/testcase/attachment/{id}", |call| remove(call, Owner::Case)),
        get("/testcase/attachment/{id}/content", |call| content(call, Owner::Case)),
        put("/testcase/attachment/{id}/content", |call| replace(call, Owner::Case)),
        get("/sharedstep/attachment", |call| list(call, "sharedStepId", Owner::Shared)),
        post("/sharedstep/attachment", |call| upload(call, "sharedStepId", Owner::Shared)),
        patch("/sharedstep/attachment/{id}", |call| change(call, Owner::Shared)),
        delete("/sharedstep/attachment/{id}", |call| remove(call, Owner::Shared)),
        get("/sharedstep/attachment/{id}/content", |call| content(call, Owner::Shared)),
        put("/sharedstep/attachment/{id}/content", |call| replace(call, Owner::Shared)),
    ]
}

/// A row; only that of a test case's file says whose it is.
pub(super) fn row(file: &StoredFile) -> Value {
    let mut row = json!({"id": file.id, "name": file.name, "contentType": file.kind, "contentLength": file.content.len(), "missed": false});
    if matches!(file.owner, Owner::Case(_)) {
        row["entity"] = json!("test_case");
    }
    row
}

/// Whether the person may look at what the file is attached to, or change it.
fn allowed(call: &Call<'_>, owner: Owner, right: Right) -> Result<(), Refusal> {
    match owner {
        Owner::Case(id) => case_with(call, id, right).map(drop),
        Owner::Shared(id) => shared_steps::with(call, id, right).map(drop),
    }
}

/// The owner that the query names.
fn owner(call: &Call<'_>, key: &str, kind: fn(i64) -> Owner, right: Right) -> Result<Owner, Refusal> {
    let owner = kind(call.query.required_long(key)?);
    allowed(call, owner, right)?;
    Ok(owner)
}

/// The file in the path, if it is attached to something of this kind.
fn found(call: &Call<'_>, kind: fn(i64) -> Owner, right: Right) -> Result<StoredFile, Refusal> {
    let id = call.id()?;
    let is_of_kind = |file: &&StoredFile| match file.owner {
        Owner::Case(owner) | Owner::Shared(owner) => kind(owner) == file.owner,
    };
    let file = call.world.authored.files.get(&id).filter(is_of_kind).cloned();
    let file = file.ok_or_else(|| Refusal::missing("Attachment", id))?;
    allowed(call, file.owner, right)?;
    Ok(file)
}

/// The parts named `file`; none is a 400, one that is too long a 413.
pub(super) fn sent(call: &Call<'_>) -> Result<Vec<Part>, Refusal> {
    let parts: Vec<Part> = call.parts()?.into_iter().filter(|part| part.field == "file").collect();
    if parts.is_empty() {
        return Err(Refusal::bad("Required part 'file' is not present."));
    }
    if parts.iter().any(|part| part.content.len() > LONGEST) {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Maximum upload size exceeded"));
    }
    Ok(parts)
}

fn list(call: &mut Call<'_>, key: &str, kind: fn(i64) -> Owner) -> Outcome {
    let (owner, paging) = (owner(call, key, kind, Right::Read)?, call.query.paging(10)?);
    let by = |file: &&StoredFile, property: &str| match property {
        "id" => Some(Key::Number(file.id)),
        "name" => Key::text(&file.name),
        "contentType" => Key::text(&file.kind),
        "contentLength" => Some(Key::Number(file.content.len() as i64)),
        _ => None,
    };
    page(&paging, call.world.files_of(owner).collect(), by, |file| row(file))
}

fn upload(call: &mut Call<'_>, key: &str, kind: fn(i64) -> Owner) -> Outcome {
    let owner = owner(call, key, kind, Right::Write)?;
    let mut rows = Vec::new();
    for part in sent(call)? {
        let name = requests::name("name", Some(part.file.unwrap_or(part.field)))?;
        let kind = part.kind.unwrap_or_else(|| "application/octet-stream".to_owned());
        // A copy, so that the rest of the body is not held with it.
        let id = call.world.attach(owner, name, kind, Bytes::copy_from_slice(&part.content));
        rows.extend(call.world.authored.files.get(&id).map(row));
    }
    Answer::ok(rows.into())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileChange {
    name: Option<String>,
    content_type: Option<String>,
}

fn change(call: &mut Call<'_>, kind: fn(i64) -> Owner) -> Outcome {
    let mut file = found(call, kind, Right::Write)?;
    let change: FileChange = call.body()?;
    if change.name.is_some() {
        file.name = requests::name("name", change.name)?;
    }
    file.kind = change.content_type.unwrap_or(file.kind);
    keep(call, file)
}

fn replace(call: &mut Call<'_>, kind: fn(i64) -> Owner) -> Outcome {
    let mut file = found(call, kind, Right::Write)?;
    if let Some(part) = sent(call)?.into_iter().next() {
        file.content = Bytes::copy_from_slice(&part.content);
    }
    keep(call, file)
}

fn keep(call: &mut Call<'_>, file: StoredFile) -> Outcome {
    let answer = row(&file);
    call.world.authored.files.insert(file.id, file);
    Answer::ok(answer)
}

fn content(call: &mut Call<'_>, kind: fn(i64) -> Owner) -> Outcome {
    let file = found(call, kind, Right::Read)?;
    Ok(Answer::Content(Content {
        name: file.name,
        kind: file.kind,
        source: Source::Sent(file.content),
        inline: call.query.flag("inline")?.unwrap_or(false),
        range: call.range.clone().filter(|_| call.world.generation == Generation::Current),
    }))
}

/// The steps that show a file go with it.
fn remove(call: &mut Call<'_>, kind: fn(i64) -> Owner) -> Outcome {
    let file = found(call, kind, Right::Write)?;
    call.world.authored.files.remove(&file.id);
    match file.owner {
        Owner::Case(id) => {
            let case = case_with(call, id, Right::Write)?;
            if case.scenario().shows(file.id) {
                rewrite(call, &case, |written| written.scenario.hide(file.id));
            }
        }
        Owner::Shared(id) => {
            if let Some(shared) = call.world.authored.shared.get_mut(&id) {
                shared.scenario.hide(file.id);
            }
        }
    }
    Answer::empty(StatusCode::OK)
}

/// Throws away those of the files that no step shows any more.
pub(super) fn forget(world: &mut World, files: &[i64]) {
    world.authored.files.retain(|id, _| !files.contains(id));
}
