//! A test case is found and read with the keyboard alone: its steps as a list, each with what is expected of it.

use reqwest::Method;
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
    let other = rows.iter().find(|row| row[id] != one[id]).ok_or("there is one test case")?;
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
    // What no export holds.
    let relation = json!([{"type": "automates", "target": {"id": other[id].parse::<i64>()?}}]);
    let path = format!("/rs/testcase/{}/relation", one[id]);
    world.server.act(Method::POST, &path, Some(&relation)).await?;
    window.click("link", "On the server").await?;
    window.sees("Automates").await?;
    window.sees(&other[name]).await?;

    window.press("Escape").await?;
    window.sees("1 test case").await?;

    // The tree of the project, made of the file alone.
    let column = header.iter().position(|own| own == "Feature").ok_or("no column Feature")?;
    let group =
        rows.iter().map(|row| row[column].as_str()).filter(|cell| !cell.is_empty() && !cell.contains(", "));
    let group = group.min().ok_or("no test case has a feature")?;
    let in_group = |row: &&Vec<String>| row[column].split(", ").any(|value| value == group);
    let count = rows.iter().filter(in_group).count();
    window.fill("Search test cases", "").await?;
    window.choose("Group by", "Tree: Features").await?;
    window.click("button", &format!("{group} {count}")).await?;
    let total = if count == 1 { "1 test case".to_owned() } else { format!("{count} test cases") };
    window.sees(&total).await
}
