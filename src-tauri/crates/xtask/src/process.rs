//! Starting other programs: what is run is said first, and what it says can be kept while it is shown.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// What went wrong, in words for the person at the terminal, with the next step.
#[derive(Debug)]
pub(crate) struct Trouble(String);

pub(crate) type Outcome<T = ()> = Result<T, Trouble>;

impl Trouble {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_owned()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A command in the workspace's folder.
pub(crate) fn command<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// npm or npx in the page's folder.
pub(crate) fn node<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let program = if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() };
    let mut command = command(&program, arguments);
    command.current_dir(root().join("ui"));
    command
}

/// Runs it with our own input and output.
pub(crate) fn run(command: &mut Command) -> Outcome {
    say(command);
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::new(format!("{} ended with {status}", line_of(command))))
}

/// What a finished program left behind.
pub(crate) struct Said {
    pub(crate) success: bool,
    /// Standard output and standard error, line by line as they came.
    pub(crate) text: String,
}

/// Runs it, shows what it says and keeps it.
pub(crate) fn run_and_keep(command: &mut Command) -> Outcome<Said> {
    say(command);
    let (success, text) = listen(command, true)?;
    Ok(Said { success, text })
}

/// Runs it beside what else is shown, and keeps what it says for later.
pub(crate) fn run_aside(command: &mut Command) -> Outcome<Said> {
    let (success, said) = listen(command, false)?;
    Ok(Said { success, text: format!("$ {}\n{said}", line_of(command)) })
}

/// Whether it succeeded, and what it said.
fn listen(command: &mut Command, show: bool) -> Outcome<(bool, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let errors = child.stderr.take();
    let from_errors = thread::spawn(move || errors.map(|said| keep(said, show)).unwrap_or_default());
    let mut text = child.stdout.take().map(|said| keep(said, show)).unwrap_or_default();
    text.push_str(&from_errors.join().unwrap_or_default());
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok((status.success(), text))
}

/// Runs it silently; its standard output, or `None` when it is absent or fails.
pub(crate) fn quietly(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of that name can be started from here.
pub(crate) fn on_path(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn say(command: &Command) {
    println!("$ {}", line_of(command));
    // What the program says comes after what we said, also into a file.
    drop(io::stdout().flush());
}

fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, error: &io::Error) -> Trouble {
    Trouble::new(format!("{} could not be started: {error}", command.get_program().to_string_lossy()))
}

fn keep(stream: impl Read, show: bool) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let words = String::from_utf8_lossy(&line);
        if show {
            print!("{words}");
            drop(io::stdout().flush());
        }
        kept.push_str(&words);
        line.clear();
    }
    kept
}
