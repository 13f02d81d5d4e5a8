//! Test cases are read and found from the exported files, also while the server cannot be reached; a word is found in any
//! Russian form.

use serde_json::json;

use super::acts;
use super::exporting::{self, Plan};
use super::grid::grouped;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    window.click("link", "Test cases").await?;
    window.sees("No copies of test cases yet").await?;
    exporting::make(world, &window, &Plan { name: "Kept", ..Plan::default() }).await?;
    exporting::choose(&window, "Kept", "Pause").await?;
    let files = exporting::run(world, &window).await?;
    let (header, rows) = exporting::whole(&files[0])?;
    let column = |name: &str| header.iter().position(|own| own == name).ok_or(format!("no column {name}"));
    let (id, name, scenario) = (column("allure_id")?, column("name")?, column("scenario")?);

    world.server.trouble(&json!({"kind": "status", "code": 503})).await?;
    window.click("link", "Test cases").await?;
    window.sees(&format!("{} test cases", grouped(rows.len()))).await?;

    // «Лимиты и комиссии» in other forms.
    let has = |row: &&Vec<String>| row.iter().any(|cell| cell.to_lowercase().contains("лимиты и комиссии"));
    let (told, one) =
        (rows.iter().filter(has).count(), rows.iter().find(has).ok_or("no case is about limits")?);
    ensure!(told < rows.len(), "all test cases are about limits");
    window.fill("Search test cases", "комиссией лимитов").await?;
    window.sees(&format!("{} test case", grouped(told))).await?;

    window.fill("Search test cases", &one[id]).await?;
    window.click("link", &one[name]).await?;
    window.sees("As exported").await?;
    for line in one[scenario].lines() {
        window.sees(line.trim()).await?;
    }
    ensure!(window.has("link", "What changed").await?, "nothing leads to what changed");
    Ok(())
}
