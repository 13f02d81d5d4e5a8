//! A folder is watched while tests run: the launch grows in Runs, and is closed once the person finishes it.

use super::acts;
use super::uploading;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let folder = world.results(0..2)?;
    uploading::choose(world, &window, &folder, "Growing").await?;
    window.click("checkbox", "Watch the folder and send what tests write into it, until I finish it").await?;
    window.click("button", "Upload").await?;
    window.sees_within(60, "2 of 2 results").await?;
    world.results(2..7)?;
    window.sees_within(60, "7 of 7 results").await?;
    window.sees("Watching the folder").await?;
    let grown = |results| async move {
        Ok((uploading::on_server(world, "Growing").await?.1 == results).then_some(()))
    };
    eventually("seven results on the server", || grown(7)).await?;
    window.sees("Open the run").await?;
    world.results(7..8)?;
    window.click("button", "Finish: Growing").await?;
    window.sees_within(60, "Uploaded").await?;
    let (_, results, closed) = uploading::on_server(world, "Growing").await?;
    ensure!(results == 8 && closed, "the server has {results}, closed: {closed}");
    Ok(())
}
