//! The demo needs no account: a banner says so, a job runs to its end, and nothing leaves the machine.

use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&["--demo"]).await?;
    window.sees("nothing leaves this machine").await?;
    window.sees("Pick a project to see its jobs").await?;
    let project =
        "const it = all('link').find((one) => one.closest('[data-list]')); it.click(); return nameOf(it)";
    eventually("a project", async || Ok(window.run(project).await.ok())).await?;
    window.sees("Pick a job to fill its form").await?;
    let job = "const it = all('link').filter((one) => /\\/launch\\/-?\\d+\\/-?\\d+/.test(one.hash)).find((one) => !one.closest('.dimmed')); it.click(); return nameOf(it)";
    eventually("a job", async || Ok(window.run(job).await.ok())).await?;
    window.fill("Launch name", "Only a demo").await?;
    window.click("button", "Launch").await?;
    super::acts::on_run_page(&window).await?;
    window.sees("Only a demo").await?;
    let told = eventually("the end of the demo's run", async || {
        world.let_pass(30)?;
        Ok(world.notifications.all().into_iter().find(|one| one.title.contains("Only a demo")))
    })
    .await?;
    ensure!(told.body.contains("passed"), "the notification says {}", told.body);
    ensure!(world.server.requests().await? == 0, "the demo asked a server outside of the program");

    window.click("button", "Leave the demo").await?;
    window.sees("Connect to a TestOps server").await
}
