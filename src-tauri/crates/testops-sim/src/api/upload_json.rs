//! Results that clients send as JSON: the results, then their files, then their fixtures and the files of those.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::uploads::{accepts, named};
use super::{Right, launch};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::world::allure::verdict;
use crate::world::sent::{Fixture, Named, Parameter, Sent, Step};

/// Files of one request.
const MOST_FILES: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/upload/test-result", results).current(),
        post("/upload/test-result/{id}/attachment", files).current(),
        post("/upload/test-result/{id}/test-fixture-result", fixtures).current(),
        post("/upload/test-fixture-result/{id}/attachment", fixture_files).current(),
    ]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewResults {
    test_session_id: Option<i64>,
    results: Option<Vec<NewResult>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewResult {
    uuid: Option<String>,
    history_id: Option<String>,
    test_case_id: Option<String>,
    full_name: Option<String>,
    description: Option<String>,
    precondition: Option<String>,
    expected_result: Option<String>,
    host_id: Option<String>,
    thread_id: Option<String>,
    labels: Option<Vec<Label>>,
    links: Option<Vec<Value>>,
    #[serde(flatten)]
    node: Node,
}

#[derive(Debug, Deserialize)]
struct Label {
    name: Option<String>,
    value: Option<String>,
}

/// A result, a fixture or a step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<String>,
    body: Option<String>,
    status: Option<String>,
    message: Option<String>,
    trace: Option<String>,
    start: Option<i64>,
    stop: Option<i64>,
    duration: Option<i64>,
    parameters: Option<Vec<NewParameter>>,
    steps: Option<Vec<Node>>,
    attachment: Option<Attachment>,
    attachments: Option<Vec<Attachment>>,
}

#[derive(Debug, Deserialize)]
struct NewParameter {
    name: Option<String>,
    value: Option<String>,
    hidden: Option<bool>,
    masked: Option<bool>,
    excluded: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    name: Option<String>,
    original_file_name: Option<String>,
    content_type: Option<String>,
}

#[derive(Debug, Deserialize)]
struct NewFixtures {
    fixtures: Option<Vec<NewFixture>>,
}

#[derive(Debug, Deserialize)]
struct NewFixture {
    uuid: Option<String>,
    #[serde(flatten)]
    node: Node,
}

impl Attachment {
    /// Files of a result are told apart from those of others: clients call them alike.
    fn named(self, owner: &str) -> Named {
        let original = self.original_file_name.unwrap_or_default();
        Named {
            name: self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| original.clone()),
            source: source(owner, &original),
            kind: self.content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        }
    }
}

fn source(owner: &str, file: &str) -> String {
    format!("{owner}/{file}")
}

impl Node {
    fn step(self, owner: &str) -> Step {
        let parameters = self.parameters.unwrap_or_default().into_iter().filter_map(|own| {
            let hidden = own.hidden.unwrap_or(false) || own.masked.unwrap_or(false);
            let excluded = own.excluded.unwrap_or(false);
            Some(Parameter { name: own.name?, value: own.value.unwrap_or_default(), hidden, excluded })
        });
        let mut files: Vec<Named> =
            self.attachments.unwrap_or_default().into_iter().map(|own| own.named(owner)).collect();
        let (mut steps, mut expected) = (Vec::new(), None);
        for node in self.steps.unwrap_or_default() {
            match (node.kind.as_deref(), node.attachment) {
                (Some("attachment"), Some(attachment)) => files.push(attachment.named(owner)),
                (Some("expected_body"), _) => expected = node.body,
                (_, attachment) => steps.push(Node { attachment, ..node }.step(owner)),
            }
        }
        let stop = self.stop.or_else(|| Some(self.start? + self.duration?));
        Step {
            name: self.name.or(self.body).unwrap_or_default(),
            verdict: Some(verdict(self.status.as_deref())),
            message: self.message,
            trace: self.trace,
            times: self.start.zip(stop.or(self.start)),
            parameters: parameters.collect(),
            expected,
            steps,
            files,
        }
    }
}

impl NewResult {
    fn sent(self, owner: &str) -> Sent {
        let step = self.node.step(owner);
        let labels = self.labels.unwrap_or_default();
        let full_name = self.full_name.unwrap_or_else(|| step.name.clone());
        Sent {
            uuid: self.uuid.unwrap_or_else(|| owner.to_owned()),
            history: self.history_id.filter(|id| !id.is_empty()).unwrap_or_else(|| full_name.clone()),
            full_name,
            description: self.description,
            precondition: self.precondition,
            expected_result: self.expected_result,
            case: self.test_case_id.and_then(|id| id.parse().ok()),
            labels: labels.into_iter().filter_map(|label| Some((label.name?, label.value?))).collect(),
            links: self.links.unwrap_or_default(),
            host: self.host_id,
            thread: self.thread_id,
            category: None,
            step,
        }
    }
}

fn invalid(fault: &str) -> Refusal {
    Refusal::invalid(format!("Validation error: {fault}"))
}

/// All of them or none.
fn results(call: &mut Call<'_>) -> Outcome {
    let new: NewResults = call.body()?;
    let session = new.test_session_id.ok_or_else(|| invalid("testSessionId: must not be null"))?;
    let (known, number) =
        call.world.session(session).ok_or_else(|| Refusal::missing("Test session", session))?;
    let first = known.runs[number].result_id(known.runs[number].slots.len(), false);
    accepts(call, launch(call, known.id, Right::Write)?)?;
    let mut all = Vec::new();
    for (n, result) in new.results.unwrap_or_default().into_iter().enumerate() {
        let sent = result.sent(&(first + n as i64 * 2).to_string());
        if let Some(fault) = sent.step.fault() {
            return Err(invalid(&format!("results[{n}].{fault}")));
        }
        all.push(sent);
    }
    let mut rows = Vec::new();
    for sent in all {
        let uuid = sent.uuid.clone();
        if let Some(id) = call.world.take_result(session, sent, call.now) {
            rows.push(json!({"id": id, "uuid": uuid}));
        }
    }
    Answer::ok(json!({"results": rows}))
}

/// The session of a result that was sent in, with the result's own id; it need not show up yet.
fn session_of(call: &Call<'_>, result: i64) -> Result<(i64, String), Refusal> {
    let missing = || Refusal::missing("Test result", result);
    let (known, key) = call.world.stored_result(result).ok_or_else(missing)?;
    let uuid = known.sent(key).ok_or_else(missing)?.uuid.clone();
    let session = known.runs[key.run].id;
    accepts(call, launch(call, known.id, Right::Write)?)?;
    Ok((session, uuid))
}

fn keep(call: &mut Call<'_>, session: i64, owner: i64) -> Outcome {
    let parts = call.parts()?;
    let files = named(&parts, "file")?;
    if files.len() > MOST_FILES {
        return Err(invalid("file: size must be between 1 and 100"));
    }
    let owner = owner.to_string();
    let files: Vec<(String, Bytes)> = files
        .into_iter()
        .map(|part| (source(&owner, part.file.as_deref().unwrap_or_default()), part.content.clone()))
        .collect();
    call.world.in_session(session, call.now, |session| session.files.extend(files));
    Answer::empty(StatusCode::ACCEPTED)
}

fn files(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (session, _) = session_of(call, id)?;
    keep(call, session, id)
}

fn fixtures(call: &mut Call<'_>) -> Outcome {
    let result = call.id()?;
    let (session, uuid) = session_of(call, result)?;
    let new: NewFixtures = call.body()?;
    let known = call.world.fixtures_of(session, &uuid);
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    for (n, own) in new.fixtures.unwrap_or_default().into_iter().enumerate() {
        let id = super::fixtures::id_of(result, known + n);
        let before = !own.node.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("after"));
        let step = own.node.step(&id.to_string());
        if let Some(fault) = step.fault() {
            return Err(invalid(&format!("fixtures[{n}].{fault}")));
        }
        rows.push(json!({"id": id, "uuid": own.uuid.unwrap_or_else(|| id.to_string())}));
        all.push(Fixture { before, step });
    }
    call.world.in_session(session, call.now, |session| session.fixtures.entry(uuid).or_default().extend(all));
    Answer::accepted(json!({"results": rows}))
}

fn fixture_files(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (session, uuid) = session_of(call, super::fixtures::result_of(id))?;
    let known =
        super::fixtures::id_of(super::fixtures::result_of(id), call.world.fixtures_of(session, &uuid));
    if id >= known {
        return Err(Refusal::missing("Test fixture result", id));
    }
    keep(call, session, id)
}
