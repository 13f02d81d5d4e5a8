//! What a test did, in the shape of the generation: typed nodes from 25 on, steps with their files beside them before
//! that, and still without `v2=true`.

use serde_json::{Value, json};

use super::Right;
use super::attachments::{self, Piece};
use super::by_hand;
use super::result_dto::{self, case_of};
use super::results::found;
use super::sent_dto;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, get};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::by_hand::Node;
use crate::world::case_texts;
use crate::world::evidence::File;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testresult/{id}/execution", execution)]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Typed,
    Plain,
}

pub(super) fn shape(call: &Call<'_>) -> Result<Shape, Refusal> {
    let typed = call.query.flag("v2")? == Some(true) && call.world.generation == Generation::Current;
    Ok(if typed { Shape::Typed } else { Shape::Plain })
}

fn execution(call: &mut Call<'_>) -> Outcome {
    let (id, shape) = (call.id()?, shape(call)?);
    let (launch, key) = found(call, id, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let done = launch.decision(key).and_then(|decision| decision.execution.as_deref());
    if done.is_some() || launch.runs[key.run].by_hand {
        return by_hand(call, launch, key, (shape, done.unwrap_or_default()));
    }
    let steps = steps(call.world, launch, key, call.now, shape);
    Answer::ok(match shape {
        Shape::Typed => json!({"steps": steps}),
        Shape::Plain => json!({"steps": steps, "attachments": outside(call.world, launch, key, call.now)}),
    })
}

/// From 25 on the older handler knows nothing of what people did.
fn by_hand(call: &Call<'_>, launch: &Launch, key: ResultKey, (shape, done): (Shape, &[Node])) -> Outcome {
    let known = shape == Shape::Typed || call.world.generation == Generation::Legacy;
    let rows = by_hand::rows(call.world, launch, key, call.now);
    let (steps, files, _) = by_hand::told(shape, if known { done } else { &[] }, &rows);
    Answer::ok(match shape {
        Shape::Typed => json!({"steps": steps}),
        Shape::Plain => json!({"steps": steps, "attachments": files}),
    })
}

pub(super) fn attached(file: &Value) -> Value {
    json!({"type": "attachment", "attachmentId": file["id"], "attachment": file, "duration": 0})
}

/// A step in either shape.
pub(super) fn node(
    shape: Shape,
    text: &str,
    status: &str,
    (start, stop): (i64, i64),
    mut steps: Vec<Value>,
    expected: Option<&str>,
    files: &[Value],
) -> Value {
    let mut node =
        json!({"status": status, "start": start, "stop": stop, "duration": stop - start, "parameters": []});
    match shape {
        Shape::Typed => {
            node["type"] = json!("body");
            node["body"] = json!(text);
            steps.extend(files.iter().map(|file| {
                let mut attached = attached(file);
                attached["start"] = json!(stop);
                attached["stop"] = json!(stop);
                attached
            }));
            if let Some(expected) = expected {
                node["expectedResultSteps"] = json!([{"type": "expected_body", "body": expected}]);
            }
        }
        Shape::Plain => {
            node["name"] = json!(text);
            node["attachments"] = json!(files);
            if let Some(expected) = expected {
                node["expectedResult"] = json!(expected);
            }
        }
    }
    node["steps"] = json!(steps);
    node
}

/// The files of a test that was sent in which belong to no step.
fn outside(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<Value> {
    let Some(sent) = launch.sent(key) else { return Vec::new() };
    let files = attachments::left_behind(world, launch, key, now);
    let within = files.len().saturating_sub(sent.step.files.len());
    files[within..]
        .iter()
        .map(|file| attachments::row((world, launch, key, now), "test_result", file))
        .collect()
}

/// A failed test stops at the step that failed.
fn steps(world: &World, launch: &Launch, key: ResultKey, now: i64, shape: Shape) -> Vec<Value> {
    let case = case_of(world, launch, key);
    let (Some(verdict), Some((start, stop))) =
        (launch.verdict(key, now), result_dto::times(launch, key, now))
    else {
        return Vec::new();
    };
    let files = attachments::left_behind(world, launch, key, now);
    let row = |file| attachments::row((world, launch, key, now), "test_result", file);
    if let Some(sent) = launch.sent(key) {
        let mut rows = files.iter().map(row);
        let steps = sent.step.steps.iter().map(|step| sent_dto::step(shape, step, &mut rows));
        let mut steps: Vec<Value> = steps.collect();
        if shape == Shape::Typed {
            steps.extend(rows.map(|file| attached(&file)));
        }
        return steps;
    }
    let all = case_texts::steps(&case);
    let done = if verdict.is_bad() { 2 + (case.hash >> 3) as usize % (all.len() - 2) } else { all.len() };
    let words = result_dto::words(launch, key, &case, now);
    let length = (stop - start) / done as i64;
    let one = |(n, (body, expected)): (usize, (String, Option<String>))| {
        let last = n + 1 == done;
        let status = if last { verdict } else { Verdict::Passed };
        let times = (start + length * n as i64, if last { stop } else { start + length * (n as i64 + 1) });
        let own: Vec<Value> = files
            .iter()
            .filter(|(_, piece)| matches!(piece, Piece::Drawn(file) if step_of(*file, done) == n))
            .map(row)
            .collect();
        let within = if n == 2 { fields(shape, case.russian, status, times) } else { Vec::new() };
        let mut node = node(shape, &body, status.word(), times, within, expected.as_deref(), &own);
        if let (true, Some((message, trace))) = (last, &words) {
            node["message"] = json!(message);
            node["trace"] = json!(trace);
            node["showMessage"] = json!(true);
        }
        if n == 0 {
            node["parameters"] = json!([{"name": "url", "value": "https://stage.example.test/", "hidden": false, "excluded": false}]);
        }
        node
    };
    all.into_iter().take(done).enumerate().map(one).collect()
}

/// The step that a file belongs to: what is seen belongs to the end, what was asked to the step before.
fn step_of(file: File, done: usize) -> usize {
    let of_the_step_before = matches!(file, File::Response | File::Traffic);
    if of_the_step_before { done.saturating_sub(2) } else { done - 1 }
}

/// The fields of the form, each a step of its own with its parameters.
fn fields(shape: Shape, russian: bool, status: Verdict, (start, stop): (i64, i64)) -> Vec<Value> {
    let fields = if russian {
        [("Сумма", "150,00"), ("Назначение", "Проверка 😀"), ("Пароль", "••••")]
    } else {
        [("Amount", "150.00"), ("Purpose", "A check 😀"), ("Password", "••••")]
    };
    let length = (stop - start) / 3;
    let field = |(n, (name, value)): (usize, (&str, &str))| {
        let begin = start + length * n as i64;
        let status = if n == 2 { status } else { Verdict::Passed };
        let mut node = node(shape, name, status.word(), (begin, begin + length), Vec::new(), None, &[]);
        node["parameters"] = json!([{"name": "value", "value": value, "hidden": false, "excluded": false}]);
        node
    };
    fields.into_iter().enumerate().map(field).collect()
}
