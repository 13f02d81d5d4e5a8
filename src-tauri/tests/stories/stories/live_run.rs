//! A run that is on screen is looked at every few seconds, however seldom the settings look: its results come by
//! themselves, and its end too.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Looked at";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    // Ten minutes, which no step of this story lasts.
    window.click("link", "Settings").await?;
    window.fill("Look every, while something runs", "600").await?;
    window.press("Tab").await?;

    acts::hold_next(world, 10, 2).await?;
    let launch = acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    for (more, so_far) in [(4, "4 of 10"), (2, "6 of 10"), (2, "8 of 10")] {
        world.server.advance(launch, &json!({"results": more})).await?;
        window.sees(so_far).await?;
    }
    world.server.advance(launch, &json!({"finish": true})).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.body.contains("8 passed, 2 failed"), "the notification says {}", told.body);
    Ok(())
}
