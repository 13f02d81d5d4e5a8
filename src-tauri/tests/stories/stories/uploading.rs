//! What the stories of uploads share.

use std::path::Path;

use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

/// Chooses the folder and fills the form in.
pub(crate) async fn choose(world: &World, window: &Window, folder: &Path, name: &str) -> Outcome {
    window.click("link", "Runs").await?;
    window.click("link", "Upload results…").await?;
    window.click("button", "Choose a folder…").await?;
    world.screen.pick_folder(folder).await?;
    window.sees("What is in it").await?;
    window.fill("Project", &project(world).await?.1).await?;
    window.press("Enter").await?;
    window.fill("Launch name", name).await
}

/// The first project of the server.
async fn project(world: &World) -> Outcome<(i64, String)> {
    super::exporting::project(world).await
}

/// What the server has of the launch, and whether it is closed.
pub(crate) async fn on_server(world: &World, name: &str) -> Outcome<(i64, u64, bool)> {
    let id = super::acts::launch_on_server(world, name).await?;
    let results = world.server.api(&format!("/testresult?launchId={id}&size=1")).await?;
    let launch = world.server.api(&format!("/launch/{id}")).await?;
    Ok((id, results["totalElements"].as_u64().unwrap_or(0), launch["closed"] == true))
}

/// Waits until the server was asked so often for files.
pub(crate) async fn batches(world: &World, least: usize) -> Outcome {
    eventually("batches of files", async || {
        let journal = world.server.journal().await?;
        let is_one = |entry: &&serde_json::Value| {
            entry["path"].as_str().is_some_and(|path| path.ends_with("/upload/file"))
        };
        Ok((journal.iter().filter(is_one).count() >= least).then_some(()))
    })
    .await
}
