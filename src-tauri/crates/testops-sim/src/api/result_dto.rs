//! Test results as the API writes them.

use serde_json::{Map, Value, json};

use super::{categories, launch_dto, sent_dto};
use crate::http::page::Key;
use crate::world::World;
use crate::world::case::{Case, case};
use crate::world::case_texts::text;
use crate::world::failure;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;

pub(super) fn case_of(world: &World, launch: &Launch, key: ResultKey) -> Case {
    let place = usize::from(launch.runs[key.run].slots[key.slot].place);
    let case = case(world.seed, world.theme_of(launch.project), place);
    match launch.sent(key) {
        Some(sent) => sent.as_case(case),
        None => case,
    }
}

/// Message and trace of a failure, as the test told them.
pub(super) fn words(launch: &Launch, key: ResultKey, case: &Case, now: i64) -> Option<(String, String)> {
    let run = &launch.runs[key.run];
    let verdict = launch.verdict(key, now).filter(|_| !run.by_hand)?;
    failure::words(case, verdict, run.id)
}

/// Start and stop of a result that has ended.
pub(super) fn times(launch: &Launch, key: ResultKey, now: i64) -> Option<(i64, i64)> {
    let run = &launch.runs[key.run];
    if run.by_hand {
        return launch.decision(key)?.times;
    }
    let stop = run.stops(key.slot).filter(|at| *at <= now)?;
    if let Some(sent) = launch.sent(key) {
        return sent.step.times;
    }
    let start = run.starts_slot(key.slot)?.min(stop);
    if !run.slots[key.slot].retried {
        return Some((start, stop));
    }
    let middle = start + (stop - start) / 2;
    Some(if key.first_attempt { (start, middle) } else { (middle, stop) })
}

/// Attempts that this one replaced, oldest first.
pub(super) fn earlier(launch: &Launch, key: ResultKey, now: i64) -> Vec<ResultKey> {
    if launch.sent(key).is_some() {
        let id = launch.result_id(key);
        let before = launch.attempts_at(key).iter().map(|(_, own)| *own).take_while(|own| *own != id);
        return before.filter_map(|own| launch.key_of(own)).collect();
    }
    let slot = &launch.runs[key.run].slots[key.slot];
    let same = |other: &ResultKey| {
        let own = &launch.runs[other.run].slots[other.slot];
        own.place == slot.place
            && own.lap == slot.lap
            && (other.run, !other.first_attempt) < (key.run, !key.first_attempt)
    };
    launch.results(now).into_iter().filter(same).collect()
}

fn name(case: &Case, launch: &Launch, key: ResultKey) -> String {
    match launch.runs[key.run].slots[key.slot].lap {
        _ if case.sent.is_some() => case.name.clone(),
        0 => case.name.clone(),
        lap => format!("{} [{lap}]", case.name),
    }
}

pub(super) fn row(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Value {
    let case = case_of(world, launch, key);
    let mut row = Map::new();
    row.insert("id".to_owned(), json!(launch.result_id(key)));
    row.insert("name".to_owned(), json!(name(&case, launch, key)));
    row.insert("status".to_owned(), json!(launch.verdict(key, now).map(Verdict::word)));
    if case.id != 0 {
        row.insert("testCaseId".to_owned(), json!(case.id));
    }
    if let Some((start, stop)) = times(launch, key, now) {
        row.insert("duration".to_owned(), json!(stop - start));
    }
    if let Some(assignee) = launch.decision(key).and_then(|decision| decision.assignee.as_ref()) {
        row.insert("assignee".to_owned(), json!(assignee));
    }
    Value::Object(row)
}

/// Rows of trees and of the flat list of `/v2`.
pub(super) fn leaf(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Value {
    let case = case_of(world, launch, key);
    let run = &launch.runs[key.run];
    let mut row = row(world, launch, key, now);
    row["layerName"] = json!(case.layer.1);
    row["manual"] = json!(run.by_hand);
    row["flaky"] = json!(run.slots[key.slot].retried);
    row["hidden"] = json!(launch.is_hidden(key, now));
    row["createdDate"] = json!(run.created);
    row["lastModifiedDate"] = json!(launch.modified(now));
    if let Some((start, stop)) = times(launch, key, now) {
        row["start"] = json!(start);
        row["stop"] = json!(stop);
        let by_hand = launch.decision(key).and_then(|decision| decision.tested_by.as_ref());
        row["testedBy"] = json!(by_hand.unwrap_or(&run.created_by));
    }
    row
}

pub(super) fn row_key(
    world: &World,
    launch: &Launch,
    key: ResultKey,
    property: &str,
    now: i64,
) -> Option<Key> {
    let times = times(launch, key, now);
    let number = |value: Option<i64>| Some(value.map_or(Key::Absent, Key::Number));
    match property {
        "id" => Some(Key::Number(launch.result_id(key))),
        "name" => Some(Key::Text(name(&case_of(world, launch, key), launch, key).to_lowercase())),
        "duration" => number(times.map(|(start, stop)| stop - start)),
        "start" => number(times.map(|(start, _)| start)),
        "stop" => number(times.map(|(_, stop)| stop)),
        "status" => {
            Some(launch.verdict(key, now).map_or(Key::Absent, |verdict| Key::Text(verdict.word().to_owned())))
        }
        "testCaseId" => Some(Key::Number(case_of(world, launch, key).id)),
        "createdDate" | "lastModifiedDate" => Some(Key::Number(launch.runs[key.run].created)),
        "hidden" => Some(Key::Number(i64::from(launch.is_hidden(key, now)))),
        _ => None,
    }
}

pub(super) fn full(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Value {
    let case = case_of(world, launch, key);
    let run = &launch.runs[key.run];
    let slot = &run.slots[key.slot];
    let verdict = launch.verdict(key, now);
    let mut dto = leaf(world, launch, key, now);
    if let Value::Object(dto) = &mut dto {
        dto.remove("layerName");
    }
    let mut parameters: Vec<Value> =
        launch.environment.iter().map(|value| parameter(&value.name, value.variable)).collect();
    if slot.lap > 0 {
        parameters
            .push(json!({"name": "lap", "value": slot.lap.to_string(), "hidden": false, "excluded": false}));
    }
    dto["fullName"] = json!(case.full_name);
    dto["launchId"] = json!(launch.id);
    dto["projectId"] = json!(launch.project);
    dto["historyKey"] = json!(format!("{:016x}{:016x}", case.hash, slot.lap));
    dto["hostId"] = json!(format!("agent-{}", run.id % 7));
    dto["threadId"] = json!(format!("pool-1-thread-{}", key.slot % 4 + 1));
    dto["external"] = json!(false);
    dto["known"] = json!(!world.defects_of(launch, key, &case, now).is_empty());
    dto["muted"] = json!(world.is_result_muted(launch, key, &case));
    dto["layer"] = json!({"id": case.layer.0, "name": case.layer.1});
    dto["parameters"] = json!(parameters);
    dto["tags"] = case.tags.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    dto["links"] = json!([]);
    let job_run = match &run.session {
        Some(session) => session.job_run.and_then(|id| launch.job_runs().find(|own| own.id == id)),
        None => Some(run).filter(|run| run.is_job_run()),
    };
    if let Some(job_run) = job_run {
        dto["jobRun"] = launch_dto::job_run(world, launch, job_run, now);
    }
    dto["createdBy"] = json!(run.created_by);
    dto["lastModifiedBy"] = json!(run.created_by);
    if let Some((message, trace)) = words(launch, key, &case, now) {
        dto["message"] = json!(message);
        dto["trace"] = json!(trace);
    }
    let decision = launch.decision(key);
    if let Some(message) = decision.and_then(|decision| decision.message.as_ref()) {
        dto["message"] = json!(message);
    }
    if let Some(trace) = decision.and_then(|decision| decision.trace.as_ref()) {
        dto["trace"] = json!(trace);
    }
    if let Some(category) = categories::of_result(world, &case, verdict, decision) {
        dto["category"] = category;
    }
    if run.by_hand {
        dto["description"] = json!(text(|out| case.outline.write_description(out)));
        dto["precondition"] = json!(case.outline.precondition());
        dto["expectedResult"] = json!(case.outline.expected_result());
    }
    if let Some(sent) = launch.sent(key) {
        sent_dto::tell(launch, key, sent, &mut dto);
    }
    if let Some(later) = launch.retried_by(key, now) {
        dto["retriedBy"] = json!({"id": launch.result_id(later), "name": dto["name"]});
    }
    dto
}

/// Rows of `/history` and `/retries` of a result.
pub(super) fn history(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Value {
    let full = full(world, launch, key, now);
    let mut row = Map::new();
    let kept = [
        "id",
        "status",
        "start",
        "stop",
        "duration",
        "message",
        "trace",
        "parameters",
        "testedBy",
        "createdBy",
        "createdDate",
        "lastModifiedBy",
        "lastModifiedDate",
    ];
    for field in kept {
        if let Some(value) = full.get(field) {
            row.insert(field.to_owned(), value.clone());
        }
    }
    row.insert("launch".to_owned(), json!({"id": launch.id, "name": launch.name}));
    row.insert("environment".to_owned(), launch.environment.iter().map(launch_dto::env_value).collect());
    Value::Object(row)
}

fn parameter(value: &str, variable: i64) -> Value {
    let name = crate::world::environment::variable_name(variable);
    json!({"name": name, "value": value, "hidden": false, "excluded": false})
}
