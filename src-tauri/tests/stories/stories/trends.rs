//! How launches of a job came out over time: charts and their table, each with the keyboard, the map of tests by launches,
//! what was fixed, how two launches differ; and all of it again without the server.

use serde_json::json;

use super::acts::{self, Job};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const OURS: &str = "All mended";
const FIXED: u32 = 4;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    // Somebody else's launch with failures, then one of ours without.
    let red = json!({"tests": 12, "failed": FIXED, "broken": 0, "skipped": 0, "queue_ms": 0, "hold": true});
    let start = json!({"job_id": job.id, "name": "Red night", "plan": red});
    let ids = world.server.post("launches", &start).await?;
    let theirs = ids["ids"][0].as_i64().ok_or("the launch has no id")?;
    world.server.advance(theirs, &json!({"finish": true, "close": true})).await?;
    acts::hold_next(world, 12, 0).await?;
    let launch = acts::launch(world, &window, &job, OURS).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(OURS).await?;

    open(&window, &job).await?;
    window.sees("Last launches").await?;
    window.choose("Job", &job.name).await?;
    eventually("the launches of the job alone", async || {
        let names = rows(&window).await?;
        Ok((names.first().is_some_and(|name| name == OURS)
            && names.get(1).is_some_and(|name| name == "Red night"))
        .then_some(()))
    })
    .await?;
    by_keyboard(&window).await?;
    map(&window).await?;
    window.sees("Difference of two launches").await?;
    window.sees(&format!("Fixed · {FIXED}")).await?;

    let shown = rows(&window).await?;
    world.kill().await?;
    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    let window = world.open(&[]).await?;
    window.click("link", "Trends").await?;
    window.choose("Project", &job.project).await?;
    window.choose("Job", &job.name).await?;
    window.sees("Data from").await?;
    eventually("the same launches without the server", async || {
        Ok((rows(&window).await? == shown).then_some(()))
    })
    .await?;
    window.sees(&format!("Fixed · {FIXED}")).await?;
    // Why nothing newer came stands above them.
    window.sees("503").await
}

async fn open(window: &Window, job: &Job) -> Outcome {
    window.click("link", "Trends").await?;
    window.choose("Project", &job.project).await
}

/// The names in the table, the newest first.
async fn rows(window: &Window) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('[aria-label=\"Table of launches\"] tbody th')]
        .map((one) => plain(one.innerText))";
    Ok(serde_json::from_value(window.run(script).await?)?)
}

/// The arrow keys choose a launch, the same one in each chart and in the table, and what comes meanwhile does not move it.
async fn by_keyboard(window: &Window) -> Outcome {
    let script = "return [...[...document.querySelectorAll('[role=slider]')].map((one) => one.getAttribute('aria-valuetext')),
        document.querySelector('[aria-label=\"Table of launches\"] .on th')?.innerText ?? '']";
    eventually("the launch in each chart", async || {
        // The charts of the job take the place of those of the project.
        window.run("document.querySelector('[role=slider][aria-label=\"Pass rate\"]')?.focus()").await?;
        for key in ["End", "ArrowLeft"] {
            window.press(key).await?;
        }
        let told: Vec<String> = serde_json::from_value(window.run(script).await?)?;
        Ok((told.len() == 4 && told.iter().all(|text| text.contains("Red night"))).then_some(()))
    })
    .await
}

/// The map shows what became of a test in the newest launch, and leads from there to its run.
async fn map(window: &Window) -> Outcome {
    let fixed =
        "return document.querySelector('section[aria-labelledby=difference] h3 + ul bdi')?.innerText ?? null";
    let fixed = eventually("a test that was fixed", async || {
        Ok(window.run(fixed).await?.as_str().map(str::to_owned))
    })
    .await?;
    window.choose("Show", "Fixed").await?;
    window.fill("Find a test", &fixed).await?;
    window.run("document.querySelector('[role=application]').focus()").await?;
    window.press("ArrowDown").await?;
    // One that changes often is flaky rather than fixed.
    let told = "const told = plain(document.querySelector('.readout .where')?.innerText);
        return told.startsWith('Passed, fixed ·') || told.startsWith('Passed, flaky ·') ? told : null";
    let told =
        eventually("what became of it", async || Ok(window.run(told).await?.as_str().map(str::to_owned)));
    ensure!(told.await?.contains(OURS), "the cursor is not at the newest launch");
    window.press("Enter").await?;
    acts::on_run_page(window).await?;
    window.click("link", "Trends").await
}
