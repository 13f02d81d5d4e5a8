//! What the machine must have: Rust, Node, system packages, the page's packages, the window's driver.
//!
//! Everything is looked for first; nothing is installed that is there, and nothing without consent.

mod apt;
mod tools;

use std::io::{self, BufRead, IsTerminal, Write};

use crate::page;
use crate::process::Outcome;

pub(crate) use tools::{driver_path, ensure_driver};

/// Whether things may be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// `--yes`, or a continuous integration, where nobody can be asked.
    Given,
    /// The person at the terminal is asked each time.
    Ask,
}

impl Consent {
    pub(crate) fn from_flag(yes: bool) -> Self {
        let in_ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
        if yes || in_ci { Self::Given } else { Self::Ask }
    }

    /// Asks where it must; without a terminal the answer is no.
    pub(crate) fn to(self, question: &str) -> bool {
        if self == Self::Given {
            return true;
        }
        if !io::stdin().is_terminal() {
            return false;
        }
        print!("{question} [Y/n] ");
        drop(io::stdout().flush());
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer).is_err() {
            return false;
        }
        matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
    }
}

/// `cargo xtask setup`.
pub(crate) fn setup(consent: Consent, tests: bool) -> Outcome {
    if tests {
        for_tests(consent)?;
    } else {
        for_building(consent)?;
    }
    println!("Everything is there. Next: cargo xtask run --demo");
    Ok(())
}

/// What building and running need.
pub(crate) fn for_building(consent: Consent) -> Outcome {
    tools::check_rust()?;
    tools::check_node()?;
    apt::ensure(&[apt::BUILD], consent)?;
    page::ensure_packages()
}

/// What building, and starting without a display, need.
pub(crate) fn for_virtual_display(consent: Consent) -> Outcome {
    apt::ensure(&[apt::BUILD, apt::DISPLAY], consent)?;
    for_building(consent)
}

/// What every check needs, the window stories included.
pub(crate) fn for_tests(consent: Consent) -> Outcome {
    apt::ensure(&[apt::BUILD, apt::DISPLAY, apt::TESTS, apt::REPLICAS, apt::CONTENTS], consent)?;
    apt::add_engines(consent);
    for_building(consent)?;
    if cfg!(target_os = "linux") {
        ensure_driver()?;
    }
    Ok(())
}

/// What the check of the packages needs.
pub(crate) fn for_packages(consent: Consent) -> Outcome {
    apt::ensure(&[apt::DISPLAY, apt::CONTENTS, apt::PACKAGES], consent)
}
