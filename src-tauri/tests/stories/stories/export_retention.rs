//! Files that have been kept long enough go; the last good one stays whatever the clock says, and a file that somebody
//! else put there is never touched.

use std::fs;

use serde_json::json;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const DAY: i64 = 24 * 3600;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "Short memory", keep_days: Some("3"), ..Plan::default() })
        .await?;
    exporting::choose(&window, "Short memory", "Pause").await?;
    let first = exporting::run(world, &window).await?;
    let foreign = world.exports()?.join("testops_export_all_2020-01-01_07-00-00.csv");
    fs::write(&foreign, "allure_id;name\n1;somebody else's\n")?;

    world.let_pass(2 * DAY)?;
    let second = exporting::run(world, &window).await?;
    ensure!(first[0].is_file() && second[0].is_file(), "a young file went");
    world.let_pass(2 * DAY)?;
    let third = exporting::run(world, &window).await?;
    eventually("the oldest file to go", async || Ok((!first[0].exists()).then_some(()))).await?;
    ensure!(second[0].is_file() && third[0].is_file(), "more went than the oldest");

    // A year of failures: the last good file outlives them.
    world.server.post("exports", &json!({"fail": "Not today"})).await?;
    world.let_pass(365 * DAY)?;
    exporting::plans(&window).await?;
    window.click("button", "Run now").await?;
    window.sees("Attempt 2 of 4").await?;
    ensure!(third[0].is_file(), "the last good file went");
    ensure!(foreign.is_file(), "somebody else's file went");

    window.click("link", "Files").await?;
    window.sees("1 file not written by this program").await
}
