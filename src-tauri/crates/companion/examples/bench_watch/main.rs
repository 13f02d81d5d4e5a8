//! `cargo xtask bench watch`: follows 1 000 runs on 20 projects of which ten change in every tick, with the simulator
//! as a process of its own (its program is named by `TESTOPS_SIM`).
//!
//! A tick is known by the simulator's journal: each project's list is asked once in it. A change is detected when the
//! stored run is told to the host; the wait for the tick itself is taken off, by counting from the list request that
//! could first see the change.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod journal;
#[path = "../bench/memory.rs"]
mod memory;
#[path = "../bench/outside.rs"]
mod outside;
mod process;
#[path = "../bench/simulator.rs"]
mod simulator;
mod told;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use companion::Companion;
use companion::view::{ConnectionDraft, ConnectionSaved, Failure, Saved};
use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::json;

use self::simulator::Simulator;
use self::told::Told;

const PROJECTS: usize = 20;
const RUNS_A_PROJECT: usize = 50;
const CHANGES_A_TICK: usize = 10;
const MEASURED: Duration = Duration::from_mins(2);
/// The shortest tick that the settings allow.
const TICK: Duration = Duration::from_secs(5);

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let simulator = Simulator::start(&[]).await?;
    let launches = simulator.launch_everywhere(PROJECTS, RUNS_A_PROJECT).await?;

    let folder = tempfile::tempdir()?;
    let told = Told::default();
    let hear = told.clone();
    let ports = outside::ports(folder.path(), move |event| hear.take_in(event));
    let companion = Companion::start(ports).await.map_err(said)?;
    connect(&companion, &simulator).await?;
    println!("following {} launches", launches.len());
    let runs: HashMap<i64, i64> = futures::stream::iter(launches.iter().copied())
        .map(|(project, launch)| {
            let companion = companion.clone();
            async move { follow(&companion, project, launch).await.map(|run| (launch, run)) }
        })
        .buffer_unordered(8)
        .try_collect()
        .await?;
    println!("settling");
    told.settled(&runs, TICK * 2).await;

    println!("measuring for {} s", MEASURED.as_secs());
    let from = simulator.journal_end().await?;
    let cpu_before = process::cpu_ms()?;
    let started = Instant::now();
    let mut changes = Vec::new();
    let mut next = 0;
    while started.elapsed() < MEASURED {
        for _ in 0..CHANGES_A_TICK {
            let (project, launch) = launches[next * 37 % launches.len()];
            next += 1;
            let at = simulator.advance(launch).await?;
            changes.push(Change { project, run: runs[&launch], at });
        }
        // Changes come at all places within a tick, not in step with it.
        tokio::time::sleep(TICK.mul_f64(1.03)).await;
    }
    tokio::time::sleep(TICK * 2).await;
    let cpu_ms = process::cpu_ms()? - cpu_before;
    let memory_mb = memory::memory_mb()?;
    let journal = simulator.journal_since(from).await?;

    let lists = journal.lists();
    let ticks = count(lists.len()) / count(PROJECTS);
    let mut figures = serde_json::Map::new();
    let mut put =
        |name: &str, value: f64| figures.insert(name.to_owned(), json!((value * 10.0).round() / 10.0));
    put("ticks", ticks);
    put("requests_per_tick", count(journal.requests()) / ticks);
    put("cpu_ms_per_tick", cpu_ms / ticks);
    put("memory_mb", memory_mb);
    put("changes", count(changes.len()));
    let mut waits = waits(&changes, &lists, &told);
    waits.sort_by(f64::total_cmp);
    put("changes_detected", count(waits.len()));
    // A change that was never seen has no wait to tell; then there is no such figure.
    if waits.len() == changes.len() {
        put("detect_p50_ms", waits[waits.len() / 2]);
        put("detect_p99_ms", waits[waits.len() * 99 / 100]);
    }
    companion.shutdown().await;
    report(&figures);
    Ok(())
}

struct Change {
    project: i64,
    run: i64,
    at: Instant,
}

/// From the first list request that could see a change to the stored run, in milliseconds.
fn waits(changes: &[Change], lists: &[(i64, Instant)], told: &Told) -> Vec<f64> {
    let wait = |change: &Change| {
        let asked = lists
            .iter()
            .filter(|(project, at)| *project == change.project && *at >= change.at)
            .map(|(_, at)| *at)
            .min()?;
        let stored = told.first_after(change.run, change.at)?;
        Some(stored.saturating_duration_since(asked).as_secs_f64() * 1000.0)
    };
    changes.iter().filter_map(wait).collect()
}

async fn connect(companion: &Companion, simulator: &Simulator) -> Result<(), Trouble> {
    let draft = ConnectionDraft {
        url: simulator.url.clone(),
        token: Some(simulator.token.clone()),
        ..ConnectionDraft::default()
    };
    match companion.save_connection(draft).await.map_err(said)? {
        ConnectionSaved::Saved { .. } => {}
        ConnectionSaved::Refused { faults } => return Err(format!("{faults:?}").into()),
    }
    let mut settings = companion.state().await.map_err(said)?.settings;
    settings.watch_seconds = u32::try_from(TICK.as_secs())?;
    // Thirty requests a tick, as with the defaults of a tick of 30 s and 60 requests a minute.
    settings.request_budget = 360;
    match companion.save_settings(settings).await.map_err(said)? {
        Saved::Saved => Ok(()),
        Saved::Refused { faults } => Err(format!("{faults:?}").into()),
    }
}

async fn follow(companion: &Companion, project: i64, launch: i64) -> Result<i64, Trouble> {
    match companion.follow(project, launch).await.map_err(said)? {
        companion::view::LaunchAnswer::Asked { run_id } => Ok(run_id),
        companion::view::LaunchAnswer::Refused { faults } => Err(format!("{faults:?}").into()),
    }
}

fn report(figures: &serde_json::Map<String, serde_json::Value>) {
    let goal = |name: &str, limit: f64| {
        let value = figures.get(name)?.as_f64()?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value <= limit}))
    };
    let goals = [("requests_per_tick", 40.0), ("cpu_ms_per_tick", 50.0), ("detect_p99_ms", 500.0)];
    let goals: Vec<_> = goals.iter().filter_map(|(name, limit)| goal(name, *limit)).collect();
    println!("{}", json!({"bench": "watch", "figures": figures, "goals": goals}));
}

fn said(failure: Failure) -> Trouble {
    format!("{} {}", failure.message, failure.details.unwrap_or_default()).into()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
fn count(number: usize) -> f64 {
    number as f64
}
