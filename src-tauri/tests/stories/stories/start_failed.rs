//! The CI cannot start the run: its own words are told.

use serde_json::json;

use super::acts;
use crate::harness::Outcome;
use crate::harness::world::World;

const NAME: &str = "Stillborn";
const WORDS: &str = "No such branch: release/9";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    world.server.script(&json!({"start_failed": WORDS})).await?;
    acts::launch(world, &window, &acts::a_job(world).await?, NAME).await?;
    let told = acts::told_in_time(world, "Did not start").await?;
    if !told.body.contains(WORDS) {
        return Err(format!("the notification says {}", told.body).into());
    }
    window.sees(WORDS).await?;
    window.sees("The CI could not start it.").await
}
