//! A job is scheduled from its form, launched at its time with the values of the form, once, and its outcome is told; what
//! is skipped is not launched.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 4, 0).await?;
    acts::open_form(&window, &job).await?;
    window.fill(&job.parameters[0].name, "release/9").await?;
    window.click("button", "Schedule…").await?;
    window.choose("When", "Cron expression").await?;
    window.fill("Cron", "0 * * * *").await?;
    window.sees("Every hour").await?;
    window.click("button", "Save").await?;
    window.sees("Saved. It is listed under Runs.").await?;
    ensure!(world.server.launch_requests().await?.is_empty(), "it was launched before its time");

    window.click("link", "Runs").await?;
    window.sees("Scheduled launches").await?;
    world.let_pass(3_600)?;
    let asked = eventually("the launch", async || {
        let asked = world.server.launch_requests().await?;
        Ok((!asked.is_empty()).then_some(asked))
    })
    .await?;
    let sent = &asked[0]["body"]["parameters"];
    let is_sent = sent.as_array().into_iter().flatten().any(|one| one["value"] == "release/9");
    ensure!(is_sent, "sent was {sent}");
    let name = asked[0]["body"]["launchName"].as_str().unwrap_or_default().to_owned();
    let launch = acts::launch_on_server(world, &name).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(&name).await?;

    window.click("button", &format!("More for {}", job.name)).await?;
    window.click("menuitem", "Skip the next time").await?;
    window.sees("skips").await?;
    world.let_pass(3_600)?;
    window.loses("skips").await?;
    ensure!(world.server.launch_requests().await?.len() == 1, "what was to be skipped was launched");
    Ok(())
}
