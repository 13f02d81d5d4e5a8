//! What a test did. Servers tell it in two shapes: typed nodes from 25 on, before that steps with their attachments
//! beside them. Both are read into one tree.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::open_word::open_word;
use super::{Attachment, ResultParameter, Status};
use crate::lenient;

/// A node of what a test did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Node")]
pub struct ResultStep {
    pub kind: StepKind,
    /// What was done or expected; of an attachment, its name.
    pub text: String,
    /// `None` where the server tells none: also for attachments and expectations.
    pub status: Option<Status>,
    pub start: Option<DateTime<Utc>>,
    pub stop: Option<DateTime<Utc>>,
    /// Milliseconds.
    pub duration: Option<i64>,
    pub message: Option<String>,
    pub trace: Option<String>,
    pub parameters: Vec<ResultParameter>,
    pub attachment: Option<Attachment>,
    /// Steps within it, what it expected, and what it left behind, in the server's order.
    pub steps: Vec<ResultStep>,
}

/// What a node is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum StepKind {
    #[default]
    Step,
    Expected,
    Attachment,
    /// A word that this client does not know.
    Other(String),
}

open_word! {
    FixtureKind {
        Before = "before",
        After = "after",
    }
}

/// What was done before or after a test.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fixture {
    #[serde(default, deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, rename = "type", deserialize_with = "lenient::maybe")]
    pub kind: Option<FixtureKind>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Status>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub stop: Option<DateTime<Utc>>,
    /// Milliseconds.
    #[serde(default, deserialize_with = "lenient::int")]
    pub duration: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub trace: Option<String>,
    #[serde(default, rename = "scenario", deserialize_with = "scenario")]
    pub steps: Vec<ResultStep>,
}

/// The whole of it: its steps, and up to 4.x the attachments that belong to no step.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Execution {
    #[serde(deserialize_with = "lenient::list")]
    steps: Vec<ResultStep>,
    #[serde(deserialize_with = "lenient::list")]
    attachments: Vec<Attachment>,
}

impl Execution {
    pub(crate) fn into_steps(self) -> Vec<ResultStep> {
        self.steps.into_iter().chain(self.attachments.into_iter().map(ResultStep::of_attachment)).collect()
    }
}

fn scenario<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<ResultStep>, D::Error> {
    let value = Value::deserialize(d)?;
    Ok(lenient::shaped(value).map(Execution::into_steps).unwrap_or_default())
}

impl ResultStep {
    fn of_attachment(attachment: Attachment) -> Self {
        Self {
            kind: StepKind::Attachment,
            text: attachment.name.clone(),
            attachment: Some(attachment),
            ..Self::default()
        }
    }

    fn expected(text: String) -> Self {
        Self { kind: StepKind::Expected, text, ..Self::default() }
    }
}

/// A node of either shape.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Node {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    body: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    expected_result: Option<String>,
    #[serde(deserialize_with = "lenient::maybe")]
    status: Option<Status>,
    #[serde(deserialize_with = "lenient::moment")]
    start: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "lenient::moment")]
    stop: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "lenient::int")]
    duration: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    message: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    trace: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    parameters: Vec<ResultParameter>,
    #[serde(deserialize_with = "lenient::maybe")]
    attachment: Option<Attachment>,
    #[serde(deserialize_with = "lenient::int")]
    attachment_id: Option<i64>,
    #[serde(deserialize_with = "lenient::list")]
    attachments: Vec<Attachment>,
    #[serde(deserialize_with = "lenient::list")]
    steps: Vec<ResultStep>,
    #[serde(deserialize_with = "lenient::list")]
    expected_result_steps: Vec<ResultStep>,
}

impl From<Node> for ResultStep {
    fn from(node: Node) -> Self {
        let bare = node.attachment_id.map(|id| Attachment { id, ..Attachment::default() });
        let attachment = node.attachment.or(bare);
        let kind = match node.kind {
            None if attachment.is_some() => StepKind::Attachment,
            None => StepKind::Step,
            Some(word) => match word.to_ascii_lowercase().as_str() {
                "body" => StepKind::Step,
                "expected_body" => StepKind::Expected,
                "attachment" => StepKind::Attachment,
                _ => StepKind::Other(word),
            },
        };
        let said = node.body.or(node.name).filter(|text| !text.is_empty());
        let named = || attachment.as_ref().map(|attachment| attachment.name.clone());
        let expected = node.expected_result.filter(|text| !text.trim().is_empty()).map(Self::expected);
        // A node below the expectation's own list is an expectation, whatever it calls itself.
        let expectations = node.expected_result_steps.into_iter().map(|step| match step.kind {
            StepKind::Step => Self { kind: StepKind::Expected, ..step },
            StepKind::Expected | StepKind::Attachment | StepKind::Other(_) => step,
        });
        Self {
            text: said.or_else(named).unwrap_or_default(),
            kind,
            status: node.status,
            start: node.start,
            stop: node.stop,
            duration: node.duration,
            message: node.message,
            trace: node.trace,
            parameters: node.parameters,
            steps: node
                .steps
                .into_iter()
                .chain(expected)
                .chain(expectations)
                .chain(node.attachments.into_iter().map(Self::of_attachment))
                .collect(),
            attachment,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn steps(value: Value) -> Vec<ResultStep> {
        lenient::shaped::<Execution>(value).expect("an execution").into_steps()
    }

    #[test]
    fn both_shapes_make_one_tree() {
        let file = json!({"id": 7, "entity": "test_result", "name": "a.png", "contentType": "image/png"});
        let typed = steps(json!({"steps": [
            {"type": "body", "body": "Open", "status": "passed", "duration": 5, "steps": [
                {"type": "body", "body": "Type"},
                {"type": "expected_body", "body": "Shown"},
                {"type": "attachment", "attachmentId": 7, "attachment": file},
            ]},
            {"type": "attachment", "attachmentId": 8},
        ]}));
        let plain = steps(json!({
            "steps": [{"name": "Open", "status": "passed", "duration": 5, "steps": [{"name": "Type"}],
                "expectedResult": "Shown", "attachments": [file]}],
            "attachments": [{"id": 8}],
        }));
        assert_eq!(typed, plain);
        assert_eq!(
            typed[0].steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>(),
            ["Type", "Shown", "a.png"]
        );
        assert_eq!(typed[1].attachment.as_ref().map(|file| file.id), Some(8));
    }

    #[test]
    fn unknown_nodes_are_kept_and_broken_ones_left_out() {
        let steps = steps(json!({"steps": [null, 5, {"type": "shared_step", "body": "x"}, {"body": 3}]}));
        let kinds: Vec<_> = steps.iter().map(|step| (step.kind.clone(), step.text.as_str())).collect();
        assert_eq!(kinds, [(StepKind::Other("shared_step".into()), "x"), (StepKind::Step, "3")]);
    }

    #[test]
    fn a_fixture_is_read_from_either_shape() {
        let fixture: Fixture = serde_json::from_value(json!({"id": 3, "name": "db", "type": "BEFORE",
            "scenario": {"steps": [{"name": "connect"}]}}))
        .expect("a fixture");
        assert_eq!((fixture.kind, fixture.steps.len()), (Some(FixtureKind::Before), 1));
        let bare: Fixture = serde_json::from_value(json!({"scenario": null, "type": "around"})).expect("one");
        assert_eq!((bare.kind, bare.steps.len()), (Some(FixtureKind::Other("around".into())), 0));
    }
}
