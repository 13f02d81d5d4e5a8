//! The command line.

use std::fmt::Display;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::trouble::Trouble;

/// TestOps Companion without a window, for a server.
#[derive(Debug, Parser)]
#[command(name = "testops-companion-agent", version)]
pub(crate) struct Options {
    /// The configuration; else the file that `TESTOPS_AGENT_CONFIG` names, else only the environment.
    #[arg(long, short, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// The .env of the exporter or the bot that ran before; it fills in what nothing else says.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) env_file: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = LogForm::Json, global = true)]
    pub(crate) log: LogForm,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogForm {
    Json,
    Text,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Export, watch and answer in chats until a signal ends it.
    Run,
    /// Show the configuration, secrets masked, and try everything that it names.
    Check,
    /// Bring the database to the schema of this program, after a backup.
    Migrate,
    /// Begin with the database of a desktop program.
    Import {
        /// Its companion.db.
        database: PathBuf,
    },
    /// Export plans from a file.
    Plan {
        #[command(subcommand)]
        command: PlanCommand,
    },
    /// Ask the agent that runs how it is.
    Status,
    /// Copy the database into its folder of backups.
    Backup,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Make and change plans until they are as the file says. Plans that it does not name stay.
    Apply {
        /// A plans.toml, or the projects.json of the exporter that ran before.
        file: PathBuf,
    },
}

#[expect(clippy::print_stdout, reason = "what a command answers")]
pub(crate) fn say(line: impl Display) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "why a command failed")]
pub(crate) fn say_trouble(trouble: &Trouble) {
    eprintln!("{trouble}");
}
