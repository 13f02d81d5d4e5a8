//! "Repeat the last one": the same job, the same values, with one click; and from the run's page.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Once more";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 4, 0).await?;
    acts::open_form(&window, &job).await?;
    window.fill("Launch name", NAME).await?;
    window.fill(&job.parameters[0].name, "release/7").await?;
    window.press("Enter").await?;
    acts::on_run_page(&window).await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;

    window.click("link", "Launch").await?;
    window.click("button", "Repeat the last one").await?;
    let requests = eventually("the second launch request", async || {
        let requests = world.server.launch_requests().await?;
        Ok((requests.len() > 1).then_some(requests))
    })
    .await?;
    acts::on_run_page(&window).await?;
    let [first, second] = requests.as_slice() else {
        return Err(format!("{} requests", requests.len()).into());
    };
    ensure!(first["path"] == second["path"], "another job was launched");
    ensure!(
        first["body"]["parameters"] == second["body"]["parameters"],
        "with other values: {}",
        second["body"]
    );

    // The form offers what was used last.
    acts::open_form(&window, &job).await?;
    window.click("button", "Last: release/7").await?;
    ensure!(window.value(&job.parameters[0].name).await? == "release/7", "the last value was not taken");
    Ok(())
}
