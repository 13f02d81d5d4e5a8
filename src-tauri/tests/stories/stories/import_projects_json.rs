//! The projects.json of the earlier export script becomes plans; what is not understood is named.

use serde_json::json;

use super::acts;
use super::exporting;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let (project, _) = exporting::project(world).await?;
    let (tree, group) = exporting::a_group(world).await?;
    let text = json!({
        "projects": [
            {"project_id": project, "tree_id": tree,
             "groups": [{"group_id": group, "group_name": "Imported"}, {"group_id": "none"}]},
            {"project_id": "seventeen"},
        ],
        "colour": "green",
    });
    let file = world.write("projects.json", &text.to_string())?;

    window.click("link", "Exports").await?;
    window.click("button", "Import…").await?;
    // The window reads no file that is only typed.
    window.fill("File", &file.to_string_lossy()).await?;
    window.click("button", "Read").await?;
    window.sees("only after you chose it").await?;
    window.click("button", "Choose…").await?;
    world.screen.pick_file(&file).await?;
    window.click("button", "Read").await?;
    window.sees("1 plan understood").await?;
    window.sees("colour").await?;
    window.sees("projects[1].project_id").await?;
    window.click("button", "Save all").await?;
    window.press("Escape").await?;

    let files = exporting::run(world, &window).await?;
    ensure!(files.len() == 1, "the imported plan made {} files", files.len());
    let name = files[0].file_name().unwrap_or_default().to_string_lossy().into_owned();
    ensure!(name.contains("Imported"), "the file is called {name}");
    exporting::whole(&files[0])?;
    Ok(())
}
