//! `cargo xtask test`: every check there is, one after the other, going on after a failure.
//!
//! It closes with a table of the steps, each with the names of what failed, and, alone on the last line, `N passed, N
//! failed, N skipped`. Tests count one by one, every other step counts as one; what cannot be checked on this machine is
//! counted as skipped and says why.

pub(crate) mod counts;
mod licences;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use self::counts::Counts;
use crate::process::{Outcome, Said, Trouble, cargo, node, root, run, run_and_keep, run_aside};
use crate::setup::{self, Consent};
use crate::stories::ALL_OURS;
use crate::{campaign, package, page, stories};

/// Where the vendor's definition of the server's API is looked for when `TESTOPS_OPENAPI` does not say.
const DEFINITION: &str = "../shared/testops/openapi-26.1.1.json";

enum Verdict {
    /// With the names of what failed, where the runner said them.
    Counted(Counts, Vec<String>),
    Skipped(String),
}

struct Step {
    name: &'static str,
    took: Duration,
    counts: Counts,
    failed: Vec<String>,
    note: String,
}

/// What was checked so far.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn check(&mut self, name: &'static str, check: impl FnOnce() -> Outcome<Verdict>) {
        println!("\n== {name}");
        let step = timed(name, check);
        if !step.note.is_empty() {
            println!("{}", step.note);
        }
        self.0.push(step);
    }
}

pub(crate) fn test(consent: Consent) -> Outcome {
    setup::for_tests(consent)?;
    let mut steps = Steps::default();
    // The program embeds the page: it comes first.
    steps.check("page: build", || as_one(page::build()));
    steps.check("formatting", || as_one(run(&mut cargo(["fmt", "--all", "--check"]))));
    steps.check("build", || as_one(stories::build_programs()));
    steps.check("lints", lints);
    // A build keeps all processors busy, tests wait for much: there is room beside them.
    let of_page = std::thread::spawn(check_page);
    steps.check("tests", || tests(&mut workspace_tests(), counts::of_cargo));
    steps.check("simulated weeks", || as_one(campaign::for_a_minute()));
    steps.check("documentation and its examples", documentation);
    steps.check("what the packages carry", carried);
    steps.check("contract with the server's definition", contract);
    steps.check("the page's typed client", || as_one(bindings(true)));
    let of_page = of_page.join().map_err(|_| Trouble::new("The checks of the page broke"))?;
    for (step, said) in of_page {
        println!("\n== {}\n{said}{}", step.name, step.note);
        steps.0.push(step);
    }
    steps.check("window stories", window);
    steps.check("licences of crates", || as_one(licences::of_crates()));
    steps.check("licences of the page's packages", || as_one(licences::of_packages()));
    steps.check("advisories", advisories);

    close(&steps.0)
}

/// The steps of the page, each with what it said.
fn check_page() -> Vec<(Step, String)> {
    type Read = fn(&str) -> Counts;
    let steps: [(&str, &str, Option<Read>); 3] = [
        ("page: lint", "lint", None),
        ("page: types", "check", None),
        ("page: tests", "test", Some(counts::of_vitest)),
    ];
    let check = |(name, script, read): (&'static str, &str, Option<Read>)| {
        let mut text = String::new();
        let step = timed(name, || {
            let said = run_aside(node("npm", ["run", script]).env("NO_COLOR", "1"))?;
            text.clone_from(&said.text);
            let own =
                read.map_or(Counts { passed: said.success.into(), ..Counts::default() }, |read| read(&text));
            Ok(Verdict::Counted(blame(own, &said), counts::failed_in(&said.text)))
        });
        (step, text)
    };
    steps.into_iter().map(check).collect()
}

fn timed(name: &'static str, check: impl FnOnce() -> Outcome<Verdict>) -> Step {
    let started = Instant::now();
    let (counts, failed, note) = match check() {
        Ok(Verdict::Counted(counts, failed)) => (counts, failed, String::new()),
        Ok(Verdict::Skipped(why)) => (Counts { skipped: 1, ..Counts::default() }, Vec::new(), why),
        Err(trouble) => (Counts { failed: 1, ..Counts::default() }, Vec::new(), trouble.to_string()),
    };
    Step { name, took: started.elapsed(), counts, failed, note }
}

/// `cargo xtask bindings`.
pub(crate) fn bindings(check: bool) -> Outcome {
    // The selection of `cargo xtask test`, so that no crate is built with other features for this alone.
    let mut test = cargo(["test", "--quiet", "--lib"]);
    test.args(ALL_OURS).arg("bindings::");
    if check {
        test.env_remove("UPDATE_BINDINGS");
    } else {
        test.env("UPDATE_BINDINGS", "1");
    }
    let said = run_and_keep(&mut test)?;
    if said.success && counts::of_cargo(&said.text).passed > 0 {
        return Ok(());
    }
    let stale = "ui/src/lib/host/bindings.ts does not match the shell's commands: run `cargo xtask bindings`";
    Err(Trouble::new(if check { stale } else { "The typed client could not be written" }))
}

fn lints() -> Outcome<Verdict> {
    // Where clippy has compiled (`RUSTC_WORKSPACE_WRAPPER=clippy-driver`), every build says again what it said of the code,
    // and no dependency is read anew.
    let compiled = std::env::var("RUSTC_WORKSPACE_WRAPPER").is_ok_and(|wrapper| wrapper == "clippy-driver");
    let verb = if compiled { "build" } else { "clippy" };
    // All targets are all but the stories, which only their own name selects.
    for targets in [&["--bins", "--tests", "--examples"][..], &["--test", "stories"]] {
        let said = run_and_keep(cargo([verb]).args(ALL_OURS).args(targets))?;
        if !said.success || said.text.contains("warning: ") {
            return Err(Trouble::new("The compiler or clippy has something to say; it stands above"));
        }
    }
    as_one(Ok(()))
}

/// The examples of each library, run; before that `.ci/rustdoc` reads its documentation.
fn documentation() -> Outcome<Verdict> {
    let mut command = cargo(["test", "--quiet", "--doc"]);
    if cfg!(unix) {
        command.env("RUSTDOC", root().join(".ci/rustdoc"));
    }
    tests(command.args(ALL_OURS), counts::of_cargo)
}

/// The manual, the completions, the notices and what desktops read, with the program that the stories start.
fn carried() -> Outcome<Verdict> {
    if !cfg!(target_os = "linux") {
        return Ok(Verdict::Skipped("Only the packages for Linux carry more than the program".to_owned()));
    }
    as_one(package::make_contents().and_then(|()| package::check_contents()))
}

fn workspace_tests() -> Command {
    // The contract check and the window stories are steps of their own.
    let mut command = cargo(["test", "--quiet", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    command.args(ALL_OURS).args(["--", "--skip", "contract_of"]);
    // Many wait for a server, an engine or a clock: others use the processors meanwhile.
    command.env("RUST_TEST_THREADS", (4 * processors()).to_string());
    command
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn contract() -> Outcome<Verdict> {
    let given = std::env::var_os("TESTOPS_OPENAPI").map(PathBuf::from);
    let definition = given.unwrap_or_else(|| root().join(DEFINITION));
    if !definition.is_file() {
        return Ok(Verdict::Skipped(format!(
            "The vendor's definition is not here: set TESTOPS_OPENAPI to its path ({DEFINITION} was looked for)"
        )));
    }
    let mut command = cargo(["test", "--quiet", "--test", "contract"]);
    tests(command.args(ALL_OURS).env("TESTOPS_OPENAPI", definition), counts::of_cargo)
}

fn window() -> Outcome<Verdict> {
    if !cfg!(target_os = "linux") {
        return Ok(Verdict::Skipped("The window stories run on Linux only".to_owned()));
    }
    stories::build_programs()?;
    let said = stories::play(&[])?;
    Ok(Verdict::Counted(blame(stories::counted(&said), &said), counts::failed_in(&said.text)))
}

fn advisories() -> Outcome<Verdict> {
    // Its database lives on the network; what an earlier fetch left on this machine will do.
    let database = dirs_of_advisories().into_iter().any(|folder| folder.is_dir());
    if !database || !crate::process::on_path("cargo-deny") {
        return Ok(Verdict::Skipped(
            "Needs cargo-deny and its database of advisories, which comes over the network: \
             `cargo install cargo-deny --locked && cargo deny check advisories`"
                .to_owned(),
        ));
    }
    as_one(run(&mut cargo(["deny", "--offline", "check", "advisories"])))
}

fn dirs_of_advisories() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let user = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    home.into_iter().chain(user).map(|cargo| cargo.join("advisory-dbs")).collect()
}

fn as_one(outcome: Outcome) -> Outcome<Verdict> {
    outcome.map(|()| Verdict::Counted(Counts { passed: 1, ..Counts::default() }, Vec::new()))
}

fn tests(command: &mut Command, read: fn(&str) -> Counts) -> Outcome<Verdict> {
    let said = run_and_keep(command)?;
    Ok(Verdict::Counted(blame(read(&said.text), &said), counts::failed_in(&said.text)))
}

/// A run that failed without naming a failed test did not even build.
fn blame(counts: Counts, said: &Said) -> Counts {
    if said.success || counts.failed > 0 {
        return counts;
    }
    Counts { failed: 1, ..counts }
}

fn close(steps: &[Step]) -> Outcome {
    println!("\n{:<40} {:>7} {:>7} {:>7} {:>9}", "step", "passed", "failed", "skipped", "seconds");
    let mut total = Counts::default();
    for Step { name, took, counts, failed: names, note } in steps {
        let Counts { passed, failed, skipped } = counts;
        println!("{name:<40} {passed:>7} {failed:>7} {skipped:>7} {:>9.1}", took.as_secs_f64());
        if !note.is_empty() {
            println!("    {}", note.lines().next().unwrap_or_default());
        }
        for name in names {
            println!("    failed: {name}");
        }
        total = total.plus(*counts);
    }
    println!();
    println!("{total}");
    if total.failed == 0 { Ok(()) } else { std::process::exit(1) }
}
