//! What people do of a test: the steps that they send with its status, the files that they add, and asking for it again.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::attachments;
use super::chosen::{decide, one, open};
use super::deciding::{person, verdict};
use super::execution::{Shape, attached};
use super::result_dto;
use super::results::found;
use super::uploads::named;
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::world::World;
use crate::world::by_hand::{Done, HandFile, Node};
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testresult/attachment", add_files),
        post("/testresult/{id}/rerun", again),
        post("/testresult/{id}/retry", again),
    ]
}

/// Steps in either shape: typed nodes from 25 on, before that steps with files beside them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Execution {
    steps: Option<Vec<NewNode>>,
    attachments: Option<Vec<FileRef>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewNode {
    #[serde(rename = "type")]
    kind: Option<String>,
    body: Option<String>,
    name: Option<String>,
    expected_result: Option<String>,
    status: Option<String>,
    start: Option<i64>,
    stop: Option<i64>,
    duration: Option<i64>,
    message: Option<String>,
    trace: Option<String>,
    attachment_id: Option<i64>,
    attachments: Option<Vec<FileRef>>,
    steps: Option<Vec<NewNode>>,
}

#[derive(Debug, Deserialize)]
struct FileRef {
    id: Option<i64>,
}

impl Execution {
    /// The nodes, if every file that they name is one of `files`.
    pub(super) fn nodes(self, shape: Shape, files: &[i64]) -> Result<Vec<Node>, Refusal> {
        let mut nodes = all(self.steps, shape, files)?;
        if shape == Shape::Plain {
            nodes.extend(references(self.attachments, files)?);
        }
        Ok(nodes)
    }
}

fn all(nodes: Option<Vec<NewNode>>, shape: Shape, files: &[i64]) -> Result<Vec<Node>, Refusal> {
    let mut all = Vec::new();
    for node in nodes.unwrap_or_default() {
        all.push(node.node(shape, files)?);
    }
    Ok(all)
}

fn file(id: Option<i64>, files: &[i64]) -> Result<Node, Refusal> {
    let id = id.ok_or_else(|| Refusal::invalid("Validation error: attachmentId: must not be null"))?;
    if files.contains(&id) { Ok(Node::File(id)) } else { Err(Refusal::missing("Test result attachment", id)) }
}

fn references(references: Option<Vec<FileRef>>, files: &[i64]) -> Result<Vec<Node>, Refusal> {
    references.unwrap_or_default().into_iter().map(|one| file(one.id, files)).collect()
}

/// Start and stop, as far as two of the three are told.
pub(super) fn times(start: Option<i64>, stop: Option<i64>, duration: Option<i64>) -> Option<(i64, i64)> {
    match (start, stop, duration) {
        (Some(start), Some(stop), _) => Some((start, stop)),
        (Some(start), None, duration) => Some((start, start + duration.unwrap_or(0))),
        (None, Some(stop), duration) => Some((stop - duration.unwrap_or(0), stop)),
        (None, None, _) => None,
    }
}

impl NewNode {
    fn node(self, shape: Shape, files: &[i64]) -> Result<Node, Refusal> {
        let kind = match (shape, self.kind.as_deref()) {
            (Shape::Plain, _) => "body",
            (Shape::Typed, Some(kind @ ("body" | "expected_body" | "attachment"))) => kind,
            (Shape::Typed, kind) => {
                let kind = kind.unwrap_or("null");
                let message = format!(
                    "JSON parse error: Could not resolve type id '{kind}' as a subtype of `TrScenarioStepDto`"
                );
                return Err(Refusal::bad(message));
            }
        };
        match kind {
            "attachment" => return file(self.attachment_id, files),
            "expected_body" => return Ok(Node::Expected(self.body.unwrap_or_default())),
            _ => {}
        }
        let status = self.status.as_deref().map(|word| verdict(Some(word))).transpose()?;
        let mut steps = all(self.steps, shape, files)?;
        if shape == Shape::Plain {
            steps.extend(self.expected_result.map(Node::Expected));
            steps.extend(references(self.attachments, files)?);
        }
        let text = if shape == Shape::Typed { self.body } else { self.name };
        Ok(Node::Step(Done {
            text: text.unwrap_or_default(),
            status,
            times: times(self.start, self.stop, self.duration),
            message: self.message,
            trace: self.trace,
            steps,
        }))
    }
}

/// What somebody did of a result, as it is read.
pub(super) fn told(
    shape: Shape,
    nodes: &[Node],
    row: &impl Fn(i64) -> Option<Value>,
) -> (Vec<Value>, Vec<Value>, Option<String>) {
    let (mut steps, mut files, mut expected) = (Vec::new(), Vec::new(), None);
    for node in nodes {
        match (node, shape) {
            (Node::Step(done), _) => steps.push(step(shape, done, row)),
            (Node::Expected(text), Shape::Typed) => {
                steps.push(json!({"type": "expected_body", "body": text}));
            }
            (Node::Expected(text), Shape::Plain) => expected = Some(text.clone()),
            (Node::File(id), Shape::Typed) => steps.extend(row(*id).map(|row| attached(&row))),
            (Node::File(id), Shape::Plain) => files.extend(row(*id)),
        }
    }
    (steps, files, expected)
}

fn step(shape: Shape, done: &Done, row: &impl Fn(i64) -> Option<Value>) -> Value {
    let (steps, files, expected) = told(shape, &done.steps, row);
    let mut node = json!({"parameters": [], "steps": steps});
    match shape {
        Shape::Typed => {
            node["type"] = json!("body");
            node["body"] = json!(done.text);
        }
        Shape::Plain => {
            node["name"] = json!(done.text);
            node["attachments"] = json!(files);
        }
    }
    if let Some(expected) = expected {
        node["expectedResult"] = json!(expected);
    }
    if let Some(status) = done.status {
        node["status"] = json!(status.word());
    }
    if let Some((start, stop)) = done.times {
        node["start"] = json!(start);
        node["stop"] = json!(stop);
        node["duration"] = json!(stop - start);
    }
    for (field, text) in [("message", &done.message), ("trace", &done.trace)] {
        if let Some(text) = text {
            node[field] = json!(text);
            node["showMessage"] = json!(true);
        }
    }
    node
}

/// Files for a result of an open launch; answers with their rows.
fn add_files(call: &mut Call<'_>) -> Outcome {
    let result = call.query.required_long("testResultId")?;
    let (launch, key) = found(call, result, Right::Write)?;
    open(call, &call.world.launches[&launch])?;
    let parts = call.parts()?;
    let next = attachments::next_id(&call.world.launches[&launch], key);
    let files: Vec<HandFile> = named(&parts, "file")?
        .into_iter()
        .zip(next..)
        .map(|(part, id)| HandFile {
            id,
            name: part.file.clone().unwrap_or_default(),
            kind: part.kind.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
            content: part.content.clone(),
        })
        .collect();
    let ids: Vec<i64> = files.iter().map(|file| file.id).collect();
    decide(call, launch, key, |decision| decision.files.extend(files));
    let rows = rows(call.world, &call.world.launches[&launch], key, call.now);
    Answer::ok(ids.iter().filter_map(|id| rows(*id)).collect())
}

/// The rows of the files of a result, by their ids.
pub(super) fn rows(
    world: &World,
    launch: &Launch,
    key: ResultKey,
    now: i64,
) -> impl Fn(i64) -> Option<Value> {
    let rows: Vec<(i64, Value)> = attachments::of_result(world, launch, key, now)
        .iter()
        .map(|file| (file.0, attachments::row((world, launch, key, now), "test_result", file)))
        .collect();
    move |id| rows.iter().find(|(own, _)| *own == id).map(|(_, row)| row.clone())
}

#[derive(Debug, Deserialize)]
struct Again {
    username: Option<String>,
}

/// A result with an id of its own that waits for somebody, whatever ran the test before.
fn again(call: &mut Call<'_>) -> Outcome {
    let (launch, key) = one(call, "id")?;
    let body: Again = call.body()?;
    let people: Vec<String> = match body.username.filter(|name| !name.trim().is_empty()) {
        Some(name) => vec![person(&name)?],
        None => Vec::new(),
    };
    if call.world.launches[&launch].sent(key).is_some() {
        return Err(Refusal::invalid("Test result has no test case that could be run again"));
    }
    let slot = call.world.launches[&launch].runs[key.run].slots[key.slot];
    let by = (Tokens::USER, call.now);
    let ids = call.world.add_by_hand(launch, std::iter::once((slot.place, slot.lap)), &people, by);
    let launch = &call.world.launches[&launch];
    let new = ids.first().and_then(|id| launch.key_of(*id));
    let new = new.ok_or_else(|| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "no result was made"))?;
    let row = result_dto::row(call.world, launch, new, call.now);
    Answer::ok(json!({"id": row["id"], "name": row["name"]}))
}

/// What comes with a status.
#[derive(Debug, Default, Clone)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) category: Option<i64>,
    pub(super) times: Option<(i64, i64)>,
    pub(super) execution: Option<Vec<Node>>,
}

impl Said {
    pub(super) fn settle(self, call: &mut Call<'_>, launch: i64, key: ResultKey, status: Verdict) {
        let by_hand = call.world.launches[&launch].runs[key.run].by_hand;
        let now = call.now;
        decide(call, launch, key, |decision| {
            decision.status = Some(status);
            decision.message = self.message.or(decision.message.take());
            decision.trace = self.trace.or(decision.trace.take());
            decision.category = self.category.or(decision.category);
            decision.execution = self.execution.or(decision.execution.take());
            decision.times = self.times.or(decision.times).or(by_hand.then_some((now, now)));
            decision.tested_by = Some(Tokens::USER.to_owned());
        });
    }
}
