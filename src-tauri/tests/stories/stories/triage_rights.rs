//! Rights are known before a button is offered, and one whose rights were withdrawn meanwhile is told.

use serde_json::json;

use super::{acts, triage};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Not mine to decide";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    let launch = triage::red(world, &window, NAME).await?;
    triage::focus(&window, triage::GROUP).await?;
    window.press("m").await?;
    window.fill("Name of the mute", "The stage is down").await?;
    let rights = json!({"project_id": job.project_id, "permissions": ["project:read"]});
    world.server.post("permissions", &rights).await?;
    window.click("button", "Mute").await?;
    window.sees("You have no right to change results in this project.").await?;
    window.press("Escape").await?;
    let muted = triage::results(world, launch, |one| one["muted"] == true).await?;
    ensure!(muted == 0, "{muted} are muted");
    // Asked anew, the page says so beforehand.
    world.let_pass(90)?;
    window.click("link", "Runs").await?;
    window.click("link", NAME).await?;
    acts::on_run_page(&window).await?;
    triage::focus(&window, triage::GROUP).await?;
    window.press("m").await?;
    window.sees("You have no right to change results in this project.").await
}
