//! `testops-sim`: serves a simulated TestOps until it is told to stop.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use testops_sim::{Generation, Options, serve};

/// An Allure TestOps server that lives in memory. Prints one JSON line with its address and token, then serves
/// until SIGTERM or SIGINT.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Same seed, same world.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Simulated seconds in a real one.
    #[arg(long, default_value_t = 60.0)]
    speed: f64,
    /// Serve the API over TLS with a certificate authority of its own.
    #[arg(long)]
    tls: bool,
    /// Where the authority's certificate is written.
    #[arg(long, default_value = ".")]
    tls_dir: PathBuf,
    #[arg(long, value_enum, default_value_t = Product::Current)]
    generation: Product,
    /// Epoch milliseconds at which the simulated clock starts; the system's time when absent.
    #[arg(long)]
    start: Option<i64>,
    /// How many test cases the first project holds; ten millions at most.
    #[arg(long, default_value_t = Options::default().cases)]
    cases: usize,
    /// Every simulated hour a few test cases change, and now and then one appears or vanishes.
    #[arg(long)]
    drift: bool,
    /// What is launched is over in about fifteen seconds, and drift comes every three minutes.
    #[arg(long)]
    brisk: bool,
    /// For how many days before the start every job was run about once a day.
    #[arg(long, default_value_t = Options::default().past_days)]
    past_days: u16,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Product {
    /// 25 and 26.
    Current,
    /// 4.x: `/api/rs` only.
    Legacy,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_writer(io::stderr).with_env_filter(filter).init();
    let arguments = Arguments::parse();
    let running = serve(Options {
        listen: arguments.listen,
        seed: arguments.seed,
        speed: arguments.speed,
        tls: arguments.tls.then_some(arguments.tls_dir),
        generation: match arguments.generation {
            Product::Current => Generation::Current,
            Product::Legacy => Generation::Legacy,
        },
        start: arguments.start,
        cases: arguments.cases,
        drift: arguments.drift,
        brisk: arguments.brisk,
        past_days: arguments.past_days,
        ..Options::default()
    })
    .await?;
    let line = serde_json::json!({"url": running.url, "token": running.token, "control": running.control, "ca": running.ca});
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    drop(out);
    told_to_stop().await?;
    running.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
