//! `cargo xtask bench upload`: sends twenty thousand results with ten thousand attachments, two gigabytes, to a simulator
//! that is a process of its own (its program is named by `TESTOPS_SIM`), beside `curl` that sends the same files in the
//! same batches; and sends a part of them with five kills between.
//!
//! Memory is what the process holds at its peak while it sends, less what it held once it knew the folder.
//! `BENCH_RESULTS` makes the folder smaller, for trying the bench out.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod curl;
mod folder;
#[path = "../bench/memory.rs"]
mod memory;
#[path = "../bench/outside.rs"]
mod outside;
#[path = "../bench/simulator.rs"]
#[expect(dead_code, reason = "other benches use the rest")]
mod simulator;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use companion::ports::SecretStore;
use companion::uploads::{Contents, Errand, Gone, Target, look, prepare};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::simulator::Simulator;

const MANY: usize = 20_000;
const KILLS: u64 = 5;

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let many = std::env::var("BENCH_RESULTS").ok().and_then(|text| text.parse().ok()).unwrap_or(MANY);
    let place = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let place = tempfile::tempdir_in(place)?;
    let bytes = folder::fill(&place.path().join("results"), many)?;
    let begun = Instant::now();
    let contents = look(&place.path().join("results"), None)?;
    let look_s = begun.elapsed().as_secs_f64();
    let data = place.path().join("data");
    prepare(&data, outside::ports(&data, |_| {}).clock.now()).await.map_err(|why| format!("{why:?}"))?;

    let curl_s = curl::send(&Simulator::start(&[]).await?, &contents, &place.path().join("curl")).await?;
    let simulator = Simulator::start(&[]).await?;
    let peak = Peak::watch()?;
    let begun = Instant::now();
    let gone = finished(upload(&simulator, &contents, &data, |_| {}).await?)?;
    let upload_s = begun.elapsed().as_secs_f64();
    let growth = peak.growth_mb();
    let wrong = gone.report.counted.unwrap_or_default().abs_diff(many as u64);

    let doubled = killed(&place.path().join("killed"), &data, many / 10).await?;
    let round = |value: f64| (value * 100.0).round() / 100.0;
    let figures = json!({
        "results": many, "bytes": bytes, "look_s": round(look_s), "curl_s": round(curl_s), "upload_s": round(upload_s),
        "throughput_ratio": round(curl_s / upload_s), "memory_growth_mb": round(growth), "miscounted": wrong, "doubled": doubled,
    });
    report(&figures);
    Ok(())
}

fn report(figures: &Value) {
    let goal = |name: &str, limit: f64, ok: fn(f64, f64) -> bool| {
        let value = figures[name].as_f64().unwrap_or(f64::NAN);
        json!({"name": name, "value": value, "limit": limit, "ok": ok(value, limit)})
    };
    let goals = [
        goal("throughput_ratio", 0.8, |value, limit| value >= limit),
        goal("memory_growth_mb", 64.0, |value, limit| value <= limit),
        goal("doubled", 0.0, |value, limit| value <= limit),
    ];
    println!("{}", json!({"bench": "upload", "figures": figures, "goals": goals}));
}

async fn upload(
    simulator: &Simulator,
    contents: &Contents,
    data: &Path,
    tell: impl Fn(u64) + Send + Sync + 'static,
) -> Result<Gone, Trouble> {
    let errand = Errand {
        data_dir: data.to_owned(),
        clock: outside::ports(data, |_| {}).clock,
        version: "bench".to_owned(),
        server: Some((simulator.url.clone(), simulator.token.clone().into())),
        project: "2".to_owned(),
        target: Target::New { name: "Bench".to_owned(), tags: Vec::new(), links: Vec::new() },
        environment: Vec::new(),
        anew: false,
        close: true,
    };
    let data = data.to_owned();
    let secrets = move || -> Arc<dyn SecretStore> { outside::ports(&data, |_| {}).secrets };
    let gone =
        errand.carry_out(contents, secrets, CancellationToken::new(), move |progress| tell(progress.results));
    gone.await.map_err(|why| format!("{why:?}").into())
}

fn finished(gone: Gone) -> Result<Gone, Trouble> {
    match &gone.outcome {
        Ok(()) => Ok(gone),
        Err(halt) => Err(format!("{halt:?}").into()),
    }
}

/// How many results the launch has too many after five kills at moments that batches are under way.
async fn killed(folder: &Path, data: &Path, results: usize) -> Result<u64, Trouble> {
    folder::fill(folder, results)?;
    let contents = look(folder, None)?;
    let simulator = Simulator::start(&[]).await?;
    for kill in 1..=KILLS {
        let due = results as u64 * kill / (KILLS + 1);
        let reached = Arc::new(Notify::new());
        let telling = reached.clone();
        let tell = move |sent: u64| {
            if sent >= due {
                telling.notify_one();
            }
        };
        tokio::select! {
            gone = upload(&simulator, &contents, data, tell) => drop(gone?),
            () = async {
                reached.notified().await;
                tokio::time::sleep(Duration::from_millis(kill * 7)).await;
            } => {}
        }
    }
    let gone = finished(upload(&simulator, &contents, data, |_| {}).await?)?;
    Ok(gone.report.counted.unwrap_or_default().saturating_sub(results as u64))
}

/// Looks at the memory of this process until it is asked.
struct Peak {
    before: f64,
    most: Arc<AtomicU64>,
    watching: tokio::task::JoinHandle<()>,
}

impl Peak {
    fn watch() -> Result<Self, Trouble> {
        let most = Arc::new(AtomicU64::new(0));
        let seen = most.clone();
        #[expect(clippy::disallowed_methods, reason = "it is ended by its handle")]
        let watching = tokio::spawn(async move {
            loop {
                if let Ok(now) = memory::memory_mb() {
                    seen.fetch_max(now.to_bits(), Ordering::Relaxed);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        Ok(Self { before: memory::memory_mb()?, most, watching })
    }

    fn growth_mb(self) -> f64 {
        self.watching.abort();
        f64::from_bits(self.most.load(Ordering::Relaxed)) - self.before
    }
}
