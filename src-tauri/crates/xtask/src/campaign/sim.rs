//! `campaign sim`: the crate `campaign` does the work; one process a seed, one seed a processor.

use crate::process::{Outcome, cargo, command, run, target};

/// How long the check of every build goes on beginning seeds, in seconds; those that began are run to their end.
const MINUTE: &str = "50";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many seeds, counted from `--seed`.
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// How many simulated days each.
    #[arg(long, default_value_t = 7)]
    days: u64,
    /// Runs the same way every time.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Begins no further seed after so many seconds.
    #[arg(long)]
    seconds: Option<u64>,
    /// The numbers of the steps that happen, as a failing seed names them.
    #[arg(long)]
    keep: Option<String>,
}

pub(crate) fn sim(options: &Options) -> Outcome {
    run(&mut cargo(["build", "--profile", "campaign", "--package", "campaign"]))?;
    let (seeds, days, seed) = (options.seeds.to_string(), options.days.to_string(), options.seed.to_string());
    let program = target().join("campaign/campaign");
    let mut sim =
        command(&program.to_string_lossy(), ["sim", "--seeds", &seeds, "--days", &days, "--seed", &seed]);
    if let Some(seconds) = options.seconds {
        sim.args(["--seconds", &seconds.to_string()]);
    }
    if let Some(keep) = &options.keep {
        sim.args(["--keep", keep]);
    }
    run(&mut sim)
}

/// A minute of it, with the program that the tests have built.
pub(crate) fn for_a_minute() -> Outcome {
    let program = target().join("debug/campaign");
    run(&mut command(
        &program.to_string_lossy(),
        ["sim", "--seeds", "1000", "--days", "7", "--seconds", MINUTE],
    ))
}
