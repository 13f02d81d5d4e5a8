//! What a test case was on an earlier day, what changed in it, and what changed in the project between two days.

use serde_json::json;

use super::acts;
use super::exporting::{self, Plan};
use super::grid::grouped;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let (project, _) = exporting::project(world).await?;
    exporting::make(world, &window, &Plan { name: "Daily", ..Plan::default() }).await?;
    exporting::choose(&window, "Daily", "Pause").await?;
    let first = exporting::run(world, &window).await?;
    let (header, old) = exporting::whole(&first[0])?;
    let changed = json!({"project_id": project, "appear": 3, "vanish": 2, "change": 40});
    let changed = world.server.post("cases", &changed).await?;
    world.let_pass(24 * 3600)?;
    let second = exporting::run(world, &window).await?;
    let new = exporting::whole(&second[second.len() - 1])?.1;

    window.click("link", "Test cases").await?;
    window.sees(&format!("{} test cases", grouped(new.len()))).await?;
    window.click("link", "Compare days").await?;
    window.sees("3 appeared, 40 changed, 2 vanished").await?;

    // One whose scenario went on.
    let column = |name: &str| header.iter().position(|own| own == name).ok_or(format!("no column {name}"));
    let (id, scenario) = (column("allure_id")?, column("scenario")?);
    let before = |number: &str| old.iter().find(|row| row[id] == number);
    let longer = |row: &&Vec<String>| before(&row[id]).is_some_and(|old| old[scenario] != row[scenario]);
    let one = new.iter().find(longer).ok_or("no scenario changed")?;
    let was = before(&one[id]).ok_or("it was not there before")?;
    let added = one[scenario].lines().find(|line| !was[scenario].contains(*line)).ok_or("no line is new")?;
    window.run(&format!("location.hash = '#/cases/{project}/{}/0/changes'", one[id])).await?;
    window.sees("Scenario").await?;
    window.sees(added.trim()).await?;
    window.click("link", "In the copies since").await?;
    window.sees("The first copy that has it").await?;
    window.click("link", "As it was").await?;
    window.loses(added.trim()).await?;

    // A case that vanished is still there, as it was.
    let gone = changed["vanished"][0].as_i64().ok_or("nothing vanished")?;
    window.run(&format!("location.hash = '#/cases/{project}/{gone}/0'")).await?;
    window.sees("Not in the exports since").await?;
    ensure!(window.has("button", "Open in TestOps").await?, "nothing leads to TestOps");
    Ok(())
}
