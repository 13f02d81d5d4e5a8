//! What the web page does with a folder of results: a launch made of them, or more of them for one.

use axum::body::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::requests::{self, EnvEntry, Issue, Link, Tag};
use super::uploads::{accepts, answer, info, named, of, store};
use super::{Right, launch, project};
use crate::http::auth::Tokens;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::jackson;
use crate::http::multipart::Part;
use crate::http::router::{Route, post};
use crate::world::deeds::{By, What};
use crate::world::environment::EnvValue;
use crate::world::launching::Order;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/launch/upload", create),
        post("/launch/{id}/upload", append),
        post("/launch/{id}/upload/file", append_files),
        post("/launch/{id}/upload/archive", append_archives),
        post("/jobrun/{id}/upload", to_run),
        post("/jobrun/{id}/upload/file", files_to_run),
        post("/jobrun/{id}/upload/archive", archives_to_run),
    ]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewLaunch {
    name: Option<String>,
    project_id: Option<i64>,
    tags: Option<Vec<Tag>>,
    links: Option<Vec<Link>>,
    issues: Option<Vec<Issue>>,
    env_var_values: Option<Vec<EnvEntry>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct More {
    env_var_values: Option<Vec<EnvEntry>>,
}

/// Which fields of the form hold files, and which archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Both,
    Files,
    Archives,
}

impl Kind {
    fn of(self, parts: &[Part]) -> Result<(Vec<&Part>, Vec<&Part>), Refusal> {
        Ok(match self {
            Self::Both => (of(parts, "file"), of(parts, "archive")),
            Self::Files => (named(parts, "file")?, Vec::new()),
            Self::Archives => (Vec::new(), named(parts, "file")?),
        })
    }
}

fn said<T: DeserializeOwned>(info: Option<&Bytes>) -> Result<T, Refusal> {
    let info = info.ok_or_else(|| Refusal::bad("Required part 'info' is not present."))?;
    jackson::read(info).map_err(Refusal::bad)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let parts = call.parts()?;
    let new: NewLaunch = said(info(&parts))?;
    let name = requests::name("name", new.name)?;
    let project_id =
        new.project_id.ok_or_else(|| Refusal::invalid("Validation error: projectId: must not be null"))?;
    project(call, project_id, Right::Write)?;
    let environment = requests::environment_values(new.env_var_values)?;
    let (files, archives) = Kind::Both.of(&parts)?;
    let order = Order {
        name: name.clone(),
        created_by: Tokens::USER.to_owned(),
        created: call.now,
        tags: requests::tags(call, new.tags)?,
        links: requests::rows(new.links),
        issues: requests::issues(new.issues),
        ..Order::default()
    };
    let id = call.world.new_launch(project_id, order, false, true);
    call.world.did(call.now, What::Launched { launch: id, job: None, name, by: By::Request });
    let (session, count) = into(call, id, None, environment, &files, &archives)?;
    Answer::ok(answer(id, session, count))
}

fn into(
    call: &mut Call<'_>,
    launch: i64,
    job_run: Option<i64>,
    environment: Vec<EnvValue>,
    files: &[&Part],
    archives: &[&Part],
) -> Result<(i64, usize), Refusal> {
    let session = call.world.open_session(launch, job_run, environment, call.now);
    let session = session.ok_or_else(|| Refusal::missing("Launch", launch))?;
    let count = store(call, session, files, archives)?;
    Ok((session, count))
}

fn append(call: &mut Call<'_>) -> Outcome {
    to_launch(call, Kind::Both)
}

fn append_files(call: &mut Call<'_>) -> Outcome {
    to_launch(call, Kind::Files)
}

fn append_archives(call: &mut Call<'_>) -> Outcome {
    to_launch(call, Kind::Archives)
}

fn to_launch(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let id = call.id()?;
    accepts(call, launch(call, id, Right::Write)?)?;
    let parts = call.parts()?;
    let more: More = said(info(&parts))?;
    let environment = requests::environment_values(more.env_var_values)?;
    let (files, archives) = kind.of(&parts)?;
    let (session, count) = into(call, id, None, environment, &files, &archives)?;
    Answer::accepted(answer(id, session, count))
}

fn to_run(call: &mut Call<'_>) -> Outcome {
    to_job_run(call, Kind::Both)
}

fn files_to_run(call: &mut Call<'_>) -> Outcome {
    to_job_run(call, Kind::Files)
}

fn archives_to_run(call: &mut Call<'_>) -> Outcome {
    to_job_run(call, Kind::Archives)
}

fn to_job_run(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let run = call.id()?;
    let known = call.world.launch_of_run(run).map(|(launch, _)| launch.id);
    let id = known.ok_or_else(|| Refusal::missing("Job run", run))?;
    accepts(call, launch(call, id, Right::Write)?)?;
    let parts = call.parts()?;
    let more: More = info(&parts).map_or(Ok(More::default()), |info| said(Some(info)))?;
    let environment = requests::environment_values(more.env_var_values)?;
    let (files, archives) = kind.of(&parts)?;
    let (_, count) = into(call, id, Some(run), environment, &files, &archives)?;
    Answer::ok(json!({"filesCount": count}))
}
