//! The palette finds what has a name: a job of a project that was never opened, a run, a setting, a command. Enter opens;
//! only Ctrl+Enter starts something.

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    search(&window, &job.name).await?;
    window.press("Enter").await?;
    let form = format!("/launch/{}/{}", job.project_id, job.id);
    eventually("the form of the job", async || Ok((window.place().await? == form).then_some(()))).await?;
    ensure!(world.server.launch_requests().await?.is_empty(), "Enter launched it");

    acts::hold_next(world, 3, 0).await?;
    search(&window, &job.name).await?;
    window.press("Control+Enter").await?;
    acts::on_run_page(&window).await?;
    let asked = eventually("the launch", async || {
        let asked = world.server.launch_requests().await?;
        Ok((!asked.is_empty()).then_some(asked))
    })
    .await?;
    let name = asked[0]["body"]["launchName"].as_str().unwrap_or_default().to_owned();
    let launch = acts::launch_on_server(world, &name).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(&name).await?;

    window.click("link", "Inbox").await?;
    search(&window, &name).await?;
    window.press("Enter").await?;
    acts::on_run_page(&window).await?;
    search(&window, "quiet hours").await?;
    window.press("Enter").await?;
    eventually("the settings", async || Ok(window.place().await?.starts_with("/settings").then_some(())))
        .await?;
    search(&window, "quit").await?;
    ensure!(world.server.launch_requests().await?.len() == 1, "one launch was asked for");
    Ok(())
}

/// Opens the palette and types; ends when a row that says so is the one that Enter takes.
pub(super) async fn search(window: &Window, text: &str) -> Outcome {
    window.press("Control+k").await?;
    eventually("the palette", async || {
        window.has("combobox", "Search and commands").await.map(|has| has.then_some(()))
    })
    .await?;
    window.types(text).await?;
    let first = "return all('option').find((one) => one.ariaSelected === 'true')?.innerText ?? ''";
    let wanted = text.to_lowercase();
    eventually(format!("“{text}” first in the palette"), async || {
        let first = window.run(first).await?;
        Ok(first.as_str().is_some_and(|first| first.to_lowercase().contains(&wanted)).then_some(()))
    })
    .await
}
