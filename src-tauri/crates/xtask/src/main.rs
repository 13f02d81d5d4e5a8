//! The project's own commands: `cargo xtask run`, `test`, `e2e`, `bench`, `package` and a few smaller ones.
//!
//! Each command finds what the machine lacks, installs it where it may and names it where it may not, so that a
//! fresh clone needs Rust and Node and nothing else. The crate stays small on purpose: it is compiled before
//! anything else, and it only starts other programs and reads what they say.

#![expect(clippy::print_stdout, reason = "printing is what these commands are for")]

mod bench;
mod campaign;
mod check;
mod display;
mod package;
mod page;
mod process;
mod run;
mod setup;
mod sheets;
mod stories;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Finds what this machine lacks and installs it where it may.
    Setup {
        /// Install without asking.
        #[arg(long)]
        yes: bool,
        /// Also what the tests need: a virtual display, a notification service, a keyring, the window's driver.
        #[arg(long)]
        tests: bool,
    },
    /// Builds the program and starts it.
    Run(run::Options),
    /// Checks everything; closes with one line of counts.
    Test {
        /// Install what is missing without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Drives the real window through its stories, all of them or those that are named.
    E2e {
        #[arg(long)]
        yes: bool,
        /// Do not rebuild the page and the program first.
        #[arg(long)]
        no_build: bool,
        /// How many stories run at once; one more than there are processors unless this says so.
        #[arg(long)]
        jobs: Option<usize>,
        names: Vec<String>,
    },
    /// Measures; prints one JSON object last.
    Bench {
        #[arg(value_enum)]
        name: bench::Name,
        #[arg(long)]
        yes: bool,
    },
    /// Looks for faults for as long as wanted; prints one JSON object last.
    #[command(subcommand)]
    Campaign(campaign::Campaign),
    /// Makes the packages for this system.
    Package(package::Options),
    /// Writes the page's typed client from the commands of the shell.
    Bindings {
        /// Only say whether the committed file is stale.
        #[arg(long)]
        check: bool,
    },
    /// Makes the pictures of the README from the real window.
    Screenshots {
        #[arg(long)]
        yes: bool,
    },
    /// Takes contact sheets of every screen of the page in both languages, themes and three widths, or of what is chosen:
    /// `sheets runs mine 380 ru dark empty`.
    Sheets {
        #[arg(long)]
        yes: bool,
        /// Screens, widths in pixels, languages, themes and worlds, or whole names of sheets.
        words: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Setup { yes, tests } => setup::setup(setup::Consent::from_flag(yes), tests),
        Command::Run(options) => run::run(&options),
        Command::Test { yes } => check::test(setup::Consent::from_flag(yes)),
        Command::E2e { yes, no_build, jobs, names } => {
            stories::e2e(setup::Consent::from_flag(yes), !no_build, jobs, &names)
        }
        Command::Bench { name, yes } => bench::bench(name, setup::Consent::from_flag(yes)),
        Command::Campaign(campaign) => campaign::campaign(&campaign),
        Command::Package(options) => package::package(&options),
        Command::Bindings { check } => check::bindings(check),
        Command::Screenshots { yes } => stories::screenshots(setup::Consent::from_flag(yes)),
        Command::Sheets { yes, words } => sheets::sheets(setup::Consent::from_flag(yes), &words),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            println!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}
