//! `cargo xtask campaign`: what runs for as long as wanted and must find nothing.

mod fuzz;
mod kill;
mod sim;

use clap::Subcommand;

use crate::process::Outcome;

pub(crate) use sim::for_a_minute;

#[derive(Subcommand)]
pub(crate) enum Campaign {
    /// The whole domain on a simulated clock, with people and trouble drawn from seeds.
    Sim(sim::Options),
    /// The real program in its window, killed at random moments and started again.
    Kill(kill::Options),
    /// Every fuzz target in turn.
    Fuzz {
        /// For all targets together.
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
}

pub(crate) fn campaign(campaign: &Campaign) -> Outcome {
    match campaign {
        Campaign::Sim(options) => sim::sim(options),
        Campaign::Kill(options) => kill::kill(options),
        Campaign::Fuzz { minutes } => fuzz::fuzz(*minutes),
    }
}
