//! A comment on a test case is read where the case is read, and written there once, also where the answer was lost.

use serde_json::{Value, json};

use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, _) = restoring::copied(world).await?;
    let case = restoring::some_cases(world, project, 1).await?.remove(0);
    let theirs = json!({"testCaseId": case, "body": "Step 2 needs a new account"});
    world.server.act(reqwest::Method::POST, "/rs/comment", Some(&theirs)).await?;
    window.run(&format!("location.hash = '#/cases/{project}'")).await?;
    window.sees("test cases").await?;
    window.run(&format!("location.hash = '#/cases/{project}/{case}/0'")).await?;
    window.click("link", "On the server").await?;
    window.sees("Step 2 needs a new account").await?;

    window.fill("Write a comment", "Done, see the new precondition").await?;
    world
        .server
        .trouble(&json!({"kind": "lost_answer", "path": "/comment", "method": "POST", "times": 1}))
        .await?;
    window.click("button", "Comment").await?;
    eventually("the field to be empty", async || {
        Ok(window.value("Write a comment").await?.is_empty().then_some(()))
    })
    .await?;
    window.sees("Done, see the new precondition").await?;
    let all = world.server.api(&format!("/rs/comment?testCaseId={case}")).await?;
    let is_ours = |comment: &&Value| comment["body"] == "Done, see the new precondition";
    let said = all["content"].as_array().into_iter().flatten().filter(is_ours).count();
    ensure!(said == 1, "it was said {said} times");
    Ok(())
}
