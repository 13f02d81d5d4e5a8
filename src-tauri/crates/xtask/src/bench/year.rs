//! `bench year`: the domain on a store as a busy year leaves it, beside an empty one.

use crate::process::{Outcome, cargo, run};
use crate::setup::{self, Consent};

pub(crate) fn year(consent: Consent) -> Outcome {
    setup::for_building(consent)?;
    run(&mut cargo(["run", "--release", "--package", "companion", "--example", "bench_year"]))
}
