//! Values are saved under a name, survive a restart, and fill the form again.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    let [first, second, ..] = job.parameters.as_slice() else {
        return Err("two parameters are needed".into());
    };
    acts::open_form(&window, &job).await?;
    window.fill(&first.name, "стенд-7").await?;
    window.fill(&second.name, "value of the preset").await?;
    window.click("button", "Save as preset").await?;
    window.fill("Preset name", "Ночь").await?;
    window.click("button", "Save").await?;
    window.sees("Preset “Ночь” saved").await?;

    world.kill().await?;
    let window = world.open(&[]).await?;
    acts::open_form(&window, &job).await?;
    ensure!(window.value(&first.name).await? == first.value, "the form does not start with the defaults");
    window.click("button", "Ночь").await?;
    ensure!(window.value(&first.name).await? == "стенд-7", "the first value was not filled in");
    ensure!(window.value(&second.name).await? == "value of the preset", "the second value was not filled in");

    window.click("button", "Launch").await?;
    let requests = eventually("the launch request", async || {
        let requests = world.server.launch_requests().await?;
        Ok((!requests.is_empty()).then_some(requests))
    })
    .await?;
    ensure!(requests[0]["body"].to_string().contains("стенд-7"), "sent was {}", requests[0]["body"]);
    Ok(())
}
