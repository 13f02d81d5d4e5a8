//! The program is killed while it sends: the next one goes on, and no result is there twice.

use serde_json::json;

use super::acts;
use super::uploading;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let folder = world.results(0..600)?;
    uploading::choose(world, &window, &folder, "Killed").await?;
    let slow = json!({"kind": "latency", "ms": 1_500, "path": "/upload/file", "method": "POST", "times": 4});
    world.server.trouble(&slow).await?;
    window.click("button", "Upload").await?;
    uploading::batches(world, 3).await?;
    world.kill().await?;
    world.server.no_trouble().await?;

    let window = world.open(&[]).await?;
    window.click("link", "Runs").await?;
    window.sees("Paused").await?;
    window.click("button", "Continue: Killed").await?;
    window.sees_within(90, "Uploaded").await?;
    window.sees("600 results").await?;
    let (_, results, closed) = uploading::on_server(world, "Killed").await?;
    ensure!(results == 600 && closed, "the server has {results}, closed: {closed}");
    Ok(())
}
