//! What the packages say of the command line: manual pages and the completions of the shells, made from the definition
//! that the program itself reads.
//!
//! `testops-companion help-files DIR DATE` writes them while a package is made; no help speaks of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Arg, ArgMatches, Command, CommandFactory as _, value_parser};
use clap_complete::{Shell, generate_to};
use clap_mangen::Man;

use crate::cli::Options;
use crate::cli::terminal::{FAILED, err};

const VERB: &str = "help-files";
const FOLDER: &str = "DIR";
const DATE: &str = "DATE";

/// The verb, for the command line of the program.
pub(crate) fn verb() -> Command {
    let folder = Arg::new(FOLDER).required(true).value_parser(value_parser!(PathBuf));
    Command::new(VERB).hide(true).args([folder, Arg::new(DATE).required(true)])
}

/// The folder and the day of the manual, where the words ask for the files.
pub(crate) fn wanted(words: &ArgMatches) -> Option<(&Path, &str)> {
    let words = words.subcommand_matches(VERB)?;
    Some((words.get_one::<PathBuf>(FOLDER)?, words.get_one::<String>(DATE)?))
}

pub(crate) fn run(folder: &Path, date: &str) -> ExitCode {
    match write(folder, date) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            err(&format!("{}: {error}", folder.display()));
            FAILED.into()
        }
    }
}

/// A page for the program and for each verb in `man1`; a completion in `bash`, `fish` and `zsh`, under the name that the
/// shell looks for.
fn write(folder: &Path, date: &str) -> io::Result<()> {
    let name = env!("CARGO_PKG_NAME");
    let pages = folder.join("man1");
    fs::create_dir_all(&pages)?;
    let mut words = Options::command().disable_help_subcommand(true);
    words.build();
    write_pages(&words, date, &pages)?;
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        let folder = folder.join(shell.to_string());
        fs::create_dir_all(&folder)?;
        let made = generate_to(shell, &mut Options::command(), name, &folder)?;
        if shell == Shell::Bash {
            fs::rename(made, folder.join(name))?;
        }
    }
    Ok(())
}

fn write_pages(command: &Command, date: &str, folder: &Path) -> io::Result<()> {
    let source = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    let page = Man::new(command.clone()).date(date).source(source).manual("TestOps Companion");
    page.generate_to(folder)?;
    command.get_subcommands().try_for_each(|verb| write_pages(verb, date, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files_in(folder: &Path) -> Vec<String> {
        let entries =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").file_name());
        let mut names = entries.map(|name| name.into_string().expect("text")).collect::<Vec<_>>();
        names.sort();
        names
    }

    #[test]
    fn every_verb_has_a_page_and_every_shell_a_completion() {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "2026-11-30").expect("written");
        let pages = files_in(&dir.path().join("man1"));
        for page in ["testops-companion.1", "testops-companion-upload.1", "testops-companion-bots-start.1"] {
            assert!(pages.iter().any(|there| there == page), "{page} of {pages:?}");
        }
        assert_eq!(files_in(&dir.path().join("bash")), ["testops-companion"]);
        assert_eq!(files_in(&dir.path().join("fish")), ["testops-companion.fish"]);
        assert_eq!(files_in(&dir.path().join("zsh")), ["_testops-companion"]);
    }

    #[test]
    fn only_the_packager_is_told_of_the_verb() {
        let words = ["testops-companion", VERB, "/d", "2026-11-30"];
        let read = Options::command().subcommand(verb()).try_get_matches_from(words).expect("the words");
        assert_eq!(wanted(&read), Some((Path::new("/d"), "2026-11-30")));
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "2026-11-30").expect("written");
        let bash = fs::read_to_string(dir.path().join("bash/testops-companion")).expect("a completion");
        assert!(bash.contains("--import-env") && !bash.contains(VERB));
    }
}
