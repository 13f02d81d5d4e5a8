//! `campaign kill`: the stories' program does the work, with the window, servers and desktop that stories have.

use crate::process::{Outcome, run};
use crate::setup::Consent;
use crate::stories;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many kills.
    #[arg(long, default_value_t = 20)]
    times: u32,
    /// Draws the same acts and moments every time; what the machine makes of them may differ.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Install what is missing without asking.
    #[arg(long)]
    yes: bool,
    /// Do not rebuild the page and the program first.
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn kill(options: &Options) -> Outcome {
    stories::prepare(Consent::from_flag(options.yes), !options.no_build)?;
    run(stories::stories(&[]).args(["--kill", &options.times.to_string(), &options.seed.to_string()]))
}
