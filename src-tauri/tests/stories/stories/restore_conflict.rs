//! What somebody changes between the comparison and the restore is left as it is, and told; the person may choose it anew.

use reqwest::Method;
use serde_json::json;

use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, file) = restoring::copied(world).await?;
    let cases = restoring::some_cases(world, project, 2).await?;
    let write = async |id: i64, text: &str| {
        let body = json!({"description": text});
        world.server.act(Method::PATCH, &format!("/rs/testcase/{id}"), Some(&body)).await
    };
    for id in &cases {
        write(*id, "Spoilt").await?;
    }
    restoring::look(&window, project).await?;
    window.sees("Changed 2").await?;
    ensure!(!window.has("button", "Restore 2 test cases…").await?, "what was changed is chosen unasked");
    window.click("checkbox", "Select all changed").await?;
    write(cases[0], "Written by a colleague meanwhile").await?;
    window.click("button", "Restore 2 test cases…").await?;
    window.sees("2 changed are written over").await?;
    window.click("button", "Restore 2 test cases").await?;
    window.sees_within(60, "Changed meanwhile: 1").await?;
    window.sees("As in the copy: 1").await?;
    window.click("any", "Report").await?;
    window.sees("somebody changed it after the comparison").await?;
    let live = world.server.api(&format!("/rs/testcase/{}", cases[0])).await?;
    ensure!(live["description"] == "Written by a colleague meanwhile", "it was written over: {live}");

    window.click("button", "Remove from the list").await?;
    window.loses("Changed meanwhile: 1").await?;
    restoring::look(&window, project).await?;
    window.sees("Changed 1").await?;
    window.click("checkbox", "Select all changed").await?;
    window.click("button", "Restore 1 test case…").await?;
    window.sees("1 changed are written over").await?;
    window.click("button", "Restore 1 test case").await?;
    window.sees_within(60, "As in the copy: 1").await?;
    restoring::is_as_before(world, &window, &file).await
}
