//! The program is killed while a run is under way; after the next start the run goes on and one notification comes.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Survivor";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    acts::hold_next(world, 8, 1).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    world.server.advance(launch, &json!({"results": 2})).await?;
    acts::look(world).await?;
    window.sees("2 of 8").await?;

    world.kill().await?;
    world.server.advance(launch, &json!({"results": 3})).await?;
    let window = world.open(&[]).await?;
    window.click("link", "Runs").await?;
    window.sees(NAME).await?;
    window.sees("5 of 8").await?;

    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("7 passed, 1 failed"), "the notification says {}", told.body);

    // Killed once more: what was told stays told.
    world.kill().await?;
    let window = world.open(&[]).await?;
    window.click("link", "Runs").await?;
    window.sees(NAME).await?;
    // A look of a program that has nothing to watch.
    acts::look_after(world, 600).await?;
    ensure!(acts::told_of(world, NAME) == 1, "told {} times", acts::told_of(world, NAME));
    ensure!(world.server.launch_requests().await?.len() == 1, "launched more than once");
    Ok(())
}
