//! `campaign sim`: the real domain, store, client and bot on a simulated clock, between a simulated TestOps and a
//! simulated Telegram, with people and trouble drawn from a seed.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod calm;
mod campaign;
mod chat;
mod chats;
mod checks;
mod clock;
mod dice;
mod door;
mod doubts;
mod due;
mod exports;
mod files;
mod generator;
mod history;
mod life;
mod model;
mod outside;
mod pace;
mod patience;
mod proxy;
mod report;
mod schedules;
mod secrets;
mod servers;
mod shrink;
mod step;
mod story;
mod trouble;
mod window;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// `SQLite` takes its memory from it too: a fifth of the time would go by in the system's.
#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "campaign", about = "The whole domain on a simulated clock")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Many seeds, each in a process of its own; the last line is JSON.
    Sim(campaign::Options),
    /// One seed in this process; prints one JSON object.
    One(report::One),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Sim(options) => campaign::run(&options),
        Command::One(one) => report::one(&one).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
