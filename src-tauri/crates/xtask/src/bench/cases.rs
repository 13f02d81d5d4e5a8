//! `bench cases`: exported test cases found, opened, compared and restored, with a simulator that is a process of its own.

use std::fs;

use crate::process::{Outcome, Trouble, cargo, run, target};
use crate::setup::{self, Consent};

pub(crate) fn cases(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    run(&mut cargo(["build", "--release", "--package", "testops-sim"]))?;
    // Beside the programs, so that it is the same disk and never a memory disk.
    let folder = target().join("bench-cases");
    fs::create_dir_all(&folder).map_err(|error| Trouble::new(error.to_string()))?;
    let mut bench = cargo(["run", "--release", "--package", "companion", "--example", "bench_cases"]);
    bench.env("TESTOPS_SIM", target().join("release/testops-sim"));
    run(bench.env("BENCH_FOLDER", folder))
}
