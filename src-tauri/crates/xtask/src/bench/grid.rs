//! `bench grid`: a file of a million rows of 26 columns, by the table alone and from a click in the real window.

use std::fs;

use super::{last_object, report};
use crate::process::{Outcome, Trouble, cargo, run, run_and_keep, target};
use crate::setup::{self, Consent, driver_path};
use crate::stories::ALL_OURS;

const LARGE: &str = "1000000";
const SMALL: &str = "100000";
const MOST: [(&str, f64); 4] =
    [("first_rows_ms", 500.0), ("first_rows_small_ms", 100.0), ("compare_s", 10.0), ("bytes_per_row", 40.0)];
const LEAST: [(&str, f64); 1] = [("index_ratio", 3.0)];

pub(crate) fn grid(consent: Consent) -> Outcome {
    setup::for_tests(consent)?;
    let folder = target().join("bench-grid");
    fs::create_dir_all(&folder).map_err(|error| Trouble::new(error.to_string()))?;
    let [large, newer, small] = ["large.csv", "newer.csv", "small.csv"].map(|name| folder.join(name));
    if !newer.is_file() {
        run(table().arg("--make").arg(&large).arg(LARGE).arg(&newer))?;
    }
    if !small.is_file() {
        run(table().arg("--make").arg(&small).arg(SMALL))?;
    }

    let table = run_and_keep(table().arg(&large).arg(&newer))?;
    let mut figures = last_object(&table.text)?;
    // By the table alone; what a person waits for is measured in the window.
    figures.remove("first_rows_ms");
    run(&mut cargo(["build", "--release", "--package", "testops-companion"]))?;
    run(cargo(["build"]).args(ALL_OURS).args(["--bins", "--test", "stories"]))?;
    let mut window = cargo(["test", "--quiet"]);
    window.args(ALL_OURS).args(["--test", "stories", "--", "--first-rows"]).args([&large, &small]);
    window.env("STORIES_DRIVER", driver_path()).env("STORIES_TARGET", target());
    window.env("STORIES_PROGRAM", target().join("release/testops-companion"));
    let seen = last_object(&run_and_keep(&mut window)?.text)?;
    for (name, key) in [("first_rows_ms", "large.csv"), ("first_rows_small_ms", "small.csv")] {
        if let Some(value) = seen.get(key) {
            figures.insert(name.to_owned(), value.clone());
        }
    }
    println!("{}", report("grid", &figures, &MOST, &LEAST));
    Ok(())
}

fn table() -> std::process::Command {
    cargo(["run", "--release", "--package", "table", "--example", "bench_table", "--"])
}
