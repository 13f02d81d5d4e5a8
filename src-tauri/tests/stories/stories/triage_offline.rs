//! What went wrong in a run is told once for all tests in which it did, and read without the server too: after a restart,
//! with a server that answers nothing, the groups stand there with their tests, messages and traces.

use serde_json::json;

use super::{acts, triage};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Twenty red";
const FAILED: u64 = 20;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 40, 20).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    window.click("button", "By message").await?;
    let told = groups(&window).await?;
    ensure!(told.iter().map(|group| group.1).sum::<u64>() == FAILED, "the groups hold {told:?}");
    ensure!((2..20).contains(&told.len()), "{} groups of {FAILED} failures", told.len());

    world.kill().await?;
    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    let window = world.open(&[]).await?;
    window.click("link", "Runs").await?;
    window.click("link", NAME).await?;
    acts::on_run_page(&window).await?;
    // The way of grouping is as it was left.
    let kept = groups(&window).await?;
    ensure!(kept == told, "kept are {kept:?}, told were {told:?}");
    // Its first group is open, and a test in it shows its trace.
    triage::focus(&window, triage::TEST).await?;
    window.press("Space").await?;
    window.sees("Trace").await
}

/// The label and the number of tests of each group.
async fn groups(window: &Window) -> Outcome<Vec<(String, u64)>> {
    let script = "return [...document.querySelectorAll('section[aria-labelledby=failures] [role=group][aria-label]')]
        .filter((one) => one.querySelector('[data-row]'))
        .map((one) => [one.ariaLabel ?? one.getAttribute('aria-label'),
            [...one.querySelector('.foot').innerText.matchAll(/(\\d+) failed/g)].reduce((sum, [, n]) => sum + Number(n), 0)])";
    eventually("the groups of failures", async || {
        let told = window.run(script).await?;
        let told: Vec<(String, u64)> = serde_json::from_value(told)?;
        Ok((!told.is_empty()).then_some(told))
    })
    .await
}
