//! `cargo xtask bench year`: a store as a busy year leaves it (100 000 runs, 2 million results, 10 000 export files,
//! 50 000 deliveries, 50 000 log rows) beside an empty one.
//!
//! Each of the two is measured by processes of its own, in turns, so that what else the machine does falls on both;
//! the figures are medians, and the ratios are the full store's over the empty one's.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod fill;
mod measure;
#[path = "../bench/memory.rs"]
mod memory;
mod multiply;
#[path = "../bench/outside.rs"]
mod outside;

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

const ROUNDS: usize = 9;
const RATIO: f64 = 1.3;
const PAGE_MS: f64 = 50.0;

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    if let Some(folder) = std::env::args_os().nth(1) {
        println!("{}", measure::all(Path::new(&folder)).await?);
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let (empty, full) = (folder.path().join("empty"), folder.path().join("full"));
    println!("filling a store");
    fill::store(&empty, &fill::EMPTY).await?;
    fill::store(&full, &fill::YEAR).await?;
    let (mut of_empty, mut of_full) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        of_empty.push(measured(&empty)?);
        of_full.push(measured(&full)?);
    }
    report(&of_empty, &of_full)
}

/// In a process of its own.
fn measured(folder: &Path) -> Result<Value, Trouble> {
    let done = Command::new(std::env::current_exe()?).arg(folder).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&done.stdout)?)
}

fn report(empty: &[Value], full: &[Value]) -> Result<(), Trouble> {
    let mut figures = Map::new();
    let mut goals = Vec::new();
    for (ratio, of) in [
        ("start_ratio", "start_ms"),
        ("tick_ratio", "tick_us"),
        ("memory_ratio", "memory_mb"),
        ("telling_ratio", "telling_us"),
    ] {
        let (small, large) = (median(empty, of)?, median(full, of)?);
        figures.insert(format!("{of}_empty"), json!(rounded(small)));
        figures.insert(format!("{of}_full"), json!(rounded(large)));
        figures.insert(ratio.to_owned(), json!(rounded(large / small)));
        goals.push(goal(ratio, large / small, RATIO));
    }
    let mut pages = Map::new();
    for page in measure::PAGES {
        let took = median(full, page)?;
        pages.insert(page.to_owned(), json!(rounded(took)));
        goals.push(goal(&format!("page_ms.{page}"), took, PAGE_MS));
    }
    figures.insert("page_ms".to_owned(), Value::Object(pages));
    println!("{}", json!({"bench": "year", "figures": figures, "goals": goals}));
    Ok(())
}

fn goal(name: &str, value: f64, limit: f64) -> Value {
    json!({"name": name, "value": rounded(value), "limit": limit, "ok": value <= limit})
}

fn median(rounds: &[Value], figure: &str) -> Result<f64, Trouble> {
    let mut values: Vec<f64> = rounds.iter().filter_map(|round| round[figure].as_f64()).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().ok_or_else(|| format!("{figure} was not measured").into())
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
