//! Who leaves the demo finds none of it beside the real server: no run, no pinned job, no export.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&["--demo"]).await?;
    window.sees("Pick a project to see its jobs").await?;
    window.click("link", "Payments API").await?;
    let job = "const jobs = all('link').filter((one) => /launch\\/-?\\d+\\/-?\\d+/.test(one.hash)); \
               jobs.find((one) => !one.querySelector('.dimmed')).click()";
    eventually("a job that can be launched", async || Ok(window.run(job).await.ok())).await?;
    window.fill("Launch name", "Only a demo").await?;
    window.click("button", "Launch").await?;
    acts::on_run_page(&window).await?;
    window.click("link", "Runs").await?;
    window.sees("Only a demo").await?;
    window.click("button", "Leave the demo").await?;
    acts::connect(world, &window).await?;
    for place in ["Runs", "Exports", "Inbox", "Launch"] {
        window.click("link", place).await?;
        let text = window.text().await?;
        ensure!(!text.contains("Only a demo"), "the demo's run stands under {place}: {text}");
    }
    Ok(())
}
