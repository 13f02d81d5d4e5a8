//! `telegram-kit serve`: a Bot API server for bots and tests in any language.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use serde_json::{Value, json};
use telegram_kit::{Failure, Kit, NewBot, Options};

/// Tests Telegram bots without Telegram.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the Bot API until SIGTERM or SIGINT. Prints one JSON line with its address, the address of its control
    /// door, and the bots with their tokens.
    Serve(Serve),
}

#[derive(Debug, Args)]
struct Serve {
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A bot to begin with, as often as needed; more can be added through the control door. One named `bot` when
    /// absent.
    #[arg(long = "bot", value_name = "NAME[=TOKEN]")]
    bots: Vec<String>,
    /// Epoch milliseconds at which the kit's clock starts; the system's time when absent.
    #[arg(long)]
    start: Option<i64>,
    /// Enforces Telegram's published rates.
    #[arg(long)]
    rates: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(serve) = Arguments::parse().command;
    match run(serve).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(serve: Serve) -> Result<(), Failure> {
    let options = Options { listen: serve.listen, start_ms: serve.start, ..Options::default() };
    let kit = Kit::start_with(options).await?;
    kit.enforce_rates(serve.rates).await?;
    let wanted = if serve.bots.is_empty() { vec!["bot".to_owned()] } else { serve.bots };
    let mut bots: Vec<Value> = Vec::new();
    for given in wanted {
        let (name, token) =
            given.split_once('=').map_or((given.as_str(), None), |(name, token)| (name, Some(token)));
        let new = NewBot { name: name.to_owned(), token: token.map(str::to_owned), ..NewBot::default() };
        let bot = kit.bot_with(new).await?;
        bots.push(json!({"name": name, "username": bot.username(), "id": bot.id(), "token": bot.token()}));
    }
    let line = json!({"url": kit.url(), "control": kit.control(), "bots": bots});
    // Whoever started the server may have closed its end; it serves all the same.
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    drop(out);
    told_to_stop().await;
    Ok(())
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
