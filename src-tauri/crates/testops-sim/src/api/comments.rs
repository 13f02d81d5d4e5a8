//! Comments on test cases.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cases::case_with;
use super::selection::required;
use super::{Right, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::http::server::Generation;
use crate::world::authored::Comment;
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/comment", list),
        post("/comment", create),
        get("/comment/{id}", one),
        patch("/comment/{id}", change),
        delete("/comment/{id}", remove),
    ]
}

/// From 25 on with the person's names.
fn dto(generation: Generation, comment: &Comment) -> Value {
    let mut dto = json!({
        "id": comment.id,
        "testCaseId": comment.case,
        "body": comment.body,
        "bodyHtml": format!("<p>{}</p>", comment.body),
        "createdBy": comment.by,
        "createdDate": comment.created,
        "lastModifiedBy": comment.by,
        "lastModifiedDate": comment.modified,
    });
    let person = PEOPLE.iter().find(|(username, ..)| *username == comment.by);
    if let Some((_, first, last)) = person.filter(|_| generation == Generation::Current) {
        (dto["firstName"], dto["lastName"]) = (json!(first), json!(last));
    }
    dto
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.query.required_long("testCaseId")?, call.query.paging(10)?);
    let case = case_with(call, id, Right::Read)?;
    let comments = call.world.authored.comments.values().filter(|comment| comment.case == case.id).collect();
    let key = |comment: &&Comment, property: &str| match property {
        "id" => Some(Key::Number(comment.id)),
        "createdDate" => Some(Key::Number(comment.created)),
        "lastModifiedDate" => Some(Key::Number(comment.modified)),
        _ => None,
    };
    page(&paging, comments, key, |comment| dto(call.world.generation, comment))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    test_case_id: Option<i64>,
    body: Option<String>,
}

fn text(body: Option<String>) -> Result<String, Refusal> {
    let body = required("body", body)?;
    if body.is_empty() {
        return Err(Refusal::invalid("Validation error: body: size must be between 1 and 2147483647"));
    }
    Ok(body)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let new: Body = call.body()?;
    let case = case_with(call, required("testCaseId", new.test_case_id)?, Right::Read)?;
    project(call, case.project, Right::Comment)?;
    let (body, now, id) = (text(new.body)?, call.now, call.world.new_id());
    let comment = Comment { id, case: case.id, body, by: Tokens::USER, created: now, modified: now };
    let answer = dto(call.world.generation, &comment);
    call.world.authored.comments.insert(id, comment);
    Answer::ok(answer)
}

/// The comment in the path, if the person may see or change it.
fn found(call: &Call<'_>, right: Right) -> Result<Comment, Refusal> {
    let id = call.id()?;
    let comment = call.world.authored.comments.get(&id);
    let comment = comment.cloned().ok_or_else(|| Refusal::missing("Comment", id))?;
    case_with(call, comment.case, right)?;
    Ok(comment)
}

fn one(call: &mut Call<'_>) -> Outcome {
    Answer::ok(dto(call.world.generation, &found(call, Right::Read)?))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let comment = found(call, Right::Comment)?;
    let new: Body = call.body()?;
    let body = new.body.map(|body| text(Some(body))).transpose()?.unwrap_or(comment.body);
    let comment = Comment { body, modified: call.now, ..comment };
    let answer = dto(call.world.generation, &comment);
    call.world.authored.comments.insert(comment.id, comment);
    Answer::ok(answer)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let comment = found(call, Right::Comment)?;
    call.world.authored.comments.remove(&comment.id);
    Answer::empty(StatusCode::NO_CONTENT)
}
