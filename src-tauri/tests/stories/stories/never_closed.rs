//! The launch stays open on the server; the outcome is told all the same.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Open for days";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let plan = json!({"tests": 6, "failed": 1, "broken": 1, "skipped": 0, "queue_ms": 0, "hold": true, "never_closed": true});
    world.server.script(&plan).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("4 passed, 1 failed, 1 broken"), "the notification says {}", told.body);
    window.sees("Failed").await?;
    let launches = world.server.launches().await?;
    let ours = launches.iter().find(|one| one["id"] == launch).ok_or("the launch is gone")?;
    ensure!(ours["closed"] == false, "the launch was closed on the server");
    Ok(())
}
