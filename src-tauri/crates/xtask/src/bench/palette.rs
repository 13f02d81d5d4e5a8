//! `bench palette`: the index that the page makes of all names, by the page's own code.

use super::{last_object, report};
use crate::page;
use crate::process::{Outcome, node, run_and_keep};

const LIMITS: [(&str, f64); 3] = [("keystroke_p99_ms", 30.0), ("first_open_ms", 80.0), ("index_mb", 20.0)];

pub(crate) fn palette() -> Outcome {
    page::ensure_packages()?;
    let said = run_and_keep(&mut node("node", ["--expose-gc", "bench/palette.js"]))?;
    println!("{}", report("palette", &last_object(&said.text)?, &LIMITS, &[]));
    Ok(())
}
