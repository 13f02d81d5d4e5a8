//! A project whose test cases were deleted on the server comes back from the copy: those in the bin out of it, those that
//! are nowhere anew, and what was spoilt is written over. The next export says what the one before the loss said.

use reqwest::Method;
use serde_json::json;

use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, file) = restoring::copied(world).await?;
    let lost = restoring::some_cases(world, project, 60).await?;
    restoring::delete(world, &lost[..30], false).await?;
    restoring::delete(world, &lost[30..58], true).await?;
    let spoilt = json!({"name": "Spoilt by a script", "tags": [], "precondition": ""});
    for id in &lost[58..] {
        world.server.act(Method::PATCH, &format!("/rs/testcase/{id}"), Some(&spoilt)).await?;
    }

    restoring::look(&window, project).await?;
    window.sees("Missing 58").await?;
    window.sees("Brought back from the bin").await?;
    window.sees("Made anew, under a new number").await?;
    window.click("button", "Changed 2").await?;
    window.sees("Changed on the server by").await?;
    window.click("checkbox", "Select all changed").await?;
    window.click("button", "Restore 60 test cases…").await?;
    window.sees("58 missing come back").await?;
    window.sees("2 changed are written over").await?;
    ensure!(restoring::writes(world).await? == 0, "something was written before it was confirmed");
    window.click("button", "Restore 60 test cases").await?;
    window.sees_within(120, "As in the copy: 60").await?;
    ensure!(!window.has("button", "Pause").await?, "it is over and may be paused");

    restoring::is_as_before(world, &window, &file).await?;
    restoring::look(&window, project).await?;
    // The copy of before the loss has other numbers of what was made anew.
    window.sees("The project is as the copy has it").await
}
