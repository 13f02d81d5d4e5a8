//! The server was restored from a backup and gives an id that it gave before: the launch is a run of its own, shown and
//! told, and the one from before stays in the history.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 3, 1).await?;
    let before = acts::launch(world, &window, &job, "Before").await?;
    acts::finish(world, before).await?;
    world.notifications.wait_for("Before").await?;

    world.server.post("restore", &json!({})).await?;
    acts::hold_next(world, 4, 0).await?;
    let after = acts::launch(world, &window, &job, "After").await?;
    ensure!(after == before, "the server gave another id: {before}, {after}");
    acts::finish(world, after).await?;
    let told = acts::told_in_time(world, "After").await?;
    ensure!(told.body.contains("passed"), "the notification says {}", told.body);

    window.click("link", "Runs").await?;
    window.sees("Before").await?;
    window.sees("After").await
}
