//! What persons do in more than one story.

use serde_json::{Value, json};

use crate::harness::notifications::Shown;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// A job on the server, as the simulator's control door tells it.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) project_id: i64,
    pub(crate) project: String,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A job of the server's first project that has at least two parameters, and whose name starts no other's.
pub(crate) async fn a_job(world: &World) -> Outcome<Job> {
    let jobs = jobs(world).await?;
    let is_plain = |job: &Job| {
        let ours = jobs.iter().filter(|other| other.project_id == job.project_id);
        job.parameters.len() >= 2 && ours.filter(|other| other.name.contains(&job.name)).count() == 1
    };
    jobs.iter()
        .find(|job| is_plain(job))
        .cloned()
        .ok_or_else(|| "the server has no job with parameters".into())
}

/// All jobs of the server.
pub(crate) async fn jobs(world: &World) -> Outcome<Vec<Job>> {
    let told = world.server.world().await?;
    Ok(told["projects"].as_array().into_iter().flatten().flat_map(jobs_of).collect())
}

fn jobs_of(project: &Value) -> Vec<Job> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    let parameter = |one: &Value| Parameter {
        id: number(&one["id"]),
        name: text(&one["name"]),
        value: text(&one["value"]),
    };
    let job = |one: &Value| Job {
        project_id: number(&project["id"]),
        project: text(&project["name"]),
        id: number(&one["id"]),
        name: text(&one["name"]),
        parameters: one["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
    };
    project["jobs"].as_array().into_iter().flatten().map(job).collect()
}

/// Opens the program and connects it to the story's server.
pub(crate) async fn connected(world: &World) -> Outcome<Window> {
    let window = world.open(&[]).await?;
    connect(world, &window).await?;
    Ok(window)
}

/// Through the first-run screen.
pub(crate) async fn connect(world: &World, window: &Window) -> Outcome {
    window.click("button", "Connect to a TestOps server").await?;
    window.fill("Server address", &world.server.url).await?;
    window.fill("API token", &world.server.token).await?;
    window.click("button", "Test connection").await?;
    save(window).await
}

/// From a test that went well to the first project list.
pub(crate) async fn save(window: &Window) -> Outcome {
    window.click("button", "Save and continue").await?;
    window.click("button", "Skip").await?;
    window.sees("Pick a project to see its jobs").await
}

/// From anywhere to the job's form.
pub(crate) async fn open_form(window: &Window, job: &Job) -> Outcome {
    window.click("link", "Launch").await?;
    open_project(window, job).await?;
    window.click("link", &job.name).await?;
    eventually("the form of the job", async || {
        window.has("textbox", "Launch name").await.map(|has| has.then_some(()))
    })
    .await
}

/// From Launch to the jobs of the job's project, where only these are shown.
pub(crate) async fn open_project(window: &Window, job: &Job) -> Outcome {
    window.click("link", &job.project).await?;
    in_project(window, job).await
}

pub(crate) async fn in_project(window: &Window, job: &Job) -> Outcome {
    let place = format!("/launch/{}", job.project_id);
    eventually("the jobs of the project", async || {
        let shown =
            window.has("textbox", "Search jobs").await? || window.has("textbox", "Поиск джоб").await?;
        Ok((shown && window.place().await?.starts_with(&place)).then_some(()))
    })
    .await
}

/// Launches the job under this name with the values that its form offers; ends on the run's page.
pub(crate) async fn launch(world: &World, window: &Window, job: &Job, name: &str) -> Outcome<i64> {
    open_form(window, job).await?;
    window.fill("Launch name", name).await?;
    window.click("button", "Launch").await?;
    on_run_page(window).await?;
    let launch = launch_on_server(world, name).await?;
    // The page names the launch once the program knows it.
    window.sees(&format!("#{launch}")).await?;
    Ok(launch)
}

pub(crate) async fn on_run_page(window: &Window) -> Outcome {
    eventually("the run's page", async || Ok(window.place().await?.starts_with("/runs/").then_some(()))).await
}

/// The id of the launch of that name on the server.
pub(crate) async fn launch_on_server(world: &World, name: &str) -> Outcome<i64> {
    eventually(format!("the launch “{name}” on the server"), async || {
        let launches = world.server.launches().await?;
        Ok(launches.iter().find(|launch| launch["name"] == name).and_then(|launch| launch["id"].as_i64()))
    })
    .await
}

/// What the server counts for a launch: `(passed, failed, broken, skipped)`.
pub(crate) async fn counts(world: &World, launch: i64) -> Outcome<(i64, i64, i64, i64)> {
    let launches = world.server.launches().await?;
    let one = launches.iter().find(|one| one["id"] == launch).ok_or("the launch is not on the server")?;
    let of = |status: &str| one["counts"][status].as_i64().unwrap_or_default();
    Ok((of("passed"), of("failed"), of("broken"), of("skipped")))
}

/// A launch that goes on only when the story lets it.
pub(crate) async fn hold_next(world: &World, tests: u32, failed: u32) -> Outcome {
    let plan =
        json!({"tests": tests, "failed": failed, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true});
    world.server.script(&plan).await
}

/// Lets a held launch run to its end, and the program's next look come.
pub(crate) async fn finish(world: &World, launch: i64) -> Outcome {
    world.server.advance(launch, &json!({"finish": true})).await?;
    look(world).await
}

/// Lets the time of one look go by, and waits until the program has looked.
pub(crate) async fn look(world: &World) -> Outcome {
    look_after(world, 45).await
}

/// As `look`, after so many seconds.
pub(crate) async fn look_after(world: &World, seconds: i64) -> Outcome {
    let before = world.server.requests().await?;
    world.let_pass(seconds)?;
    world.server.is_asked_again(before).await
}

/// Waits for a notification while the program's time goes by, look after look: when the server gets to what it
/// tells of is its own affair.
pub(crate) async fn told_in_time(world: &World, text: &str) -> Outcome<Shown> {
    eventually(format!("a notification with “{text}”"), async || {
        let told = world.notifications.all().into_iter().find(|one| one.title.contains(text));
        if told.is_none() {
            world.let_pass(20)?;
        }
        Ok(told)
    })
    .await
}

/// How many notifications told of this run's end.
pub(crate) fn told_of(world: &World, name: &str) -> usize {
    let is_underway = |title: &str| title.starts_with("Started") || title.starts_with("Stalled");
    let is_end = |title: &str| !is_underway(title) && title.contains(name);
    world.notifications.all().iter().filter(|one| is_end(&one.title)).count()
}
