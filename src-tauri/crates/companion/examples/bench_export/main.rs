//! `cargo xtask bench export`: exports a million test cases, with the simulator as a process of its own (its program
//! is named by `TESTOPS_SIM`), beside `curl` of the same stream to the same disk in turns; and twenty groups whose
//! requests are ready after one second, beside the source exporter's way of working.
//!
//! Memory is what the process holds beside mapped files, at its peak while an export goes on, less what it held
//! before. `BENCH_CASES` makes the large world smaller, for trying the bench out.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod memory;
#[path = "../bench/outside.rs"]
mod outside;
mod program;
#[path = "../bench/simulator.rs"]
mod simulator;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use companion::view::ExportScope;
use serde_json::json;

use self::memory::Peak;
use self::program::Program;
use self::simulator::Simulator;
use self::wire::Wire;

const MANY: u64 = 1_000_000;
const FEW: u64 = 10_000;
const TURNS: usize = 3;
const GROUPS: usize = 20;
/// What the source exporter sleeps between asking for an export and reading it.
const SOURCE_SLEEP: Duration = Duration::from_secs(5);

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let many = std::env::var("BENCH_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(MANY);
    let folder = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder)?;
    let mut figures = serde_json::Map::new();
    let mut put = |name: &str, value: f64| {
        figures.insert(name.to_owned(), json!((value * 100.0).round() / 100.0));
    };

    let few = in_turns(FEW, 1, &folder.path().join("few")).await?;
    put("memory_growth_few_mb", few.memory_growth_mb);
    let many = in_turns(many, TURNS, &folder.path().join("many")).await?;
    put("cases", many.rows);
    put("bytes", many.bytes);
    put("curl_s", many.curl_s);
    put("export_s", many.export_s);
    put("throughput_ratio", many.curl_s / many.export_s);
    put("memory_growth_mb", many.memory_growth_mb);

    let (ours, theirs) = twenty_groups(&folder.path().join("groups")).await?;
    put("twenty_groups_s", ours);
    put("twenty_groups_source_s", theirs);
    put("twenty_groups_ratio", theirs / ours);
    report(&figures);
    Ok(())
}

/// Medians over the turns.
struct Turns {
    rows: f64,
    bytes: f64,
    curl_s: f64,
    export_s: f64,
    /// The largest.
    memory_growth_mb: f64,
}

async fn in_turns(cases: u64, turns: usize, folder: &Path) -> Result<Turns, Trouble> {
    std::fs::create_dir_all(folder)?;
    let simulator = Simulator::start(&["--cases", &cases.to_string()]).await?;
    simulator.post("exports", &json!({"queue_ms": 0})).await?;
    let wire = Wire::new(&simulator);
    let program = Program::start(&simulator, &folder.join("data")).await?;
    let project = program.first_project().await?;
    let plan = program.save_plan(project, ExportScope::All, folder).await?;
    let (mut curls, mut exports, mut growth) = (Vec::new(), Vec::new(), 0.0_f64);
    let (mut rows, mut bytes) = (0, 0);
    for turn in 1..=turns {
        println!("{cases} cases, turn {turn} of {turns}");
        let request = wire.request(&program, project).await?;
        let copy = folder.join("curl.csv");
        curls.push(wire.curl(request, &copy)?);
        std::fs::remove_file(&copy)?;

        let peak = Peak::watch()?;
        let done = program.run(plan).await?;
        growth = growth.max(peak.growth_mb());
        exports.push(done.took.as_secs_f64());
        (rows, bytes) = (done.rows, done.bytes);
        program.delete_files(plan).await?;
    }
    program.end().await;
    Ok(Turns {
        rows: count(rows),
        bytes: count(bytes),
        curl_s: median(curls),
        export_s: median(exports),
        memory_growth_mb: growth,
    })
}

/// Wall time of ours and of the source's way, in seconds.
async fn twenty_groups(folder: &Path) -> Result<(f64, f64), Trouble> {
    println!("{GROUPS} groups");
    std::fs::create_dir_all(folder)?;
    let simulator = Simulator::start(&[]).await?;
    simulator.post("exports", &json!({"queue_ms": 1000})).await?;
    let wire = Wire::new(&simulator);
    let program = Program::start(&simulator, &folder.join("data")).await?;
    let project = program.first_project().await?;
    let scope = program.groups(project, GROUPS).await?;
    let plan = program.save_plan(project, scope.clone(), folder).await?;
    let ours = program.run(plan).await?.took.as_secs_f64();
    println!("{GROUPS} groups in the source's way");
    let theirs = wire.as_the_source(&scope, project, SOURCE_SLEEP, folder).await?;
    program.end().await;
    Ok((ours, theirs))
}

fn report(figures: &serde_json::Map<String, serde_json::Value>) {
    let value = |name: &str| figures.get(name).and_then(serde_json::Value::as_f64);
    let at_least = |name: &str, limit: f64| {
        let value = value(name)?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value >= limit}))
    };
    let at_most = |name: &str, limit: f64| {
        let value = value(name)?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value <= limit}))
    };
    let goals: Vec<_> = [
        at_least("throughput_ratio", 0.8),
        at_most("memory_growth_mb", 64.0),
        at_most("memory_growth_few_mb", 64.0),
        at_least("twenty_groups_ratio", 20.0),
    ]
    .into_iter()
    .flatten()
    .collect();
    println!("{}", json!({"bench": "export", "figures": figures, "goals": goals}));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
fn count(number: u64) -> f64 {
    number as f64
}
