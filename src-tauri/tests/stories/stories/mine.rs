//! What waits for the person stands in one place: failures without a defect in a run that is followed, and what is assigned
//! to the person. It leads to the run, and is there without the server.

use serde_json::json;

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

const NAME: &str = "Waits for me";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    triage::red(world, &window, NAME).await?;
    window.click("link", "Mine").await?;
    window.sees_within(120, "Failed without a defect").await?;
    eventually("all projects to be read", async || {
        world.let_pass(61)?;
        Ok((!window.text().await?.contains("read so far")).then_some(()))
    })
    .await?;
    window.sees(NAME).await?;
    window.picture(&world.keep("mine.png")).await?;
    window.resize(380, 760).await?;
    window.picture(&world.keep("narrow.png")).await?;

    world.kill().await?;
    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    let window = world.open(&[]).await?;
    window.click("link", "Mine").await?;
    window.sees("Failed without a defect").await?;
    window.click("link", NAME).await?;
    acts::on_run_page(&window).await
}
