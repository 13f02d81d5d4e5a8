//! What was sent in, as the API writes it: what a result says of itself, its steps, its fixtures.

use serde_json::{Value, json};

use super::execution::{Shape, node};
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;
use crate::world::sent::{Parameter, Sent, Step};

/// What only the client knew, in the dto of a result.
pub(super) fn tell(launch: &Launch, key: ResultKey, sent: &Sent, dto: &mut Value) {
    let session = launch.runs[key.run].session.as_ref();
    let environment = session.map_or(&[][..], |session| &session.environment);
    dto["historyKey"] = json!(sent.history_key(environment));
    dto["parameters"] = parameters(&sent.step.parameters);
    dto["links"] = json!(sent.links);
    dto["flaky"] = json!(launch.attempts_at(key).len() > 1);
    let texts = [
        ("hostId", &sent.host),
        ("threadId", &sent.thread),
        ("description", &sent.description),
        ("precondition", &sent.precondition),
        ("expectedResult", &sent.expected_result),
    ];
    for (field, text) in texts {
        match (text, dto.as_object_mut()) {
            (Some(text), _) => dto[field] = json!(text),
            (None, Some(dto)) => drop(dto.remove(field)),
            (None, None) => {}
        }
    }
}

pub(super) fn parameters(own: &[Parameter]) -> Value {
    let one = |own: &Parameter| json!({"name": own.name, "value": own.value, "hidden": own.hidden, "excluded": own.excluded});
    own.iter().map(one).collect()
}

/// A step with all within it; `files` are the rows of all files in the order of [`Step::all_files`].
pub(super) fn step(shape: Shape, own: &Step, files: &mut impl Iterator<Item = Value>) -> Value {
    let within = own.steps.iter().map(|step| self::step(shape, step, files)).collect();
    let files: Vec<Value> = files.take(own.files.len()).collect();
    let status = own.verdict.unwrap_or(Verdict::Unknown).word();
    let times = own.times.unwrap_or_default();
    let mut node = node(shape, &own.name, status, times, within, own.expected.as_deref(), &files);
    node["parameters"] = parameters(&own.parameters);
    for (field, text) in [("message", &own.message), ("trace", &own.trace)] {
        if let Some(text) = text {
            node[field] = json!(text);
            node["showMessage"] = json!(true);
        }
    }
    node
}
