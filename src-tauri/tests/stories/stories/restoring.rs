//! What persons do with restores in more than one story.

use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::Value;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

/// A project with a verified copy: its number, and the file.
pub(crate) async fn copied(world: &World) -> Outcome<(Window, i64, PathBuf)> {
    let window = acts::connected(world).await?;
    let (project, _) = exporting::project(world).await?;
    exporting::make(world, &window, &Plan { name: "Kept", ..Plan::default() }).await?;
    exporting::choose(&window, "Kept", "Pause").await?;
    let file = exporting::run(world, &window).await?.remove(0);
    Ok((window, project, file))
}

/// The numbers of the first test cases of a project.
pub(crate) async fn some_cases(world: &World, project: i64, number: usize) -> Outcome<Vec<i64>> {
    let path = format!("/rs/testcase?projectId={project}&size={number}&sort=id,asc");
    let all = world.server.api(&path).await?;
    Ok(all["content"].as_array().into_iter().flatten().filter_map(|case| case["id"].as_i64()).collect())
}

/// Somebody deletes them; `force` leaves nothing in the bin.
pub(crate) async fn delete(world: &World, cases: &[i64], force: bool) -> Outcome {
    for id in cases {
        world.server.act(Method::DELETE, &format!("/rs/testcase/{id}?force={force}"), None).await?;
    }
    Ok(())
}

/// How often the program made a test case or brought one back.
pub(crate) async fn writes(world: &World) -> Outcome<usize> {
    let is_write = |entry: &&Value| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["method"] == "POST" && (path.ends_with("/testcase") || path.ends_with("/restore"))
    };
    Ok(world.server.journal().await?.iter().filter(is_write).count())
}

/// From the test cases to what the copy has and the server lacks.
pub(crate) async fn look(window: &Window, project: i64) -> Outcome {
    window.run(&format!("location.hash = '#/cases/{project}'")).await?;
    window.sees("test cases").await?;
    window.click("link", "Restore").await?;
    window.click("button", "Compare with the server").await?;
    window.sees("the same").await
}

/// The file of the next export says the same, but for numbers.
pub(crate) async fn is_as_before(world: &World, window: &Window, before: &Path) -> Outcome {
    world.let_pass(3600)?;
    let after = exporting::run(world, window).await?.remove(0);
    let (was, is) = (without_numbers(before)?, without_numbers(&after)?);
    ensure!(was.len() == is.len(), "there were {}, and are {}", was.len(), is.len());
    let other = was.iter().zip(&is).find(|(was, is)| was != is);
    ensure!(other.is_none(), "one differs: {other:?}");
    Ok(())
}

fn without_numbers(file: &Path) -> Outcome<Vec<Vec<String>>> {
    let (header, mut rows) = exporting::whole(file)?;
    let number = header.iter().position(|name| name == "allure_id").ok_or("no numbers")?;
    for row in &mut rows {
        row.remove(number);
    }
    rows.sort();
    Ok(rows)
}
