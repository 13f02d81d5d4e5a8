//! Results from a folder: what is in it is told first, then they become a launch that is counted, closed and followed.

use super::acts;
use super::uploading;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let folder = world.results(0..450)?;
    uploading::choose(world, &window, &folder, "From the disk").await?;
    window.sees("450 results").await?;
    window.sees("450 attachments").await?;
    let faults = window.faults(&world.axe()?).await?;
    ensure!(faults.is_empty(), "{faults:?}");
    window.fill("Tags", "local, smoke").await?;
    window.click("button", "Upload").await?;

    window.sees_within(60, "Uploaded").await?;
    window.sees("the launch is closed").await?;
    let (launch, results, closed) = uploading::on_server(world, "From the disk").await?;
    ensure!(results == 450 && closed, "the server has {results}, closed: {closed}");
    let tags = world.server.api(&format!("/launch/{launch}")).await?["tags"].clone();
    ensure!(tags.as_array().is_some_and(|tags| tags.len() == 2), "the tags are {tags}");

    window.click("link", "Open the run: From the disk").await?;
    acts::on_run_page(&window).await?;
    window.sees("From the disk").await?;
    window.sees_within(60, "450 results Failed 45 Passed 405").await
}
