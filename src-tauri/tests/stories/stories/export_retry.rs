//! The server fails twice: the plan says why, when it tries again and how often, and in the end there is one good file.

use serde_json::json;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const WHY: &str = "Heap space is used up";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "Stubborn", ..Plan::default() }).await?;
    world.server.post("exports", &json!({"times": 2, "fail": WHY})).await?;

    window.click("button", "Run now").await?;
    window.sees("Attempt 2 of 4").await?;
    let told = world.notifications.wait_for("Stubborn").await?;
    ensure!(told.body.contains(WHY), "the notification says {}", told.body);
    world.tray.as_ref().ok_or("this desktop has no tray")?.says("export").await?;
    ensure!(exporting::files(world)?.is_empty(), "a failed attempt left a file");

    // Waiting for its turn survives a kill.
    world.kill().await?;
    let window = world.open(&[]).await?;
    exporting::plans(&window).await?;
    window.sees("Attempt 2 of 4").await?;
    world.let_pass(5 * 60 + 5)?;
    window.sees("Attempt 3 of 4").await?;
    world.let_pass(10 * 60 + 5)?;
    eventually("the file", async || Ok((exporting::files(world)?.len() == 1).then_some(()))).await?;
    exporting::done(world, &window).await?;
    exporting::whole(&exporting::files(world)?[0])?;
    window.loses("Why it failed").await?;

    window.click("link", "Attempts").await?;
    window.sees("attempt 3").await?;
    ensure!(exporting::times(&window, "Failed").await? >= 2, "the failed attempts have no rows");
    ensure!(exporting::requests(world).await?.len() == 3, "three attempts, three requests");

    // Repetitions can be called off.
    world.server.post("exports", &json!({"times": 1, "fail": WHY})).await?;
    exporting::plans(&window).await?;
    window.click("button", "Run now").await?;
    window.sees("Attempt 2 of 4").await?;
    window.click("button", "Cancel").await?;
    window.loses("Attempt 2 of 4").await?;
    // With nothing running the server is looked at every five minutes.
    acts::look_after(world, 3600).await?;
    ensure!(exporting::requests(world).await?.len() == 4, "what was called off was repeated");
    Ok(())
}
