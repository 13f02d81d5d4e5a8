//! Launch before a project is picked: the strip of a pinned job shows what others launched, one click launches it with
//! its last values, and the search finds a job of a project that was never opened.

use serde_json::{Value, json};

use super::acts::{self, Job};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "By hand";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    launch_once(world, &window, &job).await?;
    pin(&window, &job).await?;

    // The next start finds what somebody else launched meanwhile.
    world.kill().await?;
    let plan = json!({"tests": 3, "failed": 3, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true});
    let started = json!({"project_id": job.project_id, "job_id": job.id, "name": "Elsewhere", "plan": plan});
    let launch = world.server.post("launches", &started).await?["ids"][0].as_i64().ok_or("no launch")?;
    world.server.advance(launch, &json!({"finish": true})).await?;
    let window = world.open(&[]).await?;
    let strip = eventually("the strip of the pinned job", async || {
        let strip = strip_of(&window, &job).await?;
        Ok((strip.len() == 10).then_some(strip))
    })
    .await?;
    // The program's clock was moved since its own run, so either may stand last.
    let is_new = |block: &String| {
        block.starts_with("Failed, ")
            && (block.ends_with("min ago") || block.ends_with("sec ago") || block.ends_with("just now"))
    };
    ensure!(strip.iter().rev().take(2).any(is_new), "the strip says {strip:?}");

    window.click_beside(&job.name, "button", "Launch with the last values").await?;
    let requests = eventually("the second launch request", async || {
        let requests = world.server.launch_requests().await?;
        Ok((requests.len() > 1).then_some(requests))
    })
    .await?;
    acts::on_run_page(&window).await?;
    let [first, second] = requests.as_slice() else {
        return Err(format!("{} launch requests", requests.len()).into());
    };
    ensure!(first["path"] == second["path"], "another job was launched");
    let parameters = |request: &Value| request["body"]["parameters"].clone();
    ensure!(parameters(first) == parameters(second), "with other values: {}", second["body"]);

    find(world, &window, &job).await
}

/// The job has last values then.
async fn launch_once(world: &World, window: &Window, job: &Job) -> Outcome {
    acts::hold_next(world, 2, 0).await?;
    acts::open_form(window, job).await?;
    window.fill("Launch name", NAME).await?;
    window.fill(&job.parameters[0].name, "release/7").await?;
    window.press("Enter").await?;
    acts::on_run_page(window).await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await.map(drop)
}

async fn pin(window: &Window, job: &Job) -> Outcome {
    window.click("link", "Launch").await?;
    window.tab_to(&job.name).await?;
    window.press("p").await?;
    window.sees("Pinned").await
}

/// What the blocks of the job's strip say, the oldest first.
async fn strip_of(window: &Window, job: &Job) -> Outcome<Vec<String>> {
    let label = serde_json::to_string(&format!("Last results of {}", job.name))?;
    let script = format!(
        "return [...document.querySelectorAll('[aria-label=' + JSON.stringify({label}) + '] [role=img]')]
            .map((one) => one.getAttribute('aria-label'))"
    );
    let said = window.run(&script).await?;
    Ok(said.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect())
}

async fn find(world: &World, window: &Window, opened: &Job) -> Outcome {
    let others = acts::jobs(world).await?;
    let other = others.iter().find(|job| job.project_id != opened.project_id);
    let other = other.ok_or("the server has one project")?;
    window.click("link", "Launch").await?;
    window.fill("Search all jobs and projects", &format!("{} {}", other.project, other.name)).await?;
    let place = format!("/launch/{}/{}", other.project_id, other.id);
    let script = format!("return document.querySelector('a[href=\"#{place}\"]') !== null");
    eventually(
        "the job among what is found",
        async || Ok((window.run(&script).await? == true).then_some(())),
    )
    .await?;
    window.click("link", &other.name).await?;
    eventually("the form of the job that was found", async || {
        let there = window.place().await? == place && window.has("textbox", "Launch name").await?;
        Ok(there.then_some(()))
    })
    .await
}
