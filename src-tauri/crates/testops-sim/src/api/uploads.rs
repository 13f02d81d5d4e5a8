//! Results that clients send in, into sessions: files of Allure and archives of them.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Right, launch, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::multipart::Part;
use crate::http::router::{Route, post};
use crate::http::server::Generation;
use crate::world::launch::Launch;
use crate::world::sessions::values;
use crate::world::unpack;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/upload/session", open),
        post("/upload", both),
        post("/upload/file", files),
        post("/upload/archive", archives),
    ]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSession {
    launch_id: Option<i64>,
    job_run_id: Option<i64>,
    job_uid: Option<String>,
    job_run_uid: Option<String>,
    project_id: Option<i64>,
    environment: Option<Vec<Variable>>,
}

#[derive(Debug, Deserialize)]
struct Variable {
    key: Option<String>,
    value: Option<String>,
}

/// By hand into a launch, with `manual=true`; from a CI into a job run. Old servers tell both apart by the body.
fn open(call: &mut Call<'_>) -> Outcome {
    let manual = call.query.flag("manual")? == Some(true);
    let new: NewSession = call.body()?;
    let absent = |field: &str| Refusal::invalid(format!("Validation error: {field}: must not be null"));
    let manual = manual || (call.world.generation == Generation::Legacy && new.launch_id.is_some());
    let (launch_id, job_run) = if manual {
        (new.launch_id.ok_or_else(|| absent("launchId"))?, None)
    } else {
        let project_id = new.project_id.ok_or_else(|| absent("projectId"))?;
        project(call, project_id, Right::Write)?;
        let uids = new.job_uid.zip(new.job_run_uid).map(|(job, run)| (project_id, job, run));
        let by_uids = uids.and_then(|uids| call.world.external_runs.get(&uids).copied());
        let run = new.job_run_id.or(by_uids).ok_or_else(|| absent("jobRunId"))?;
        let (launch, _) = call.world.launch_of_run(run).ok_or_else(|| Refusal::missing("Job run", run))?;
        (launch.id, Some(run))
    };
    let known = launch(call, launch_id, Right::Write)?;
    let project = known.project;
    accepts(call, known)?;
    let pairs = new.environment.unwrap_or_default();
    let pairs = pairs.iter().filter_map(|pair| Some((pair.key.as_deref()?, pair.value.as_deref()?)));
    let environment = values(pairs);
    let session = call.world.open_session(launch_id, job_run, environment, call.now);
    let session = session.ok_or_else(|| Refusal::missing("Launch", launch_id))?;
    let mut answer = json!({"id": session, "launchId": launch_id, "projectId": project});
    if let Some((launch, n)) = job_run.and_then(|run| call.world.launch_of_run(run)) {
        answer["jobRunId"] = json!(launch.runs[n].id);
        answer["jobId"] = json!(launch.runs[n].job);
    }
    Answer::ok(answer)
}

/// Results of a closed launch stay as they are.
pub(super) fn accepts(call: &Call<'_>, launch: &Launch) -> Result<(), Refusal> {
    if launch.closed(call.now) {
        return Err(Refusal::new(StatusCode::LOCKED, "Cannot upload results to a closed launch"));
    }
    Ok(())
}

/// The session in the query, if the person may send into its launch, which has to be open.
fn session(call: &Call<'_>) -> Result<i64, Refusal> {
    let id = call.query.required_long("id")?;
    let (known, _) = call.world.session(id).ok_or_else(|| Refusal::missing("Test session", id))?;
    accepts(call, launch(call, known.id, Right::Write)?)?;
    Ok(id)
}

fn files(call: &mut Call<'_>) -> Outcome {
    let session = session(call)?;
    let parts = call.parts()?;
    take(call, session, &named(&parts, "file")?, &[])
}

fn archives(call: &mut Call<'_>) -> Outcome {
    let session = session(call)?;
    let parts = call.parts()?;
    take(call, session, &[], &named(&parts, "file")?)
}

fn both(call: &mut Call<'_>) -> Outcome {
    let session = session(call)?;
    let parts = call.parts()?;
    take(call, session, &of(&parts, "file"), &of(&parts, "archive"))
}

fn take(call: &mut Call<'_>, session: i64, files: &[&Part], archives: &[&Part]) -> Outcome {
    store(call, session, files, archives)?;
    Answer::empty(StatusCode::ACCEPTED)
}

pub(super) fn of<'a>(parts: &'a [Part], field: &str) -> Vec<&'a Part> {
    parts.iter().filter(|part| part.field == field && part.file.is_some()).collect()
}

/// The files in a field that has to be there.
pub(super) fn named<'a>(parts: &'a [Part], field: &str) -> Result<Vec<&'a Part>, Refusal> {
    let found = of(parts, field);
    if found.is_empty() {
        return Err(Refusal::bad(format!("Required part '{field}' is not present.")));
    }
    Ok(found)
}

/// Stores files and what is in archives, all or nothing; answers with how many files there were.
pub(super) fn store(
    call: &mut Call<'_>,
    session: i64,
    files: &[&Part],
    archives: &[&Part],
) -> Result<usize, Refusal> {
    let name = |part: &Part| part.file.clone().unwrap_or_default();
    let mut all: Vec<(String, Bytes)> = files.iter().map(|part| (name(part), part.content.clone())).collect();
    for part in archives {
        let unpacked = unpack::files(&part.content);
        all.extend(unpacked.ok_or_else(|| Refusal::bad(format!("Cannot unpack archive '{}'", name(part))))?);
    }
    for (name, content) in &all {
        call.world.take_file(session, name, content, call.now);
    }
    Ok(all.len())
}

/// What a form says beside its files.
pub(super) fn info(parts: &[Part]) -> Option<&Bytes> {
    parts.iter().find(|part| part.field == "info").map(|part| &part.content)
}

pub(super) fn answer(launch: i64, session: i64, count: usize) -> Value {
    json!({"launchId": launch, "testSessionId": session, "filesCount": count})
}
