//! TestOps Companion without a window, for a server: exports, watching and the Telegram bot.
//!
//! One TOML file says everything ([`configuration`]); [`agent`] puts the domain together from it; each command of the
//! command line has a file of its own. Nothing here decides what the domain decides.

mod agent;
mod backup;
mod bucket;
mod check;
mod cli;
mod configuration;
mod headless;
mod http;
mod import;
mod log;
mod migrate;
mod nearest;
mod plans;
mod replica;
mod run;
mod secrets;
mod status;
mod trouble;
mod webhook;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Command, Options, PlanCommand};
use configuration::Configuration;
use trouble::Trouble;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match carry_out(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            cli::say_trouble(&trouble);
            trouble.code()
        }
    }
}

async fn carry_out(options: Options) -> Result<(), Trouble> {
    let configuration = Configuration::load(options.config.as_deref(), options.env_file.as_deref())?;
    log::start(options.log, matches!(options.command, Command::Run));
    match options.command {
        Command::Run => run::run(&configuration).await,
        Command::Check => check::check(&configuration).await,
        Command::Migrate => migrate::migrate(&configuration).await,
        Command::Import { database } => import::import(&configuration, &database).await,
        Command::Plan { command: PlanCommand::Apply { file } } => {
            plans::apply_file(&configuration, &file).await
        }
        Command::Status => status::status(&configuration).await,
        Command::Backup => backup::backup(&configuration).await,
    }
}
