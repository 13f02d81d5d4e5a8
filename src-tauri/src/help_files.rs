//! What the packages say of the command line: manual pages and the completions of the shells, made from the definition
//! that the program itself reads.
//!
//! `testops-companion help-files DIR` writes them while a package is made; no help speaks of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Arg, ArgMatches, Command, CommandFactory as _, value_parser};
use clap_complete::{Shell, generate_to};

use crate::cli::Options;
use crate::cli::terminal::{FAILED, err};

const VERB: &str = "help-files";
const FOLDER: &str = "DIR";

/// The verb, for the command line of the program.
pub(crate) fn verb() -> Command {
    let folder = Arg::new(FOLDER).required(true).value_parser(value_parser!(PathBuf));
    Command::new(VERB).hide(true).arg(folder)
}

/// The folder, where the words ask for the files.
pub(crate) fn wanted(words: &ArgMatches) -> Option<&Path> {
    words.subcommand_matches(VERB)?.get_one::<PathBuf>(FOLDER).map(PathBuf::as_path)
}

pub(crate) fn run(folder: &Path) -> ExitCode {
    match write(folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            err(&format!("{}: {error}", folder.display()));
            FAILED.into()
        }
    }
}

/// A page for the program and for each verb in `man1`; a completion in `bash`, `fish` and `zsh`, under the name that the
/// shell looks for.
fn write(folder: &Path) -> io::Result<()> {
    let name = env!("CARGO_PKG_NAME");
    let pages = folder.join("man1");
    fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(Options::command(), &pages)?;
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
        write(dir.path()).expect("written");
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
        let words = ["testops-companion", VERB, "/d"];
        let read = Options::command().subcommand(verb()).try_get_matches_from(words).expect("the words");
        assert_eq!(wanted(&read), Some(Path::new("/d")));
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path()).expect("written");
        let bash = fs::read_to_string(dir.path().join("bash/testops-companion")).expect("a completion");
        assert!(bash.contains("--import-env") && !bash.contains(VERB));
    }
}
