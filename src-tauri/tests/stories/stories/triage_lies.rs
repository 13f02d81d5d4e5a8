//! The server says that it did what it was asked, and did nothing: the window says which tests did not take, by name.

use serde_json::json;

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Told lies";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let launch = triage::red(world, &window, NAME).await?;
    world.server.trouble(&json!({"kind": "lie", "path": "/testresult/bulk/hide"})).await?;
    triage::choose_first(&window).await?;
    window.press("h").await?;
    window.sees("Takes the results out of the launch").await?;
    window.click("button", "Hide").await?;
    window.sees("Done for 0 of 1 test").await?;
    window.sees("did not take").await?;
    window.picture(&world.keep("lie.png")).await?;
    let hidden = triage::results(world, launch, |one| one["hidden"] == true).await?;
    ensure!(hidden == 0, "{hidden} are hidden");
    window.press("Escape").await?;
    // The journal says the same.
    window.sees("0 of 1 took").await
}
