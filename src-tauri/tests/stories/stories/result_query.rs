//! Results by AQL: a query that is wrong is told with its place, one that is right finds rows; it is remembered, saved under
//! a name over a restart, and its rows are written into a file.

use std::fs;

use super::acts;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const NAME: &str = "Two red";
const FAILED: u32 = 2;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 12, FAILED).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;

    let place = format!("location.hash = '#/trends/{}/results'", job.project_id);
    window.run(&place).await?;
    window.sees("Find results").await?;
    for (wrong, told) in [
        ("launch = 1 and (status = \"failed\"", "The bracket is not closed: at the end of the query"),
        ("launch = 1 or status = 'failed", "The quote is not closed: “'failed”"),
        ("status in [\"failed\"] and colour = 2", "The server does not know this field: “colour”"),
    ] {
        window.fill("Query", wrong).await?;
        window.sees(told).await?;
    }
    let query = format!("launch = {launch} and status = \"failed\"");
    window.fill("Query", &query).await?;
    window.sees(&format!("{FAILED} results")).await?;
    window.press("Enter").await?;
    let names = rows(&window).await?;
    ensure!(names.len() == FAILED as usize, "the rows are {names:?}");
    // What the search does not tell comes after it.
    eventually("message and launch of each row", async || {
        let script = "const rows = [...document.querySelectorAll('main [role=row]:has([role=rowheader])')];
            const told = (row, n) => row.querySelectorAll('[role=cell]')[n].innerText.trim();
            return rows.length > 0 && rows.every((row) => told(row, 1).length > 1 && told(row, 2) !== '')";
        Ok(window.run(script).await?.as_bool().filter(|all| *all))
    })
    .await?;

    window.click("button", "Save the query…").await?;
    window.fill("Name", "Red ones").await?;
    window.click("button", "Save").await?;
    window.sees("Saved as Red ones").await?;
    export(world, &window, &names).await?;

    world.kill().await?;
    let window = world.open(&[]).await?;
    window.run(&place).await?;
    window.click("button", "Red ones").await?;
    ensure!(rows(&window).await? == names, "the saved query finds other rows");
    ensure!(window.value("Query").await? == query, "the saved query is not in the field");
    Ok(())
}

/// The names in the rows, once there are any.
async fn rows(window: &Window) -> Outcome<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('main [role=rowheader]')].map((one) => plain(one.innerText))";
    eventually("rows of results", async || {
        let names: Vec<String> = serde_json::from_value(window.run(script).await?)?;
        Ok((!names.is_empty()).then_some(names))
    })
    .await
}

async fn export(world: &World, window: &Window, names: &[String]) -> Outcome {
    let file = world.write("rows.csv", "mine")?;
    fs::remove_file(&file)?;
    window.click("button", "Export as CSV…").await?;
    window.click("button", "Choose…").await?;
    world.screen.save_file(&file).await?;
    window.click("button", "Export").await?;
    window.sees("rows written to").await?;
    let text = fs::read_to_string(&file)?;
    for name in names {
        ensure!(text.contains(name.as_str()), "“{name}” is not in the file:\n{text}");
    }
    ensure!(text.lines().count() > names.len(), "the file holds no head:\n{text}");
    Ok(())
}
