//! `bench runner`: bots in containers, from the window on an engine of the measurement's own, beside docker itself.

use super::{last_object, report};
use crate::page;
use crate::process::{Outcome, cargo, run, run_and_keep, target};
use crate::setup::{self, Consent, driver_path};
use crate::stories::ALL_OURS;

const MOST: [(&str, f64); 4] = [
    ("deploy_ratio", 1.2),
    ("log_first_paint_ms", 200.0),
    ("log_filter_ms", 150.0),
    ("requests_per_refresh", 51.0),
];

pub(crate) fn runner(consent: Consent) -> Outcome {
    setup::for_tests(consent)?;
    page::ensure_built()?;
    let mut counted = cargo(["run", "--release", "--package", "bot-runner", "--example", "bench_runner"]);
    let mut figures = last_object(&run_and_keep(&mut counted)?.text)?;
    run(&mut cargo(["build", "--release", "--package", "testops-companion"]))?;
    run(cargo(["build"]).args(ALL_OURS).args(["--bins", "--test", "stories"]))?;
    let mut window = cargo(["test", "--quiet"]);
    window.args(ALL_OURS).args(["--test", "stories", "--", "--runner"]);
    window.env("STORIES_DRIVER", driver_path()).env("STORIES_TARGET", target());
    window.env("STORIES_PROGRAM", target().join("release/testops-companion"));
    figures.extend(last_object(&run_and_keep(&mut window)?.text)?);
    println!("{}", report("runner", &figures, &MOST, &[]));
    Ok(())
}
