//! `bench triage`: the failures of a large launch, by the domain alone and from a click in the real window, and the map of
//! tests by launches.

use super::{last_object, report};
use crate::page;
use crate::process::{Outcome, cargo, run, run_and_keep, target};
use crate::setup::{self, Consent, driver_path};
use crate::stories::ALL_OURS;

const MOST: [(&str, f64); 5] = [
    ("open_ms", 300.0),
    ("group_ms", 500.0),
    ("requests_per_bulk", 60.0),
    ("memory_growth_mb", 64.0),
    ("heat_map_ms", 200.0),
];
const LEAST: [(&str, f64); 2] = [("group_precision", 0.95), ("group_recall", 0.95)];

pub(crate) fn triage(consent: Consent) -> Outcome {
    setup::for_tests(consent)?;
    page::ensure_built()?;
    run(&mut cargo(["build", "--release", "--package", "testops-sim", "--package", "testops-companion"]))?;
    let mut domain = cargo(["run", "--release", "--package", "companion", "--example", "bench_triage"]);
    domain.env("TESTOPS_SIM", target().join("release/testops-sim"));
    let mut figures = last_object(&run_and_keep(&mut domain)?.text)?;
    run(cargo(["build"]).args(ALL_OURS).args(["--bins", "--test", "stories"]))?;
    for what in ["--first-causes", "--heat-map"] {
        let mut window = cargo(["test", "--quiet"]);
        window.args(ALL_OURS).args(["--test", "stories", "--", what]);
        window.env("STORIES_DRIVER", driver_path()).env("STORIES_TARGET", target());
        window.env("STORIES_PROGRAM", target().join("release/testops-companion"));
        figures.extend(last_object(&run_and_keep(&mut window)?.text)?);
    }
    println!("{}", report("triage", &figures, &MOST, &LEAST));
    Ok(())
}
