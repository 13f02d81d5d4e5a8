//! The answer to the launch is lost after the server did the work: one launch exists in the end, and the window shows it.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Lost and found";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    acts::hold_next(world, 5, 0).await?;
    let lost = json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1});
    world.server.trouble(&lost).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    window.sees("Found on the server").await?;

    world.server.advance(launch, &json!({"results": 2})).await?;
    acts::look(world).await?;
    window.sees("2 of 5").await?;
    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("5 passed"), "the notification says {}", told.body);

    let twins = world.server.launches().await?.iter().filter(|one| one["name"] == NAME).count();
    ensure!(twins == 1, "{twins} launches of that name are on the server");
    let requests = world.server.launch_requests().await?.len();
    ensure!(requests == 1, "{requests} launch requests came in");
    Ok(())
}
