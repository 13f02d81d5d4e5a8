//! A preset decides which outcomes the desktop is told; the inbox has them all, and one project has a choice of its own.

use super::acts;
use super::acts::Job;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    prefer(&window, "Only failures").await?;
    window.sees("What waits for you is shown whatever is chosen").await?;

    run(world, &window, &job, "Silent pass", 0).await?;
    run(world, &window, &job, "Loud failure", 1).await?;
    // Told in the order in which they ended: what was not told by now is not told at all.
    acts::told_in_time(world, "Failed: Loud failure").await?;
    ensure!(acts::told_of(world, "Silent pass") == 0, "told: {:?}", world.notifications.all());
    window.click("link", "Inbox").await?;
    window.sees("Silent pass").await?;

    prefer(&window, "Only what is new").await?;
    run(world, &window, &job, "Same failure", 1).await?;
    run(world, &window, &job, "Recovery", 0).await?;
    acts::told_in_time(world, "Fixed: Recovery").await?;
    ensure!(acts::told_of(world, "Same failure") == 0, "told: {:?}", world.notifications.all());

    window.click("link", "Settings").await?;
    window.click("button", "Add a project").await?;
    window.fill("Search projects", &job.project).await?;
    window.click("button", &job.project).await?;
    let choice = format!("Notifications of {}", job.project);
    window.choose(&choice, "Everything").await?;
    run(world, &window, &job, "Heard pass", 0).await?;
    acts::told_in_time(world, "Passed: Heard pass").await?;

    prefer(&window, "Custom").await?;
    window.sees("A run has stalled").await
}

async fn prefer(window: &Window, preset: &str) -> Outcome {
    window.click("link", "Settings").await?;
    window.click("radio", preset).await
}

/// A run of four tests to its end.
async fn run(world: &World, window: &Window, job: &Job, name: &str, failed: u32) -> Outcome {
    acts::hold_next(world, 4, failed).await?;
    let launch = acts::launch(world, window, job, name).await?;
    acts::finish(world, launch).await?;
    window.sees(if failed > 0 { "Failed" } else { "Passed" }).await
}
