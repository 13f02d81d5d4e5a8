//! The window stories: the real window on a virtual display, driven as a person drives it.

use crate::check::counts::{self, Counts};
use crate::page;
use crate::process::{Outcome, Said, Trouble, cargo, root, run, run_and_keep, target};
use crate::setup::{self, Consent, driver_path};

/// The workspace without the program that only a measurement needs.
pub(crate) const ALL_OURS: [&str; 3] = ["--workspace", "--exclude", "empty-app"];

/// `cargo xtask e2e`.
pub(crate) fn e2e(consent: Consent, build: bool, jobs: Option<usize>, names: &[String]) -> Outcome {
    prepare(consent, build)?;
    let jobs = jobs.into_iter().flat_map(|number| ["--jobs".to_owned(), number.to_string()]);
    let said = play(&jobs.chain(names.iter().cloned()).collect::<Vec<_>>())?;
    let counts = counts::of_stories(&said.text);
    if said.success && counts.failed == 0 && counts.passed + counts.skipped > 0 {
        return Ok(());
    }
    Err(Trouble::new(format!(
        "What the failed stories left behind is in {}",
        target().join("stories").display()
    )))
}

/// `cargo xtask screenshots`.
pub(crate) fn screenshots(consent: Consent) -> Outcome {
    prepare(consent, false)?;
    page::ensure_built()?;
    run(cargo(["build", "--bins", "--test", "stories"]).args(ALL_OURS))?;
    run(stories(&[]).args(["--pictures"]).arg(root().join("docs")))
}

/// Builds the program and the simulator, which the stories start as processes of their own, and the stories. The
/// selection is that of `cargo xtask test`, so that the same features are asked of every crate and none is built twice.
pub(crate) fn build_programs() -> Outcome {
    page::ensure_built()?;
    run(cargo(["build", "--bins", "--tests"]).args(ALL_OURS))?;
    // Only their own name selects the stories.
    run(cargo(["build", "--test", "stories"]).args(ALL_OURS))
}

/// Runs the stories, all or those named among the words, and shows what they say.
pub(crate) fn play(words: &[String]) -> Outcome<Said> {
    run_and_keep(&mut stories(words))
}

/// What a run of the stories counted.
pub(crate) fn counted(said: &Said) -> Counts {
    counts::of_stories(&said.text)
}

pub(crate) fn prepare(consent: Consent, build: bool) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err(Trouble::new(
            "The window stories run on Linux, with Xvfb and WebKitWebDriver; this system has neither.",
        ));
    }
    setup::for_tests(consent)?;
    if build { build_programs() } else { Ok(()) }
}

pub(crate) fn stories(words: &[String]) -> std::process::Command {
    let mut command = cargo(["test", "--quiet"]);
    command.args(ALL_OURS).args(["--test", "stories", "--"]).args(words);
    command.env("STORIES_DRIVER", driver_path()).env("STORIES_TARGET", target());
    command
}
