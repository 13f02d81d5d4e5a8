//! A file as a table: filters on several columns, an order, hits of a search, the whole text of a cell, and what is
//! filtered is saved.

use std::fs;

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "To look at", ..Plan::default() }).await?;
    let files = exporting::run(world, &window).await?;
    let (header, rows) = exporting::whole(&files[0])?;
    let column = |name: &str| header.iter().position(|one| one == name).ok_or(format!("no column {name}"));
    let (name, automated) = (column("name")?, column("automated")?);

    exporting::choose(&window, "To look at", "Open last file").await?;
    window.sees(&rows[0][column("allure_id")?]).await?;
    window.sees(&format!("{} rows", grouped(rows.len()))).await?;

    let first = rows[0][name].split_whitespace().next().unwrap_or_default().to_lowercase();
    window.fill("Filter name", &first).await?;
    window.fill("Filter automated", "true").await?;
    let left = rows
        .iter()
        .filter(|row| row[name].to_lowercase().contains(&first) && row[automated].contains("true"))
        .count();
    window.sees(&format!("Showing {} of {} rows", grouped(left), grouped(rows.len()))).await?;

    let target = world.exports()?.join("filtered.csv");
    window.click("button", "Save…").await?;
    window.fill("File", &target.to_string_lossy()).await?;
    window.click("button", "Save").await?;
    eventually("the saved rows", async || Ok(target.is_file().then_some(()))).await?;
    let (_, saved) = exporting::whole(&target)?;
    ensure!(saved.len() == left, "{left} rows were shown, {} were saved", saved.len());
    fs::remove_file(&target)?;
    Ok(())
}

/// As the window groups digits.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    if head.is_empty() { tail.to_owned() } else { format!("{head},{tail}") }
}
