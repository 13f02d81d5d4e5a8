//! What a CI tells of its own job runs: that one began, that it ended, and which one is meant.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Right, launch, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, get, post};
use crate::world::deeds::{By, What};
use crate::world::job::{Job, KINDS, Parameter};
use crate::world::launching::Order;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/upload/start", start),
        post("/upload/run", start),
        post("/upload/stop", stop),
        get("/upload/jobrun", one),
    ]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    project_id: Option<i64>,
    ci: Option<Ci>,
    job: Option<Named>,
    job_run: Option<Named>,
    launch: Option<NewLaunch>,
}

#[derive(Debug, Deserialize)]
struct Ci {
    #[serde(rename = "type")]
    kind: Option<String>,
    endpoint: Option<String>,
}

/// A job or a run of it.
#[derive(Debug, Default, Deserialize)]
struct Named {
    id: Option<i64>,
    uid: Option<String>,
    name: Option<String>,
    url: Option<String>,
    parameters: Option<Vec<NewParameter>>,
}

#[derive(Debug, Deserialize)]
struct NewParameter {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct NewLaunch {
    id: Option<i64>,
    name: Option<String>,
    tags: Option<Vec<String>>,
    autoclose: Option<bool>,
}

fn invalid(field: &str) -> Refusal {
    Refusal::invalid(format!("Validation error: {field}: must not be blank"))
}

fn given(field: &str, text: Option<String>) -> Result<String, Refusal> {
    text.filter(|text| !text.is_empty()).ok_or_else(|| invalid(field))
}

fn answer(call: &Call<'_>, run: i64) -> Outcome {
    let (launch, n) = call.world.launch_of_run(run).ok_or_else(|| Refusal::missing("Job run", run))?;
    Answer::ok(
        json!({"projectId": launch.project, "launchId": launch.id, "jobId": launch.runs[n].job, "jobRunId": run}),
    )
}

/// Joins the run that the server started where its id is given, else the one with these uids, else begins one.
fn start(call: &mut Call<'_>) -> Outcome {
    let new: Start = call.body()?;
    let run = new.job_run.ok_or_else(|| invalid("jobRun"))?;
    let job = new.job.unwrap_or_default();
    if let Some(id) = run.id {
        let known = call.world.launch_of_run(id).map(|(launch, n)| (launch.id, launch.runs[n].job));
        let (launch_id, job_id) = known.ok_or_else(|| Refusal::missing("Job run", id))?;
        launch(call, launch_id, Right::Write)?;
        // A full replacement: what is left out is gone.
        replace_parameters(call, job_id, job.parameters.unwrap_or_default());
        return answer(call, id);
    }
    let project_id = new.project_id.ok_or_else(|| invalid("projectId"))?;
    project(call, project_id, Right::Write)?;
    let (uid, run_uid) = (given("job.uid", job.uid.clone())?, given("jobRun.uid", run.uid)?);
    let key = (project_id, uid.clone(), run_uid);
    if let Some(known) = call.world.external_runs.get(&key).copied() {
        return answer(call, known);
    }
    let job_id = external_job(call, project_id, uid, job, new.ci)?;
    let launch_id = launch_for(call, project_id, job_id, new.launch.unwrap_or_default())?;
    let id = call.world.begin_external(launch_id, job_id, call.now);
    let id = id.ok_or_else(|| Refusal::missing("Launch", launch_id))?;
    call.world.external_runs.insert(key, id);
    answer(call, id)
}

fn replace_parameters(call: &mut Call<'_>, job: i64, parameters: Vec<NewParameter>) {
    let parameters: Vec<Parameter> = parameters
        .into_iter()
        .filter_map(|own| {
            let id = call.world.new_id();
            Some(Parameter { id, name: own.name?, value: own.value.unwrap_or_default() })
        })
        .collect();
    if let Some(job) = call.world.jobs.get_mut(&job) {
        job.parameters = parameters;
    }
}

/// The job that its CI calls so; one that nobody knows needs a build server.
fn external_job(
    call: &mut Call<'_>,
    project: i64,
    uid: String,
    job: Named,
    ci: Option<Ci>,
) -> Result<i64, Refusal> {
    let known = call.world.jobs.values().find(|own| own.project == project && own.external_id == uid);
    if let Some(id) = known.map(|job| job.id) {
        return Ok(id);
    }
    let configured = ci.and_then(|ci| ci.endpoint.zip(ci.kind));
    let (endpoint, kind) =
        configured.ok_or_else(|| Refusal::invalid("build server is not configured for job"))?;
    let id = call.world.new_id();
    call.world.jobs.insert(
        id,
        Job {
            id,
            project,
            name: job.name.unwrap_or_else(|| uid.clone()),
            kind: KINDS.into_iter().find(|own| own.eq_ignore_ascii_case(&kind)).unwrap_or("custom"),
            url: job.url.unwrap_or(endpoint),
            external_id: uid,
            can_run: false,
            parameters: Vec::new(),
            first_test: 0,
            tests: 0,
            autoclose: false,
        },
    );
    replace_parameters(call, id, job.parameters.unwrap_or_default());
    Ok(id)
}

fn launch_for(call: &mut Call<'_>, project: i64, job: i64, new: NewLaunch) -> Result<i64, Refusal> {
    if let Some(id) = new.id {
        return launch(call, id, Right::Write).map(|launch| launch.id);
    }
    let of_job = call.world.jobs.get(&job).map(|job| job.name.clone()).unwrap_or_default();
    let name = new.name.filter(|name| !name.is_empty()).unwrap_or(of_job);
    let tags = new.tags.unwrap_or_default().into_iter().map(|name| (call.world.tag(&name), name)).collect();
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags,
        links: Value::Array(Vec::new()),
        issues: Value::Array(Vec::new()),
        ..Order::default()
    };
    let id = call.world.new_launch(project, order, new.autoclose.unwrap_or(true), true);
    call.world.did(call.now, What::Launched { launch: id, job: Some(job), name, by: By::Request });
    Ok(id)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stop {
    project_id: Option<i64>,
    job_uid: Option<String>,
    job_run_uid: Option<String>,
    status: Option<String>,
}

fn stop(call: &mut Call<'_>) -> Outcome {
    let stop: Stop = call.body()?;
    let key = (
        stop.project_id.ok_or_else(|| invalid("projectId"))?,
        given("jobUid", stop.job_uid)?,
        given("jobRunUid", stop.job_run_uid)?,
    );
    project(call, key.0, Right::Write)?;
    let run = call.world.external_runs.get(&key).copied();
    let run = run.ok_or_else(|| Refusal::missing("Job run", 0))?;
    let words = ["failed", "passed", "cancelled", "unknown"];
    let said = stop.status.unwrap_or_else(|| "unknown".to_owned());
    let status = words.into_iter().find(|word| word.eq_ignore_ascii_case(&said)).unwrap_or("unknown");
    call.world.end_external(run, status, call.now);
    answer(call, run)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let project_id = call.query.required_long("projectId")?;
    project(call, project_id, Right::Read)?;
    let text = |name: &str| call.query.text(name).unwrap_or_default().to_owned();
    let key = (project_id, text("jobUid"), text("jobRunUid"));
    let by_id = call.query.long("jobRunId")?.filter(|id| call.world.launch_of_run(*id).is_some());
    let run = by_id.or_else(|| call.world.external_runs.get(&key).copied());
    answer(call, run.ok_or_else(|| Refusal::missing("Job run", 0))?)
}
