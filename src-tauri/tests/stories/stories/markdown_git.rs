//! An export writes each test case as a Markdown file and commits what changed, in the person's name; what a review
//! changed in such a file is compared with the server and restored.

use std::fs;
use std::path::Path;
use std::process::Command;

use reqwest::Method;
use serde_json::json;

use super::exporting::{self, Plan};
use super::{acts, restoring};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let repository = world.make_folder("repository")?;
    git(&repository, &["init", "--quiet"])?;
    for (key, value) in
        [("user.name", "Anna Tester"), ("user.email", "anna@example.org"), ("commit.gpgsign", "false")]
    {
        git(&repository, &["config", key, value])?;
    }
    let folder = repository.to_string_lossy().into_owned();
    let window = acts::connected(world).await?;
    let (project, _) = exporting::project(world).await?;
    exporting::make(world, &window, &Plan { name: "As text", markdown: Some(&folder), ..Plan::default() })
        .await?;
    exporting::run(world, &window).await?;
    let first = git(&repository, &["log", "--format=%an: %s"])?;
    ensure!(first.starts_with("Anna Tester: Update test cases of "), "the first commit is {first:?}");

    // A colleague edits on the server: the next export commits that one file.
    let cases = restoring::some_cases(world, project, 2).await?;
    let path = format!("/rs/testcase/{}", cases[0]);
    let edit = json!({"description": "Pay with a card\nThen with cash"});
    world.server.act(Method::PATCH, &path, Some(&edit)).await?;
    world.let_pass(3600)?;
    exporting::run(world, &window).await?;
    let changed = git(&repository, &["show", "--format=", "--name-only"])?;
    ensure!(changed == format!("{}.md", cases[0]), "the second commit changes {changed:?}");
    let lines = git(&repository, &["show", "--format=", "--unified=0"])?;
    ensure!(lines.contains("+Then with cash"), "the commit reads {lines}");

    // A review edits a file: it goes back to the server once it was looked at and confirmed.
    let file = repository.join(format!("{}.md", cases[1]));
    let text = fs::read_to_string(&file)?;
    let name = text.lines().find(|line| line.starts_with("name: ")).ok_or("the file has no name")?;
    fs::write(&file, text.replacen(name, "name: Reviewed by Boris", 1))?;
    window.run(&format!("location.hash = '#/cases/{project}'")).await?;
    window.click("link", "Restore").await?;
    window.choose("Copy of", &format!("Markdown files in {folder}")).await?;
    window.click("button", "Compare with the server").await?;
    window.sees("Changed 1").await?;
    window.sees("Reviewed by Boris").await?;
    window.click("checkbox", "Select all changed").await?;
    window.click("button", "Restore 1 test case…").await?;
    window.click("button", "Restore 1 test case").await?;
    window.sees_within(60, "As in the copy: 1").await?;
    let live = world.server.api(&format!("/rs/testcase/{}", cases[1])).await?;
    ensure!(live["name"] == "Reviewed by Boris", "the server has {live}");
    Ok(())
}

fn git(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {arguments:?}: {said}");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
