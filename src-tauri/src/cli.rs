//! The command line, shared by the first start and by a second one that hands its wishes to the first.

pub(crate) mod terminal;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::bots::BotsCommand;
use crate::upload::UploadCommand;

/// A desktop companion for Allure TestOps.
#[derive(Clone, Debug, Parser)]
#[command(name = "testops-companion", version)]
pub(crate) struct Options {
    /// Start with a TestOps server inside the program; nothing leaves this machine.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Keep everything (database, logs, window state) in this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Start in the tray, without a window.
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Read the connection from an .env file and show what was understood.
    #[arg(long, value_name = "FILE")]
    pub(crate) import_env: Option<PathBuf>,
    /// Without one, the program itself starts.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What is done from the command line, without a window.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Run Telegram bots in containers, on Docker or Podman.
    Bots(BotsCommand),
    /// Send the results of a folder into a launch.
    Upload(UploadCommand),
}

impl Options {
    /// The wishes of a second start; what cannot be read counts as a plain start.
    pub(crate) fn of_second_start(arguments: &[String], folder: &str) -> Option<Self> {
        let mut options = Self::try_parse_from(arguments).ok()?;
        options.import_env = options.import_env.map(|file| Path::new(folder).join(file));
        Some(options)
    }

    /// The arguments with which the next session starts the program as it runs now, without a window.
    pub(crate) fn at_login(&self) -> Vec<OsString> {
        let mut arguments = vec![OsString::from("--hidden")];
        if self.demo {
            arguments.push("--demo".into());
        }
        if let Some(dir) = &self.data_dir {
            let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.clone());
            arguments.extend(["--data-dir".into(), dir.into_os_string()]);
        }
        arguments
    }

    /// The demo has a folder of its own unless one was named, so that trying it out never touches real data.
    pub(crate) fn data_dir_within(&self, system: &Path) -> PathBuf {
        match &self.data_dir {
            Some(dir) => std::path::absolute(dir).unwrap_or_else(|_| dir.clone()),
            None if self.demo => system.join("demo"),
            None => system.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Options {
        Options::try_parse_from(words).expect("the words are of the command line")
    }

    #[test]
    fn the_demo_keeps_away_from_real_data() {
        let system = Path::new("/home/ann/.local/share/x");
        assert_eq!(parse(&["x", "--demo"]).data_dir_within(system), system.join("demo"));
        assert_eq!(parse(&["x"]).data_dir_within(system), system);
        assert_eq!(parse(&["x", "--demo", "--data-dir", "/d"]).data_dir_within(system), Path::new("/d"));
    }

    #[test]
    fn the_next_session_starts_it_hidden_with_the_same_folder() {
        assert_eq!(parse(&["x"]).at_login(), ["--hidden"]);
        let options = parse(&["x", "--demo", "--data-dir", "/my data", "--import-env", "team.env"]);
        assert_eq!(options.at_login(), ["--hidden", "--demo", "--data-dir", "/my data"]);
        let relative = parse(&["x", "--hidden", "--data-dir", "data"]).at_login();
        assert!(Path::new(&relative[2]).is_absolute(), "{relative:?}");
    }

    #[test]
    fn a_second_start_names_files_from_its_own_folder() {
        let words = ["x", "--import-env", "team.env"].map(str::to_owned);
        let options = Options::of_second_start(&words, "/home/ann/desk").expect("readable");
        assert_eq!(options.import_env.as_deref(), Some(Path::new("/home/ann/desk/team.env")));
        assert!(Options::of_second_start(&["x".to_owned(), "--nonsense".to_owned()], "/").is_none());
    }
}
