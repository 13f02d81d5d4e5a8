//! `bench watch`: the domain follows a thousand runs on a simulator that is a process of its own.

use crate::process::{Outcome, cargo, run, target};
use crate::setup::{self, Consent};

pub(crate) fn watch(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    run(&mut cargo(["build", "--release", "--package", "testops-sim"]))?;
    let mut bench = cargo(["run", "--release", "--package", "companion", "--example", "bench_watch"]);
    run(bench.env("TESTOPS_SIM", target().join("release/testops-sim")))
}
