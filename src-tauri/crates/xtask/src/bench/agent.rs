//! `bench agent`: agents in release on a PostgreSQL of their own, killed and ended in turns, and their exports.

use crate::process::{Outcome, cargo, run, target};
use crate::setup::{self, Consent};

pub(crate) fn agent(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    run(&mut cargo(["build", "--release", "--package", "testops-sim", "--package", "agent"]))?;
    let mut bench = cargo(["run", "--release", "--package", "agent", "--example", "bench_agent"]);
    bench.env("TESTOPS_SIM", target().join("release/testops-sim"));
    run(bench.env("BENCH_AGENT", target().join("release/testops-companion-agent")))
}
