//! The demo needs no account: a banner says so, a job runs to its end, and nothing leaves the machine.

use std::time::Duration;

use crate::harness::notifications::Shown;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually, within};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&["--demo"]).await?;
    window.sees("nothing leaves this machine").await?;
    window.sees("Pick a project to see its jobs").await?;
    window.click("link", "Payments API").await?;
    let job = "const jobs = all('link').filter((one) => /launch\\/-?\\d+\\/-?\\d+/.test(one.hash)); \
               jobs.find((one) => !one.querySelector('.dimmed')).click()";
    eventually("a job that can be launched", async || Ok(window.run(job).await.ok())).await?;
    window.fill("Launch name", "Only a demo").await?;
    window.click("button", "Launch").await?;
    super::acts::on_run_page(&window).await?;
    window.sees("Only a demo").await?;
    let told = end_of_run(world).await?;
    ensure!(told.body.contains("passed"), "the notification says {}", told.body);
    ensure!(world.server.requests().await? == 0, "the demo asked a server outside of the program");

    // There is something to look at in Exports, too.
    window.click("link", "Exports").await?;
    window.sees("All test cases").await?;
    window.sees("1 file").await?;

    window.click("button", "Leave the demo").await?;
    window.sees("Connect to a TestOps server").await
}

/// The demo's time goes on by itself; look after look goes by until the run is over.
async fn end_of_run(world: &World) -> Outcome<Shown> {
    let over = |one: &Shown| one.title.contains("Only a demo") && one.body.contains("passed");
    for _ in 0..40 {
        world.let_pass(40)?;
        let told = within(Duration::from_secs(2), "the end of the demo's run", async || {
            Ok(world.notifications.all().into_iter().find(over))
        });
        if let Ok(told) = told.await {
            return Ok(told);
        }
    }
    Err(format!("the demo's run did not end; told was {:?}", world.notifications.all()).into())
}
