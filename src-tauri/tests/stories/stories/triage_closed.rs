//! A closed launch is opened again only when somebody asks for that, from the dialog.

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Closed too soon";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let launch = triage::red(world, &window, NAME).await?;
    let closed = async || is_closed(world, launch).await;
    window.click("button", "More actions").await?;
    window.click("menuitem", "Close the launch").await?;
    window.sees("Close the launch?").await?;
    window.click("button", "Close the launch").await?;
    eventually("the launch to be closed", async || Ok(closed().await?.then_some(()))).await?;
    world.let_pass(90)?;
    triage::focus(&window, triage::GROUP).await?;
    window.press("m").await?;
    window.sees("Reopen and mute").await?;
    window.picture(&world.keep("closed.png")).await?;
    window.press("Escape").await?;
    ensure!(closed().await?, "it is open, and nobody asked");
    triage::focus(&window, triage::GROUP).await?;
    window.press("m").await?;
    window.fill("Name of the mute", "The stage is down").await?;
    window.click("button", "Reopen and mute").await?;
    window.sees("Done for").await?;
    ensure!(!closed().await?, "it is closed");
    let muted = triage::results(world, launch, |one| one["muted"] == true).await?;
    ensure!(muted > 0, "nothing is muted");
    Ok(())
}

async fn is_closed(world: &World, launch: i64) -> Outcome<bool> {
    Ok(world.server.api(&format!("/rs/launch/{launch}")).await?["closed"] == true)
}
