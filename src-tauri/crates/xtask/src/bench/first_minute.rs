//! `bench first_minute`: the real window in the demo, driven by what it reads on screen.

use super::{last_object, report};
use crate::page;
use crate::process::{Outcome, cargo, run, run_and_keep, target};
use crate::setup::{self, Consent, driver_path};
use crate::stories::ALL_OURS;

const LIMITS: [(&str, f64); 3] = [("clicks_to_launch", 4.0), ("outcome_s", 40.0), ("longest_still_s", 6.0)];

pub(crate) fn first_minute(consent: Consent) -> Outcome {
    setup::for_tests(consent)?;
    page::ensure_built()?;
    run(&mut cargo(["build", "--release", "--package", "testops-companion"]))?;
    run(cargo(["build"]).args(ALL_OURS).args(["--bins", "--test", "stories"]))?;
    let mut window = cargo(["test", "--quiet"]);
    window.args(ALL_OURS).args(["--test", "stories", "--", "--first-minute"]);
    window.env("STORIES_DRIVER", driver_path()).env("STORIES_TARGET", target());
    window.env("STORIES_PROGRAM", target().join("release/testops-companion"));
    let figures = last_object(&run_and_keep(&mut window)?.text)?;
    println!("{}", report("first_minute", &figures, &LIMITS, &[]));
    Ok(())
}
