//! Many seeds, each in a process of its own, as many at once as there are processors; the last line is JSON.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::model::{Fault, Figure};
use crate::patience::Patience;
use crate::report::Told;
use crate::shrink;
use crate::world::Failed;

/// How many failing seeds are told whole.
const TOLD: usize = 3;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many seeds, counted from `--seed`.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// How many simulated days each.
    #[arg(long, default_value_t = 7)]
    days: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begins no further seed after so many seconds.
    #[arg(long)]
    seconds: Option<u64>,
    /// The numbers of the steps that happen, as the end of a failing seed names them.
    #[arg(long, value_delimiter = ',')]
    keep: Option<Vec<usize>>,
}

#[derive(Default)]
struct Sum {
    seeds: u64,
    asked: usize,
    faults: BTreeMap<Figure, u64>,
    failing: BTreeMap<u64, Told>,
}

/// Whether every goal is met.
#[expect(clippy::print_stdout, reason = "this is its report")]
pub(crate) fn run(options: &Options) -> Result<bool, Failed> {
    let started = Instant::now();
    let sum = sum(options, started)?;
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    for (seed, told) in sum.failing.iter().take(TOLD) {
        let run = |keep: &[usize]| one(*seed, options.days, 0, Some(keep));
        let (keep, told) = match &options.keep {
            Some(keep) => (keep.clone(), told.clone()),
            None => shrink::shrink(told, &run),
        };
        tell(*seed, options.days, &keep, &told);
    }
    for (seed, told) in &sum.failing {
        let faults: Vec<_> =
            told.faults.iter().map(|fault| format!("{}: {}", fault.figure.name(), fault.what)).collect();
        println!("seed {seed}: {}", faults.join("; "));
    }
    let mut figures = serde_json::Map::new();
    figures.insert("seeds".to_owned(), json!(sum.seeds));
    figures.insert("simulated_days".to_owned(), json!(sum.seeds * options.days));
    figures.insert("asked".to_owned(), json!(sum.asked));
    let mut goals = Vec::new();
    for figure in Figure::ALL {
        let (name, value) = (figure.name(), sum.faults.get(&figure).copied().unwrap_or(0));
        figures.insert(name.to_owned(), json!(value));
        goals.push(json!({"name": name, "value": value, "limit": 0, "ok": value == 0}));
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of seeds")]
    let pace = (sum.seeds as f64 / minutes * 10.0).round() / 10.0;
    figures.insert("seeds_per_minute".to_owned(), json!(pace));
    println!("{}", json!({"campaign": "sim", "figures": figures, "goals": goals}));
    Ok(sum.failing.is_empty())
}

fn sum(options: &Options, started: Instant) -> Result<Sum, Failed> {
    let next = AtomicU64::new(options.seed);
    let end = options.seed + options.seeds;
    let sum = Mutex::new(Sum::default());
    let failed = Mutex::new(None);
    let processors = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        for cpu in 0..processors {
            let (next, sum, failed) = (&next, &sum, &failed);
            scope.spawn(move || {
                loop {
                    let late = options.seconds.is_some_and(|most| started.elapsed().as_secs() >= most);
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end || late {
                        return;
                    }
                    match one(seed, options.days, cpu, options.keep.as_deref()) {
                        Ok(told) => add(&mut sum.lock().unwrap_or_else(PoisonError::into_inner), seed, told),
                        Err(error) => *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
                    }
                }
            });
        }
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    Ok(sum.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn add(sum: &mut Sum, seed: u64, told: Told) {
    sum.seeds += 1;
    sum.asked += told.asked;
    for Fault { figure, .. } in &told.faults {
        *sum.faults.entry(*figure).or_insert(0) += 1;
    }
    if !told.faults.is_empty() {
        sum.failing.insert(seed, told);
    }
}

#[expect(clippy::print_stdout, reason = "this is its report")]
fn tell(seed: u64, days: u64, keep: &[usize], told: &Told) {
    println!("\n== seed {seed}, made shorter");
    for line in &told.lines {
        println!("{line}");
    }
    for fault in &told.faults {
        println!("{}: {}", fault.figure.name(), fault.what);
    }
    let keep: Vec<_> = keep.iter().map(ToString::to_string).collect();
    println!("again: cargo xtask campaign sim --seed {seed} --days {days} --keep {}\n", keep.join(","));
    drop(std::io::stdout().flush());
}

/// Runs one seed in a process of its own. What does not end, or ends without a word, is a fault of the seed.
pub(crate) fn one(seed: u64, days: u64, cpu: usize, keep: Option<&[usize]>) -> Result<Told, Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([
        "one",
        "--seed",
        &seed.to_string(),
        "--days",
        &days.to_string(),
        "--cpu",
        &cpu.to_string(),
    ]);
    if let Some(keep) = keep {
        let keep: Vec<_> = keep.iter().map(ToString::to_string).collect();
        command.args(["--keep", &keep.join(",")]);
    }
    command.env("CAMPAIGN_SEED", seed.to_string());
    // No server here speaks TLS, and reading the system's authorities at every start takes longer than all else.
    command.env("SSL_CERT_FILE", "/dev/null").env_remove("SSL_CERT_DIR");
    // Panics are part of the story: a trace of each takes longer than what it interrupts.
    command.env("RUST_BACKTRACE", "0");
    // The allocator gives no memory back.
    command.env("MIMALLOC_PURGE_DELAY", "-1");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, errors) = (child.stdout.take(), child.stderr.take());
    let reading = std::thread::spawn(move || out.map(std::io::read_to_string));
    let reading_errors = std::thread::spawn(move || errors.map(std::io::read_to_string));
    let (mut patience, mut stuck) = (Patience::new(), false);
    while child.try_wait()?.is_none() {
        if !stuck && patience.is_over(child.id()) {
            stuck = true;
            child.kill()?;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let text = |read: std::thread::JoinHandle<Option<std::io::Result<String>>>| {
        read.join().ok().flatten().and_then(Result::ok).unwrap_or_default()
    };
    let (out, errors) = (text(reading), text(reading_errors));
    if let Ok(told) = serde_json::from_str(out.lines().last().unwrap_or_default()) {
        return Ok(told);
    }
    let words = if stuck { "the simulation did not end" } else { "the simulation broke" };
    let tail: Vec<_> = errors.lines().rev().take(8).collect();
    let tail = tail.into_iter().rev().collect::<Vec<_>>().join(" | ");
    let fault = Fault { figure: Figure::Stuck, what: format!("{words}: {} {tail}", out.trim()) };
    Ok(Told { faults: vec![fault], lines: errors.lines().map(str::to_owned).collect(), ..Told::default() })
}
