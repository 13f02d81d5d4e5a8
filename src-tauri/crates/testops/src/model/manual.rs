use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Status;

/// How a test that a person ran ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualResult {
    pub status: Status,
    pub message: Option<String>,
    pub start: DateTime<Utc>,
    pub stop: DateTime<Utc>,
    pub steps: Vec<ManualStep>,
    /// Files of the result that belong to no step, by id.
    pub attachments: Vec<i64>,
}

/// What a person did, and how it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManualStep {
    pub text: String,
    pub expected: Vec<String>,
    /// `None` for a step that was not reached.
    pub status: Option<Status>,
    pub message: Option<String>,
    pub steps: Vec<ManualStep>,
    /// Files of the result that belong to the step, by id.
    pub attachments: Vec<i64>,
}

impl ManualResult {
    /// The body of the request; `typed` for the nodes of 25 and later.
    pub(crate) fn body(&self, typed: bool) -> Value {
        let (start, stop) = (self.start.timestamp_millis(), self.stop.timestamp_millis());
        let mut body = json!({
            "status": self.status.as_str(),
            "start": start,
            "stop": stop,
            "duration": stop - start,
        });
        if let Some(message) = &self.message {
            body["message"] = json!(message);
        }
        body["execution"] = if typed {
            json!({"steps": typed_nodes(&self.steps, &[], &self.attachments)})
        } else {
            json!({"steps": plain_steps(&self.steps), "attachments": files(&self.attachments)})
        };
        body
    }
}

fn typed_nodes(steps: &[ManualStep], expected: &[String], attachments: &[i64]) -> Vec<Value> {
    let steps = steps.iter().map(|step| {
        let within = typed_nodes(&step.steps, &step.expected, &step.attachments);
        with_outcome(json!({"type": "body", "body": step.text, "steps": within}), step)
    });
    let expected = expected.iter().map(|text| json!({"type": "expected_body", "body": text}));
    let files = attachments.iter().map(|id| json!({"type": "attachment", "attachmentId": id}));
    steps.chain(expected).chain(files).collect()
}

fn plain_steps(steps: &[ManualStep]) -> Vec<Value> {
    let plain = |step: &ManualStep| {
        let mut node = json!({
            "name": step.text,
            "steps": plain_steps(&step.steps),
            "attachments": files(&step.attachments),
        });
        if !step.expected.is_empty() {
            node["expectedResult"] = json!(step.expected.join("\n"));
        }
        with_outcome(node, step)
    };
    steps.iter().map(plain).collect()
}

fn with_outcome(mut node: Value, step: &ManualStep) -> Value {
    if let Some(status) = &step.status {
        node["status"] = json!(status.as_str());
    }
    if let Some(message) = &step.message {
        node["message"] = json!(message);
    }
    node
}

/// Without the word for what they hang on they would be of no kind.
fn files(ids: &[i64]) -> Vec<Value> {
    ids.iter().map(|id| json!({"entity": "test_result", "id": id})).collect()
}
