//! One run of the `git` program: bounded in time and output, and without anybody to ask.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::error::Error;

/// Bytes that a run may write before it is ended.
const MOST_OUTPUT: u64 = 100 << 20;
/// Bytes of what it said that an error holds.
const KEPT: usize = 4_096;
/// How long a run that is ended may take to remove its lock files.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(3);

/// What of our own environment would lead git elsewhere, or change what a path means.
pub(super) const FOREIGN: [&str; 12] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_INDEX_FILE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

pub(super) struct Git<'a> {
    pub(super) folder: &'a Path,
    pub(super) until: Instant,
}

pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) out: Vec<u8>,
    /// The last lines of both outputs.
    pub(super) said: String,
}

impl Git<'_> {
    /// In the person's language, as hooks need it.
    pub(super) fn run(&self, arguments: &[&str], input: Option<File>) -> Result<Ended, Error> {
        self.run_with(arguments, input, &[])
    }

    /// In English, to be judged by what it says.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Ended, Error> {
        self.run_with(arguments, None, &[("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0")])
    }

    fn run_with(
        &self,
        arguments: &[&str],
        input: Option<File>,
        environment: &[(&str, &str)],
    ) -> Result<Ended, Error> {
        // Files and no pipes: what a hook left running in the background may hold them open.
        let (out, err) = (aside()?, aside()?);
        let (own_out, own_err) = (out.try_clone().map_err(broken)?, err.try_clone().map_err(broken)?);
        let mut command = CommandWrap::with_new("git", |command| {
            command.args(arguments).current_dir(self.folder);
            for name in FOREIGN {
                command.env_remove(name);
            }
            command.env("GIT_TERMINAL_PROMPT", "0").envs(environment.iter().copied());
            command.stdin(input.map_or_else(Stdio::null, Stdio::from)).stdout(own_out).stderr(own_err);
        });
        // A session of its own has no terminal on which something could ask.
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessSession);
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        let mut child = command.spawn().map_err(|error| {
            let is_missing = error.kind() == io::ErrorKind::NotFound && self.folder.is_dir();
            if is_missing { Error::NoGit } else { Error::disk(self.folder)(error) }
        })?;
        let Some(status) = self.wait(child.as_mut(), &[&out, &err])? else {
            end(child.as_mut());
            return Err(Error::Endless);
        };
        let mut said = tail(&out)?;
        said.push_str(&tail(&err)?);
        let said = last(said.trim());
        Ok(Ended { status, out: all(out)?, said })
    }

    /// `None` where its time is over or it wrote too much.
    fn wait(&self, child: &mut dyn ChildWrapper, files: &[&File]) -> Result<Option<ExitStatus>, Error> {
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = child.try_wait().map_err(broken)? {
                return Ok(Some(status));
            }
            let written: u64 =
                files.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum();
            if Instant::now() >= self.until || written > MOST_OUTPUT {
                return Ok(None);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }
}

/// First politely, since git then removes its locks, and after that with all its children.
fn end(child: &mut dyn ChildWrapper) {
    #[cfg(unix)]
    {
        const TERMINATE: i32 = 15;
        let _ = child.signal(TERMINATE);
        let until = Instant::now() + GRACE;
        while Instant::now() < until && matches!(child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(10));
        }
    }
    // What is gone cannot be killed.
    let _ = child.start_kill();
    let _ = child.wait();
}

fn aside() -> Result<File, Error> {
    tempfile::tempfile().map_err(broken)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn broken(error: io::Error) -> Error {
    Error::Git(error.to_string())
}

fn all(mut file: File) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    file.take(MOST_OUTPUT).read_to_end(&mut bytes).map_err(broken)?;
    Ok(bytes)
}

fn tail(mut file: &File) -> Result<String, Error> {
    let length = file.metadata().map_err(broken)?.len();
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(KEPT as u64))).map_err(broken)?;
    file.take(KEPT as u64).read_to_end(&mut bytes).map_err(broken)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// At most as much of the end as is kept, from the beginning of a line on where there is one.
fn last(text: &str) -> String {
    let mut from = text.len().saturating_sub(KEPT);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let kept = &text[from..];
    let whole = if from == 0 { kept } else { kept.split_once('\n').map_or(kept, |(_, rest)| rest) };
    whole.to_owned()
}
