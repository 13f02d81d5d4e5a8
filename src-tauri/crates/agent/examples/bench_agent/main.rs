//! `cargo xtask bench agent`: two agents (their program is named by `BENCH_AGENT`) on one PostgreSQL, the simulator and
//! Telegram's stand-in beside them; then exports in this process: on PostgreSQL beside a file, and into S3-compatible storage
//! beside a folder. The simulator's program is named by `TESTOPS_SIM`.
//!
//! A failover is counted from the kill to the first answer that says *leader*, in lengths of the lease, which is the usual
//! one. Memory is proportional, of agents that have nothing to do.

#![cfg(unix)]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod exporting;
#[path = "../../../companion/examples/bench/outside.rs"]
mod outside;
mod pair;
#[path = "../../../companion/examples/bench/simulator.rs"]
mod simulator;

use std::time::Duration;

use serde_json::{Map, Value, json};

use self::pair::{LEASE, Pair};
use self::simulator::Simulator;

const TURNS: usize = 3;
/// Allocators give back what a start took.
const SETTLE: Duration = Duration::from_secs(20);

const MOST: [(&str, f64); 6] = [
    ("failover_leases", 1.2),
    ("clean_handover_s", 1.0),
    ("idle_mb", 60.0),
    ("standby_mb", 25.0),
    ("pg_export_ratio", 1.5),
    ("s3_ratio", 1.3),
];

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let mut figures = Map::new();
    let mut put = |name: &str, value: f64| {
        figures.insert(name.to_owned(), json!((value * 1000.0).round() / 1000.0));
    };
    let simulator = Simulator::start(&["--cases", "20000"]).await?;
    simulator.post("exports", &json!({"queue_ms": 0})).await?;

    let mut pair = Pair::start(&simulator).await?;
    tokio::time::sleep(SETTLE).await;
    put("idle_mb", pair.leader_mb()?);
    put("standby_mb", pair.standby_mb()?);
    let (mut failovers, mut handovers) = (Vec::new(), Vec::new());
    for turn in 1..=TURNS {
        println!("turn {turn} of {TURNS}");
        failovers.push(pair.failover().await?.as_secs_f64());
        handovers.push(pair.handover().await?.as_secs_f64());
    }
    let failover = median(failovers);
    put("failover_s", failover);
    put("failover_leases", failover / LEASE.as_secs_f64());
    put("clean_handover_s", median(handovers));
    drop(pair);

    let took = exporting::measure(&simulator).await?;
    put("export_s", took.file);
    put("export_pg_s", took.server);
    put("pg_export_ratio", took.server / took.file);
    put("export_s3_s", took.bucket);
    put("s3_ratio", took.bucket / took.file);
    println!("{}", report(&figures));
    Ok(())
}

fn report(figures: &Map<String, Value>) -> Value {
    let goal = |(name, limit): &(&str, f64)| {
        let value = figures.get(*name)?.as_f64()?;
        Some(json!({"name": name, "value": value, "limit": limit, "ok": value <= *limit}))
    };
    let goals: Vec<_> = MOST.iter().filter_map(goal).collect();
    json!({"bench": "agent", "figures": figures, "goals": goals})
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
