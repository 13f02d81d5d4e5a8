//! Test cases that are run without naming a job: which job runs which, and a launch of all of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::deciding::person;
use super::requests::{self, EnvSet, Issue, Link, ParameterValue, Tag};
use super::selection::{SelectionV1, SelectionV2, required};
use super::{Right, jobs, launch_dto, project, stock};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::world::World;
use crate::world::case;
use crate::world::deeds::{By, What};
use crate::world::export::Chosen;
use crate::world::job::Job;
use crate::world::launching::Order;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/v2/test-case/bulk/run/stats", stats_v2),
        post("/v2/test-case/bulk/job/stats", shares_v2),
        post("/v2/test-case/bulk/run/new", run_v2),
        post("/testcasetree/runstats", stats_v1),
        post("/testcasetree/job", shares_v1),
        post("/testcase/bulk/run/new", run_v1),
        post("/v2/test-case/bulk/run", run_v2),
        post("/testcase/bulk/run", run_v1),
        post("/v2/test-case/bulk/run/existing", add_v2),
        post("/testcase/bulk/run/existing", add_v1),
    ]
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mapping {
    from_id: Option<i64>,
    to_id: Option<i64>,
}

/// Places of test cases by the job that runs them.
#[derive(Debug, Default)]
pub(super) struct Shares {
    pub(super) jobs: BTreeMap<i64, BTreeSet<usize>>,
    manual: BTreeSet<usize>,
    /// Automated, with no job that can run them.
    without_job: usize,
}

fn has(job: &Job, place: usize) -> bool {
    let Some(n) = case::automated_number(place) else { return false };
    let all = case::AUTOMATED_PER_PROJECT;
    (n + all - job.first_test % all) % all < job.tests
}

/// Who runs these places; the first job that can, unless it is mapped to another.
pub(super) fn shared(
    world: &World,
    project: i64,
    places: impl Iterator<Item = usize>,
    mapping: &[Mapping],
) -> Shares {
    let Some(stock) = world.projects.get(&project).map(|project| &project.stock) else {
        return Shares::default();
    };
    let jobs: Vec<&Job> = world.jobs.values().filter(|job| job.project == project && job.can_run).collect();
    let mut shares = Shares::default();
    for place in places {
        if !stock.outline(world.seed, place).automated {
            shares.manual.insert(place);
            continue;
        }
        let own = jobs.iter().find(|job| has(job, place)).map(|job| job.id);
        let other = mapping.iter().find(|one| one.from_id == own).and_then(|one| one.to_id);
        match other.or(own) {
            Some(job) => drop(shares.jobs.entry(job).or_default().insert(place)),
            None => shares.without_job += 1,
        }
    }
    shares
}

fn of_selection(
    call: &Call<'_>,
    (project, chosen): &(i64, Chosen),
    mapping: Option<Vec<Mapping>>,
) -> Result<Shares, Refusal> {
    let mapping = mapping.unwrap_or_default();
    for id in mapping.iter().filter_map(|one| one.to_id) {
        jobs::job(call, id, Right::Read)?;
    }
    let places = stock(call, *project)?.places().filter(|place| chosen.holds(*place));
    Ok(shared(call.world, *project, places, &mapping))
}

impl Shares {
    fn stats(&self) -> Value {
        let automated: usize = self.jobs.values().map(BTreeSet::len).sum();
        let manual = self.manual.len();
        let total = automated + manual + self.without_job;
        json!({"automated": automated, "manual": manual, "notRun": self.without_job, "total": total})
    }

    pub(super) fn by_job(&self, world: &World) -> Value {
        let known = self.jobs.iter().filter_map(|(id, places)| Some((world.jobs.get(id)?, places.len())));
        known.map(|(job, count)| json!({"job": jobs::dto(job), "testCasesCount": count})).collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AskedV2 {
    selection: Option<SelectionV2>,
    jobs_mapping: Option<Vec<Mapping>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AskedV1 {
    jobs_mapping: Option<Vec<Mapping>>,
}

fn asked_v2(call: &Call<'_>) -> Result<Shares, Refusal> {
    let body: AskedV2 = call.body()?;
    of_selection(call, &required("selection", body.selection)?.chosen(call)?, body.jobs_mapping)
}

fn asked_v1(call: &Call<'_>) -> Result<Shares, Refusal> {
    // Each reads what it knows, so that both are as lenient as any body.
    let (selection, body): (SelectionV1, AskedV1) = (call.body()?, call.body()?);
    of_selection(call, &selection.chosen(call)?, body.jobs_mapping)
}

fn stats_v2(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked_v2(call)?.stats())
}

fn stats_v1(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked_v1(call)?.stats())
}

fn shares_v2(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked_v2(call)?.by_job(call.world))
}

fn shares_v1(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked_v1(call)?.by_job(call.world))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunBody<S> {
    pub(super) launch_name: Option<String>,
    pub(super) selection: Option<S>,
    pub(super) tags: Option<Vec<Tag>>,
    pub(super) links: Option<Vec<Link>>,
    pub(super) issues: Option<Vec<Issue>>,
    pub(super) env_var_value_sets: Option<Vec<EnvSet>>,
    assignees: Option<Vec<String>>,
    jobs_mapping: Option<Vec<Mapping>>,
    jobs_params: Option<Vec<ParameterValue>>,
}

fn run_v2(call: &mut Call<'_>) -> Outcome {
    let mut body: RunBody<SelectionV2> = call.body()?;
    let chosen = required("selection", body.selection.take())?.chosen(call)?;
    run(call, &chosen, body)
}

fn run_v1(call: &mut Call<'_>) -> Outcome {
    let mut body: RunBody<SelectionV1> = call.body()?;
    let chosen = required("selection", body.selection.take())?.chosen(call)?;
    run(call, &chosen, body)
}

fn run<S>(call: &mut Call<'_>, chosen: &(i64, Chosen), mut body: RunBody<S>) -> Outcome {
    project(call, chosen.0, Right::Write)?;
    let shares = of_selection(call, chosen, body.jobs_mapping.take())?;
    launched(call, chosen.0, &shares, body)
}

/// One launch with a run for each job. Manual test cases are in it where somebody is named who runs them.
pub(super) fn launched<S>(call: &mut Call<'_>, project: i64, shares: &Shares, body: RunBody<S>) -> Outcome {
    let name = requests::name("launchName", body.launch_name)?;
    let people = body.assignees.unwrap_or_default();
    let people: Vec<String> = people.iter().map(|name| person(name)).collect::<Result<_, _>>()?;
    let by_hand = !people.is_empty() && !shares.manual.is_empty();
    if shares.jobs.is_empty() && !by_hand {
        return Err(Refusal::invalid("There is no job to run the selected test cases"));
    }
    let parameters = body.jobs_params.unwrap_or_default();
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags: requests::tags(call, body.tags)?,
        links: requests::rows(body.links),
        issues: requests::issues(body.issues),
        environment: requests::environment(body.env_var_value_sets)?,
        parameters: parameters
            .into_iter()
            .filter_map(|one| Some((one.id?, one.value.unwrap_or_default())))
            .collect(),
        ..Order::default()
    };
    let launch = call.world.launch_shares(project, &shares.jobs, order);
    if by_hand {
        let places = shares.manual.iter().filter_map(|place| Some((u16::try_from(*place).ok()?, 0)));
        call.world.add_by_hand(launch, places, &people, (Tokens::USER, call.now));
    }
    let job = shares.jobs.keys().next().copied();
    call.world.did(call.now, What::Launched { launch, job, name, by: By::Request });
    Answer::ok(launch_dto::launch(&call.world.launches[&launch], call.now))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Addition<S> {
    launch_id: Option<i64>,
    selection: Option<S>,
    env_var_value_sets: Option<Vec<EnvSet>>,
    jobs_mapping: Option<Vec<Mapping>>,
    jobs_params: Option<Vec<ParameterValue>>,
}

fn add_v2(call: &mut Call<'_>) -> Outcome {
    let mut body: Addition<SelectionV2> = call.body()?;
    let chosen = required("selection", body.selection.take())?.chosen(call)?;
    add(call, &chosen, body)
}

fn add_v1(call: &mut Call<'_>) -> Outcome {
    let mut body: Addition<SelectionV1> = call.body()?;
    let chosen = required("selection", body.selection.take())?.chosen(call)?;
    add(call, &chosen, body)
}

/// A run for each job in a launch that is there, and open.
fn add<S>(call: &mut Call<'_>, chosen: &(i64, Chosen), body: Addition<S>) -> Outcome {
    let id = required("launchId", body.launch_id)?;
    let launch = super::launch(call, id, Right::Write)?;
    super::chosen::open(call, launch)?;
    if launch.project != chosen.0 {
        return Err(Refusal::invalid("Validation error: launchId: the launch is of another project"));
    }
    let shares = of_selection(call, chosen, body.jobs_mapping)?;
    if shares.jobs.is_empty() {
        return Err(Refusal::invalid("There is no job to run the selected test cases"));
    }
    let environment = requests::environment(body.env_var_value_sets)?;
    let values = body.jobs_params.unwrap_or_default().into_iter();
    let values: Vec<(i64, String)> =
        values.filter_map(|one| Some((one.id?, one.value.unwrap_or_default()))).collect();
    let follows = environment.is_empty().then_some(&values);
    call.world.add_shares(id, &shares.jobs, call.now, Tokens::USER, follows);
    if let Some(launch) = call.world.launches.get_mut(&id) {
        launch.environment.extend(environment);
        launch.patched = Some(call.now);
    }
    Answer::ok(launch_dto::launch(&call.world.launches[&id], call.now))
}
