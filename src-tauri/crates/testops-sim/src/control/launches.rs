//! Launches as the control door sees and moves them.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::door;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::Script;
use crate::world::launch::Launch;
use crate::world::launching::Order;
use crate::world::plan::Plan;
use crate::world::run::Verdict;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptOrder {
    job_id: Option<i64>,
    times: Option<usize>,
    #[serde(default)]
    plan: Plan,
}

pub(super) fn script(call: &mut Call<'_>) -> Outcome {
    let order: ScriptOrder = door(call)?;
    if let Some(job) = order.job_id.filter(|job| !call.world.jobs.contains_key(job)) {
        return Err(Refusal::missing("Job", job));
    }
    let left = order.times.unwrap_or(1);
    if left > 0 {
        call.world.scripts.push_back(Script { job: order.job_id, left, plan: order.plan });
    }
    Answer::ok(json!({"waiting": call.world.scripts.len()}))
}

pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let project = call.query.long("project_id")?;
    let of_project = |launch: &&Launch| project.is_none_or(|project| launch.project == project);
    let launches: Vec<Value> =
        call.world.launches.values().filter(of_project).map(|launch| row(launch, call.now)).collect();
    Answer::ok(Value::Array(launches))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    project_id: Option<i64>,
    job_id: Option<i64>,
    name: Option<String>,
    count: Option<usize>,
    plan: Option<Plan>,
}

/// Launches that somebody else starts. Without a job, the project's jobs take turns.
pub(super) fn start(call: &mut Call<'_>) -> Outcome {
    let start: Start = door(call)?;
    let fits = |id: i64, project: i64| {
        start.job_id.map_or(start.project_id.is_none_or(|own| own == project), |own| own == id)
    };
    let jobs: Vec<_> = call.world.jobs.values().filter(|job| fits(job.id, job.project)).cloned().collect();
    if jobs.is_empty() {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "no such job"));
    }
    let mut ids = Vec::new();
    for n in 0..start.count.unwrap_or(1) {
        let job = &jobs[n % jobs.len()];
        let plan = start.plan.clone().unwrap_or_else(|| call.world.take_script(job.id));
        let name = start.name.clone().unwrap_or_else(|| format!("{} (elsewhere)", job.name));
        let order =
            Order { name, created_by: "oleg.petrov".to_owned(), created: call.now, ..Order::default() };
        ids.push(call.world.launch_job(job, &plan, order));
    }
    Answer::ok(json!({"ids": ids}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    results: Option<usize>,
    #[serde(default)]
    finish: bool,
    #[serde(default)]
    close: bool,
}

/// Moves a launch on: so many more results, the end of its job runs, its closing; in this order.
pub(super) fn advance(call: &mut Call<'_>) -> Outcome {
    let (id, now) = (call.id()?, call.now);
    let advance: Advance = door(call)?;
    let launch = call.world.launches.get_mut(&id).ok_or_else(|| Refusal::missing("Launch", id))?;
    let moves = !advance.close || advance.results.is_some();
    let current = launch.runs.iter_mut().rev().find(|run| run.ends().is_none_or(|end| end > now));
    if let Some(run) = current.filter(|_| moves) {
        run.advance(advance.results.unwrap_or(0), now);
    }
    if advance.finish {
        launch.runs.iter_mut().for_each(|run| run.finish(now));
    }
    if advance.close {
        launch.switches.push((now, true));
    }
    let row = row(launch, now);
    Answer::ok(row)
}

pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    call.world.launches.remove(&id).ok_or_else(|| Refusal::missing("Launch", id))?;
    call.world.deleted_launches.insert(id);
    Answer::empty(StatusCode::NO_CONTENT)
}

fn row(launch: &Launch, now: i64) -> Value {
    let counts = launch.counts(now);
    let mut named = serde_json::Map::new();
    for verdict in Verdict::ALL {
        named.insert(verdict.word().to_owned(), json!(counts.of(verdict)));
    }
    named.insert("in_progress".to_owned(), json!(counts.in_progress));
    let planned: usize = launch.runs.first().map_or(0, |run| run.slots.len());
    let total = if launch.ended(now) { counts.total() } else { counts.total().max(planned) };
    json!({
        "id": launch.id,
        "name": launch.name,
        "project_id": launch.project,
        "job_id": launch.runs.first().map(|run| run.job),
        "stage": launch.stage(now).map(crate::world::run::Stage::word),
        "status": launch.runs.last().and_then(|run| run.status(now)),
        "closed": launch.closed(now),
        "done": counts.done(),
        "total": total,
        "counts": named,
    })
}
