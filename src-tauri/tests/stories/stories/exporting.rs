//! What persons do with exports in more than one story.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use serde_json::Value;

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually, within};

/// What a person says of a plan; the rest stays as the form offers it.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    pub(crate) name: &'a str,
    /// Groups at the top of the project's first tree; none for all of the project.
    pub(crate) groups: &'a [&'a str],
    pub(crate) keep_days: Option<&'a str>,
    /// A folder in a Git repository for Markdown files, each change committed.
    pub(crate) markdown: Option<&'a str>,
}

/// The first project of the server: id and name.
pub(crate) async fn project(world: &World) -> Outcome<(i64, String)> {
    let job = acts::a_job(world).await?;
    Ok((job.project_id, job.project))
}

/// The names of the groups at the top of that project's first tree.
pub(crate) async fn top_groups(world: &World) -> Outcome<Vec<String>> {
    let names = groups(world).await?.1;
    Ok(names.iter().filter_map(|group| group["name"].as_str().map(str::to_owned)).collect())
}

/// The first tree and the id of its first group.
pub(crate) async fn a_group(world: &World) -> Outcome<(i64, i64)> {
    let (tree, groups) = groups(world).await?;
    Ok((tree, groups.first().and_then(|group| group["id"].as_i64()).ok_or("the tree has no group")?))
}

async fn groups(world: &World) -> Outcome<(i64, Vec<Value>)> {
    let (project, _) = project(world).await?;
    let trees = world.server.api(&format!("/tree?projectId={project}&sort=id,asc")).await?;
    let tree = trees["content"][0]["id"].as_i64().ok_or("the project has no tree")?;
    let path = format!("/v2/project/{project}/test-case/tree/tree-node?treeId={tree}&size=100");
    let nodes = world.server.api(&path).await?;
    let nodes = nodes["children"]["content"].as_array().cloned().unwrap_or_default();
    Ok((tree, nodes.into_iter().filter(|node| node["type"] == "GROUP").collect()))
}

/// Through the form of a new plan; ends at the plans.
pub(crate) async fn make(world: &World, window: &Window, plan: &Plan<'_>) -> Outcome {
    let (_, project) = project(world).await?;
    window.click("link", "Exports").await?;
    window.click("any", "New plan").await?;
    window.fill("Project", &project).await?;
    window.click("option", &project).await?;
    window.fill("Name of the plan", plan.name).await?;
    if !plan.groups.is_empty() {
        window.click("radio", "Groups of a tree").await?;
        for group in plan.groups {
            window.click("checkbox", group).await?;
        }
    }
    if let Some(days) = plan.keep_days {
        window.fill("Keep files for days", days).await?;
    }
    if let Some(folder) = plan.markdown {
        window.fill("Folder for Markdown files", folder).await?;
        window.click("checkbox", "Commit each change to Git").await?;
    }
    window.click("button", "Save the plan").await?;
    window.sees("Run now").await?;
    window.sees(plan.name).await
}

/// Runs the only plan, and waits for so many files; answers the new ones.
pub(crate) async fn run(world: &World, window: &Window) -> Outcome<Vec<PathBuf>> {
    let before = files(world)?;
    plans(window).await?;
    window.click("button", "Run now").await?;
    // The window may not show yet that it runs.
    let begun = async || Ok(files(world)?.iter().any(|file| !before.contains(file)).then_some(()));
    within(std::time::Duration::from_mins(1), "a new file", begun).await?;
    done(world, window).await?;
    Ok(files(world)?.into_iter().filter(|file| !before.contains(file)).collect())
}

/// Runs this plan of several; does not wait.
pub(crate) async fn begin(window: &Window, plan: &str) -> Outcome {
    plans(window).await?;
    window.click_beside(plan, "button", "Run now").await
}

/// Waits until no plan has anything under way.
pub(crate) async fn done(world: &World, window: &Window) -> Outcome {
    plans(window).await?;
    let idle = async || {
        let text = window.text().await?;
        let is_busy = text.contains("Cancel") || text.contains("Not run yet");
        Ok((!is_busy && unfinished(world)?.is_empty()).then_some(()))
    };
    let waited = within(std::time::Duration::from_mins(1), "the end of the export", idle);
    match waited.await {
        Ok(()) => Ok(()),
        Err(error) => Err(format!("{error}\nThe window reads:\n{}", window.text().await?).into()),
    }
}

pub(crate) async fn plans(window: &Window) -> Outcome {
    window.run("location.hash = '#/exports'").await?;
    window.sees("Run now").await
}

/// What the menu of a plan offers.
pub(crate) async fn choose(window: &Window, plan: &str, what: &str) -> Outcome {
    plans(window).await?;
    window.click("button", &format!("More for {plan}")).await?;
    window.click("menuitem", what).await
}

/// The finished files, by name.
pub(crate) fn files(world: &World) -> Outcome<Vec<PathBuf>> {
    let folder = world.exports()?;
    let is_finished = |name: &String| is_csv(name) && !name.starts_with('.') && !name.contains(".failed-");
    Ok(world.exported()?.into_iter().filter(is_finished).map(|name| folder.join(name)).collect())
}

/// Whatever else lies in the folder of the exports: nothing, when nothing is under way.
pub(crate) fn unfinished(world: &World) -> Outcome<Vec<String>> {
    Ok(world.exported()?.into_iter().filter(|name| name.starts_with('.')).collect())
}

fn is_csv(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}

/// A file that reads from end to end, as the server writes it: its header and its rows.
pub(crate) fn whole(file: &Path) -> Outcome<(Vec<String>, Vec<Vec<String>>)> {
    whole_by(file, b';')
}

/// The same of a file with another list separator.
pub(crate) fn whole_by(file: &Path, separator: u8) -> Outcome<(Vec<String>, Vec<Vec<String>>)> {
    let bytes = fs::read(file)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes.as_slice());
    let header = reader.headers()?.iter().map(str::to_owned).collect::<Vec<_>>();
    let rows = reader.records().map(|row| Ok(row?.iter().map(str::to_owned).collect()));
    let rows = rows.collect::<Outcome<Vec<_>>>().map_err(|error| format!("{}: {error}", file.display()))?;
    ensure!(header.iter().any(|name| name == "allure_id"), "{} has the header {header:?}", file.display());
    ensure!(bytes.ends_with(b"\n"), "{} ends in the middle of a row", file.display());
    Ok((header, rows))
}

/// The requests for exports that came in.
pub(crate) async fn requests(world: &World) -> Outcome<Vec<Value>> {
    let is_export = |entry: &Value| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["method"] == "POST" && path.contains("/export/") && path.ends_with("csv")
    };
    Ok(world.server.journal().await?.into_iter().filter(is_export).collect())
}

/// Waits until the server holds no request of ours any more.
pub(crate) async fn server_is_tidy(world: &World) -> Outcome {
    eventually("the server's requests to be deleted", async || {
        let left = world.server.get("exports").await?;
        Ok(left.as_array().is_some_and(Vec::is_empty).then_some(()))
    })
    .await
}

/// Moves the program's clock to a moment after the next 07:00 in UTC, and so many days more.
pub(crate) fn pass_the_due_time(world: &World, more_days: u64, after: TimeDelta) -> Outcome {
    let now = world.now()?;
    let today = now.date_naive().and_time(NaiveTime::from_hms_opt(7, 0, 0).ok_or("no such time")?).and_utc();
    let next = if today > now { today } else { today + Days::new(1) };
    let wanted: DateTime<Utc> = next + Days::new(more_days) + after;
    world.let_pass((wanted - now).num_seconds() + 1)
}

/// How often this can be read in the window.
pub(crate) async fn times(window: &Window, text: &str) -> Outcome<usize> {
    let script = format!("return document.querySelector('main').innerText.split({text:?}).length - 1");
    Ok(usize::try_from(window.run(&script).await?.as_u64().unwrap_or_default())?)
}
