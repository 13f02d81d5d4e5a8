//! `cargo xtask bench cases`: a hundred thousand exported test cases indexed, searched, opened and compared, beside one plain
//! pass of the `csv` crate over the same file; and five thousand that the server lost, written back and exported again.
//! The simulator is a process of its own, named by `TESTOPS_SIM`. `BENCH_CASES` makes the large world smaller.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod index;
#[path = "../bench/outside.rs"]
mod outside;
mod program;
mod restoring;
#[path = "../bench/simulator.rs"]
mod simulator;

use std::path::PathBuf;

use serde_json::{Map, Value, json};

const MANY: u64 = 100_000;
const LOST: u64 = 5_000;

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let many = std::env::var("BENCH_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(MANY);
    let folder = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder)?;
    let mut figures = Map::new();
    index::measure(many, &folder.path().join("index"), &mut figures).await?;
    restoring::measure(LOST.min(many), &folder.path().join("restore"), &mut figures).await?;
    println!("{}", report(&figures));
    Ok(())
}

fn report(figures: &Map<String, Value>) -> Value {
    let limits = [
        ("search_p99_ms", 50.0),
        ("index_ratio", 15.0),
        ("index_size_ratio", 0.6),
        ("open_case_ms", 30.0),
        ("time_travel_ms", 1_500.0),
        ("restore_lost", 0.0),
    ];
    let goals = limits.iter().filter_map(|(name, limit)| {
        let value = figures.get(*name)?.as_f64()?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value <= *limit}))
    });
    json!({"bench": "cases", "figures": figures, "goals": goals.collect::<Vec<_>>()})
}

fn put(figures: &mut Map<String, Value>, name: &str, value: f64) {
    figures.insert(name.to_owned(), json!((value * 1_000.0).round() / 1_000.0));
}

/// The value below which 99 of 100 are.
fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() * 99 / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
fn count(number: u64) -> f64 {
    number as f64
}
