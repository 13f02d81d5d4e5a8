//! A launch is taken back before it goes out: by its button, and by Ctrl+Z from another place; a rerun too, which leaves its
//! run as it was. The server hears of none.

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::open_form(&window, &job).await?;
    window.fill("Launch name", "A reflex").await?;
    window.press("Enter").await?;
    window.click("button", "Undo").await?;
    window.sees("It was taken back before it went out. Nothing was started.").await?;

    window.click("button", "Open the form").await?;
    window.fill("Launch name", "Another reflex").await?;
    window.press("Enter").await?;
    window.sees("Another reflex goes out in").await?;
    window.click("link", "Inbox").await?;
    window.press("Control+z").await?;
    window.sees("Taken back. Nothing was started.").await?;

    acts::hold_next(world, 4, 2).await?;
    let launch = acts::launch(world, &window, &job, "Meant").await?;
    acts::finish(world, launch).await?;
    let asked = world.server.launch_requests().await?;
    let names: Vec<_> = asked.iter().map(|request| &request["body"]["launchName"]).collect();
    ensure!(names == ["Meant"], "the server was asked for {names:?}");
    taken_back_rerun(world, &window).await?;
    window.click("link", "Runs").await?;
    eventually("both in the history", async || {
        let text = window.text().await?;
        Ok((text.contains("A reflex") && text.contains("Another reflex")).then_some(()))
    })
    .await
}

async fn taken_back_rerun(world: &World, window: &Window) -> Outcome {
    window.click("button", "Rerun failed").await?;
    window.sees("Rerun: Meant goes out in").await?;
    window.press("Control+z").await?;
    window.sees("Taken back. The run stays as it was.").await?;
    ensure!(world.server.reruns().await? == 0, "the server was asked for a rerun");
    window.click("button", "Rerun failed").await?;
    eventually("the rerun", async || Ok((world.server.reruns().await? == 1).then_some(()))).await
}
