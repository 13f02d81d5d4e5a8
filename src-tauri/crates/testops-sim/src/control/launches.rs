//! Launches as the control door sees and moves them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::door;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::deeds::{By, What};
use crate::world::launch::Launch;
use crate::world::launching::Order;
use crate::world::plan::Plan;
use crate::world::run::{Run, Stage, Verdict};
use crate::world::{Script, World};

/// Whoever acts through the door.
const ELSEWHERE: &str = "oleg.petrov";

/// How the next launches of a job go, or of any job.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptOrder {
    pub job_id: Option<i64>,
    /// One, without it.
    pub times: Option<usize>,
    #[serde(default)]
    pub plan: Plan,
}

/// Launches that somebody else starts. Without a job, the project's jobs take turns; without a project, all do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub project_id: Option<i64>,
    pub job_id: Option<i64>,
    pub name: Option<String>,
    /// One, without it.
    pub count: Option<usize>,
    /// The job's script, without it.
    pub plan: Option<Plan>,
}

/// So many more results, the end of the job runs, the closing; in this order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    pub results: Option<usize>,
    #[serde(default)]
    pub finish: bool,
    #[serde(default)]
    pub close: bool,
}

/// Tests of a launch that wait for people to run them, who take turns; without anybody, for whoever takes them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// One, without it.
    pub tests: Option<usize>,
    #[serde(default)]
    pub people: Vec<String>,
}

/// What somebody else says of a result.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub status: String,
    pub message: Option<String>,
}

/// A launch at the time of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaunchState {
    pub id: i64,
    pub name: String,
    pub project_id: i64,
    pub job_id: Option<i64>,
    pub created: i64,
    pub created_by: String,
    /// `scheduled`, `in_progress`, `finished` or `run_failure`; of the run that is least far.
    pub stage: Option<&'static str>,
    /// The last run's, once it has ended: `passed`, `failed` or `cancelled`.
    pub status: Option<&'static str>,
    pub closed: bool,
    pub done: usize,
    pub total: usize,
    /// By verdict, and `in_progress`.
    pub counts: BTreeMap<&'static str, usize>,
    pub runs: Vec<RunState>,
}

/// A job run at the time of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunState {
    pub id: i64,
    pub created: i64,
    /// When it ends or ended, as far as that is settled.
    pub ends: Option<i64>,
    pub stage: &'static str,
}

pub(super) fn script(call: &mut Call<'_>) -> Outcome {
    let order = door(call)?;
    set_script(call.world, order)?;
    Answer::ok(json!({"waiting": call.world.scripts.len()}))
}

pub(super) fn set_script(world: &mut World, order: ScriptOrder) -> Result<(), Refusal> {
    if let Some(job) = order.job_id.filter(|job| !world.jobs.contains_key(job)) {
        return Err(Refusal::missing("Job", job));
    }
    let left = order.times.unwrap_or(1);
    if left > 0 {
        world.scripts.push_back(Script { job: order.job_id, left, plan: order.plan });
    }
    Ok(())
}

pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let project = call.query.long("project_id")?;
    let of_project = |launch: &&Launch| project.is_none_or(|project| launch.project == project);
    let launches = call.world.launches.values().filter(of_project);
    let launches: Vec<LaunchState> = launches.map(|launch| LaunchState::of(launch, call.now)).collect();
    Answer::ok(json!(launches))
}

pub(super) fn start(call: &mut Call<'_>) -> Outcome {
    let start: Start = door(call)?;
    let ids = begin(call.world, call.now, &start)?;
    Answer::ok(json!({"ids": ids}))
}

pub(super) fn begin(world: &mut World, now: i64, start: &Start) -> Result<Vec<i64>, Refusal> {
    let fits = |id: i64, project: i64| {
        start.job_id.map_or(start.project_id.is_none_or(|own| own == project), |own| own == id)
    };
    let jobs: Vec<_> = world.jobs.values().filter(|job| fits(job.id, job.project)).cloned().collect();
    if jobs.is_empty() {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "no such job"));
    }
    let mut ids = Vec::new();
    for n in 0..start.count.unwrap_or(1) {
        let job = &jobs[n % jobs.len()];
        let plan = start.plan.clone().unwrap_or_else(|| world.take_script(job.id));
        let name = start.name.clone().unwrap_or_else(|| format!("{} (elsewhere)", job.name));
        let order =
            Order { name: name.clone(), created_by: ELSEWHERE.to_owned(), created: now, ..Order::default() };
        let launch = world.launch_job(job, &plan, order);
        world.did(now, What::Launched { launch, job: Some(job.id), name, by: By::Elsewhere });
        ids.push(launch);
    }
    Ok(ids)
}

pub(super) fn advance(call: &mut Call<'_>) -> Outcome {
    let (id, advance) = (call.id()?, door(call)?);
    Answer::ok(json!(move_on(call.world, call.now, id, &advance)?))
}

pub(super) fn move_on(
    world: &mut World,
    now: i64,
    id: i64,
    advance: &Advance,
) -> Result<LaunchState, Refusal> {
    let launch = world.launches.get_mut(&id).ok_or_else(|| Refusal::missing("Launch", id))?;
    let moves = !advance.close || advance.results.is_some();
    let current = launch.runs.iter_mut().rev().find(|run| run.ends().is_none_or(|end| end > now));
    if let Some(run) = current.filter(|_| moves) {
        run.advance(advance.results.unwrap_or(0), now);
    }
    if advance.finish {
        let jobs = launch.runs.iter_mut().filter(|run| run.is_job_run());
        jobs.for_each(|run| run.finish(now));
    }
    if advance.close {
        launch.switches.push((now, true));
    }
    let state = LaunchState::of(launch, now);
    if advance.close {
        world.did(now, What::Closed { launch: id });
    }
    Ok(state)
}

pub(super) fn by_hand(call: &mut Call<'_>) -> Outcome {
    let (id, order) = (call.id()?, door(call)?);
    Answer::ok(json!({"ids": wait_for_people(call.world, call.now, id, &order)?}))
}

pub(super) fn wait_for_people(
    world: &mut World,
    now: i64,
    id: i64,
    order: &ByHand,
) -> Result<Vec<i64>, Refusal> {
    if !world.launches.contains_key(&id) {
        return Err(Refusal::missing("Launch", id));
    }
    let places = world.manual_places(id, order.tests.unwrap_or(1)).into_iter().map(|place| (place, 0));
    Ok(world.add_by_hand(id, places, &order.people, (ELSEWHERE, now)))
}

pub(super) fn say(call: &mut Call<'_>) -> Outcome {
    let (id, said) = (call.id()?, door(call)?);
    say_of(call.world, call.now, id, said)?;
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn say_of(world: &mut World, now: i64, result: i64, said: Said) -> Result<(), Refusal> {
    let status = Verdict::ALL.into_iter().find(|one| one.word() == said.status);
    let status = status.ok_or_else(|| Refusal::bad("no such status"))?;
    let launch = world.result(result, now).map(|(launch, _)| launch.id);
    let launch = launch.and_then(|launch| world.launches.get_mut(&launch));
    let launch = launch.ok_or_else(|| Refusal::missing("Test result", result))?;
    let decision = launch.decisions.entry(result).or_default();
    decision.status = Some(status);
    decision.message = said.message;
    decision.times = Some((now, now));
    decision.tested_by = Some(ELSEWHERE.to_owned());
    decision.at = now;
    Ok(())
}

/// As from a backup of the beginning.
pub(super) fn restore(call: &mut Call<'_>) -> Outcome {
    call.world.restore_launches();
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    remove(call.world, call.now, id)?;
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn remove(world: &mut World, now: i64, id: i64) -> Result<(), Refusal> {
    if world.delete_launch(now, id) { Ok(()) } else { Err(Refusal::missing("Launch", id)) }
}

impl LaunchState {
    pub(super) fn of(launch: &Launch, now: i64) -> Self {
        let counts = launch.counts(now);
        let planned: usize = launch.job_runs().next().map_or(0, |run| run.slots.len());
        let total = if launch.ended(now) { counts.total() } else { counts.total().max(planned) };
        let by_verdict = Verdict::ALL.into_iter().map(|verdict| (verdict.word(), counts.of(verdict)));
        Self {
            id: launch.id,
            name: launch.name.clone(),
            project_id: launch.project,
            job_id: launch.job_runs().next().map(|run| run.job),
            created: launch.created,
            created_by: launch.created_by.clone(),
            stage: launch.stage(now).map(Stage::word),
            status: launch.job_runs().next_back().and_then(|run| run.status(now)),
            closed: launch.closed(now),
            done: counts.done(),
            total,
            counts: by_verdict.chain([("in_progress", counts.in_progress)]).collect(),
            runs: launch.job_runs().map(|run| RunState::of(run, now)).collect(),
        }
    }
}

impl RunState {
    fn of(run: &Run, now: i64) -> Self {
        Self { id: run.id, created: run.created, ends: run.ends(), stage: run.stage(now).word() }
    }
}
