//! Launches and job runs as the API writes them. Absent values are left out, except where a real `null` carries
//! meaning: a status in progress, the statistic of an open launch.

use serde_json::{Map, Value, json};

use crate::http::page::Key;
use crate::world::World;
use crate::world::environment::{EnvValue, variable_name};
use crate::world::launch::{Counts, Launch};
use crate::world::run::{Fate, Run, Stage, Verdict};

pub(super) fn launch(launch: &Launch, now: i64) -> Value {
    json!({
        "id": launch.id,
        "name": launch.name,
        "projectId": launch.project,
        "closed": launch.closed(now),
        "external": launch.external,
        "autoclose": launch.autoclose,
        "createdBy": launch.created_by,
        "createdDate": launch.created,
        "lastModifiedBy": launch.created_by,
        "lastModifiedDate": launch.modified(now),
        "tags": tags(launch),
        "links": list(&launch.links),
        "issues": list(&launch.issues),
    })
}

/// One request of these carries all there is on a launch. The statistic of an open launch is null.
pub(super) fn preview(world: &World, launch: &Launch, now: i64) -> Value {
    let closed = launch.closed(now);
    let runs: Vec<Value> = launch.job_runs().map(|run| job_run(world, launch, run, now)).collect();
    let known = super::defects::of_launch(world, launch, now).len();
    json!({
        "id": launch.id,
        "name": launch.name,
        "projectId": launch.project,
        "closed": closed,
        "external": launch.external,
        "createdBy": launch.created_by,
        "createdDate": launch.created,
        "lastModifiedBy": launch.created_by,
        "lastModifiedDate": launch.modified(now),
        "tags": tags(launch),
        "links": list(&launch.links),
        "issues": list(&launch.issues),
        "statistic": if closed { statistic(&launch.counts(now)) } else { Value::Null },
        "environment": launch.environment.iter().map(env_value).collect::<Vec<_>>(),
        "jobs": runs,
        "newDefectsCount": 0,
        "knownDefectsCount": known,
    })
}

pub(super) fn key(launch: &Launch, property: &str, now: i64) -> Option<Key> {
    match property {
        "id" => Some(Key::Number(launch.id)),
        "name" => Key::text(&launch.name),
        "createdDate" => Some(Key::Number(launch.created)),
        "lastModifiedDate" => Some(Key::Number(launch.modified(now))),
        "closed" => Some(Key::Number(i64::from(launch.closed(now)))),
        "createdBy" | "lastModifiedBy" => Key::text(&launch.created_by),
        "projectId" => Some(Key::Number(launch.project)),
        _ => None,
    }
}

/// Counts as `[{status, count}]`; what is in progress has a null status.
pub(super) fn statistic(counts: &Counts) -> Value {
    let settled = Verdict::ALL.iter().map(|verdict| (json!(verdict.word()), counts.of(*verdict)));
    let all = settled.chain([(Value::Null, counts.in_progress)]);
    all.filter(|(_, count)| *count > 0)
        .map(|(status, count)| json!({"status": status, "count": count}))
        .collect()
}

pub(super) fn job_run(world: &World, launch: &Launch, run: &Run, now: i64) -> Value {
    let stage = run.stage(now);
    let ended = run.ends().filter(|at| *at <= now);
    let begun = run.starts().filter(|at| *at <= now);
    let mut dto = Map::new();
    let job = world.jobs.get(&run.job);
    let url = job.map(|job| job.url.as_str()).unwrap_or_default();
    let mut put = |name: &str, value: Value| dto.insert(name.to_owned(), value);
    put("id", json!(run.id));
    put("name", json!(format!("#{}", run.id % 10_000)));
    put("externalId", json!(run.id.to_string()));
    put("stage", json!(stage.word()));
    put("status", json!(run.status(now)));
    put("launchId", json!(launch.id));
    put("createdBy", json!(run.created_by));
    put("createdDate", json!(run.created));
    put("lastModifiedBy", json!(run.created_by));
    put("lastModifiedDate", json!(ended.or(begun).unwrap_or(run.created)));
    if matches!(stage, Stage::InProgress | Stage::Finished) {
        put("url", json!(format!("{url}/{}", run.id)));
    }
    if let (Stage::RunFailure, Fate::StartFails(message)) = (stage, &run.fate) {
        put("errorMessage", json!(message));
    }
    if let Some(job) = job {
        put("job", json!({"id": job.id, "name": job.name, "url": job.url, "type": job.kind}));
    }
    Value::Object(dto)
}

pub(super) fn env_value(value: &EnvValue) -> Value {
    let variable = json!({"id": value.variable, "name": variable_name(value.variable)});
    json!({"id": value.id, "name": value.name, "variable": variable})
}

fn tags(launch: &Launch) -> Vec<Value> {
    launch.tags.iter().map(|(id, name)| json!({"id": id, "name": name})).collect()
}

fn list(value: &Value) -> Value {
    if value.is_array() { value.clone() } else { json!([]) }
}
