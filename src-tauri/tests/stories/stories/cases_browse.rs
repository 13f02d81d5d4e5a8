//! A test case is found and read with the keyboard alone: its steps as a list, each with what is expected of it.

use serde_json::json;

use super::exporting;
use super::restoring;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, _, file) = restoring::copied(world).await?;
    let (header, rows) = exporting::whole(&file)?;
    let column = |name: &str| header.iter().position(|own| own == name).ok_or(format!("no column {name}"));
    let (id, name, scenario) = (column("allure_id")?, column("name")?, column("scenario")?);
    let one =
        rows.iter().find(|row| row[scenario].contains("\n\t")).ok_or("no step says what is expected")?;
    window.click("link", "Test cases").await?;
    window.sees("test cases").await?;
    window.fill("Search test cases", &one[id]).await?;
    window.sees("1 test case").await?;
    window.tab_to(&one[name]).await?;
    window.press("Enter").await?;
    window.sees("As exported").await?;

    let steps = one[scenario].lines().filter(|line| !line.starts_with('\t')).count();
    let drawn = window.run("return document.querySelectorAll('ol[aria-label=Scenario] > li').length").await?;
    ensure!(drawn == json!(steps), "{steps} steps, and {drawn} are drawn");
    for line in one[scenario].lines() {
        window.sees(line.trim()).await?;
    }
    window.press("Escape").await?;
    window.sees("1 test case").await
}
