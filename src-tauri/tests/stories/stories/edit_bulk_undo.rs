//! Several test cases get a tag together: previewed, written once also where an answer is lost, with one that a colleague
//! changed meanwhile left alone, and taken back. What the next launch would write over is told before editing.

use reqwest::Method;
use serde_json::{Value, json};

use super::restoring;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, _) = restoring::copied(world).await?;
    let cases = restoring::some_cases(world, project, 3).await?;
    let mut before = Vec::new();
    for id in &cases {
        before.push(tags(world, *id).await?);
    }
    preview(world, &window, project, &cases).await?;
    window.click("button", "Write 3 test cases").await?;
    window.sees("3 of 3 written").await?;
    for (id, before) in cases.iter().zip(&before) {
        let written = tags(world, *id).await?;
        ensure!(written.len() == before.len() + 1, "#{id} had {before:?}, and has {written:?}");
    }
    window.click("button", "Undo").await?;
    all_are(world, &cases, &before).await?;
    window.click("button", "Done").await?;

    // The same again, with a colleague in the way and an answer that is lost.
    preview(world, &window, project, &cases).await?;
    window.sees("Write 3 test cases").await?;
    let theirs = json!({"description": "A colleague was here"});
    world.server.act(Method::PATCH, &format!("/rs/testcase/{}", cases[2]), Some(&theirs)).await?;
    let path = format!("/testcase/{}", cases[0]);
    let lost = json!({"kind": "lost_answer", "path": path, "method": "PATCH", "times": 1});
    world.server.trouble(&lost).await?;
    window.click("button", "Write 3 test cases").await?;
    window.sees("2 of 3 written").await?;
    window.sees("Changed meanwhile, left alone: 1").await?;
    let left = tags(world, cases[2]).await?;
    ensure!(left == before[2], "what a colleague changed was written over: {left:?}");
    let versions = world.server.api(&format!("/rs/testcase/{}/version", cases[0])).await?;
    let kept = versions.as_array().map_or(0, Vec::len);
    ensure!(kept == 2, "{kept} versions were kept before two edits");
    window.click("button", "Undo").await?;
    all_are(world, &cases, &before).await?;

    let path = format!("/rs/testcase/__search?projectId={project}&rql=automation%20%3D%20true&size=1");
    let automated = world.server.api(&path).await?["content"][0]["id"].as_i64().ok_or("none is automated")?;
    window.run(&format!("location.hash = '#/cases/{project}/{automated}/0'")).await?;
    window.sees("As exported").await?;
    window.click("button", "Edit").await?;
    window.sees("comes from automation: when the next launch is closed, it writes over: Name").await?;
    window.sees("Its steps cannot be edited here").await
}

async fn preview(world: &World, window: &Window, project: i64, cases: &[i64]) -> Outcome {
    window.run(&format!("location.hash = '#/cases/{project}'")).await?;
    for id in cases {
        let live = world.server.api(&format!("/rs/testcase/{id}")).await?;
        let name = live["name"].as_str().ok_or("a test case without a name")?;
        window.fill("Search test cases", &id.to_string()).await?;
        window.sees(&format!("#{id}")).await?;
        window.click("checkbox", &format!("Select: {name}")).await?;
    }
    window.click("button", "Edit 3 test cases").await?;
    window.fill("Add tags", "for-release").await?;
    window.click("button", "Preview").await
}

async fn tags(world: &World, id: i64) -> Outcome<Vec<String>> {
    let live = world.server.api(&format!("/rs/testcase/{id}")).await?;
    let name = |tag: &Value| tag["name"].as_str().unwrap_or_default().to_owned();
    let mut tags: Vec<String> = live["tags"].as_array().into_iter().flatten().map(name).collect();
    tags.sort();
    Ok(tags)
}

async fn all_are(world: &World, cases: &[i64], wanted: &[Vec<String>]) -> Outcome {
    eventually("the tags to be as before", async || {
        for (id, wanted) in cases.iter().zip(wanted) {
            if tags(world, *id).await? != *wanted {
                return Ok(None);
            }
        }
        Ok(Some(()))
    })
    .await
}
