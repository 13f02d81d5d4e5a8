//! A copy is proved: a sample goes into a scratch project, is compared, told, and leaves nothing behind. Then one
//! test case is restored into that project in earnest, and known there afterwards.

use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, _) = restoring::copied(world).await?;
    let all = world.server.get("world").await?;
    let other = &all["projects"][1];
    let (into, name) = (other["id"].as_i64().ok_or("no number")?, other["name"].as_str().ok_or("no name")?);
    let before = count(world, into).await?;

    restoring::look(&window, project).await?;
    window.click("button", "Drill…").await?;
    window.fill("Scratch project", name).await?;
    window.click("option", name).await?;
    window.fill("Test cases in the sample", "6").await?;
    window.click("button", "Begin the drill").await?;
    window.sees_within(60, "As in the copy: 6").await?;
    let told = world.notifications.wait_for("The copy can be restored").await?;
    ensure!(told.body.contains("6 of 6"), "told was {}", told.body);
    let after = count(world, into).await?;
    ensure!(before == after, "{before} were there, and after the drill {after}");

    window.fill("Into project", name).await?;
    window.click("option", name).await?;
    window.click("button", "Compare again").await?;
    window.sees("There the test cases get numbers of their own").await?;
    // All that is missing is chosen until somebody says otherwise.
    window.click("checkbox", "Select all missing").await?;
    window.click("checkbox", "Select: ").await?;
    window.click("button", "Restore 1 test case…").await?;
    window.sees(&format!("in “{name}”?")).await?;
    window.click("button", "Restore 1 test case").await?;
    window.sees_within(60, "As in the copy: 1").await?;
    let after = count(world, into).await?;
    ensure!(after == before + 1, "{before} were there, and {after} are");
    window.click("button", "Compare with the server").await?;
    window.sees("1 the same").await
}

async fn count(world: &World, project: i64) -> Outcome<u64> {
    let page = world.server.api(&format!("/rs/testcase?projectId={project}&size=1")).await?;
    Ok(page["totalElements"].as_u64().ok_or("no number of test cases")?)
}
