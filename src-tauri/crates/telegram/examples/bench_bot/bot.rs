//! The bots, each a process of its own that is told where everything is on its standard input.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::Trouble;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The program with its domain and its bot.
    Ours,
    /// The bot on python-telegram-bot.
    Theirs,
    /// Answers as recorded, without a thought.
    Replay,
}

/// Where the bots are.
pub(crate) struct Programs {
    ours: PathBuf,
    python: PathBuf,
}

impl Programs {
    pub(crate) fn from_env() -> Result<Self, Trouble> {
        let path = |name: &str| {
            std::env::var_os(name).map(PathBuf::from).ok_or_else(|| format!("{name} is not set"))
        };
        Ok(Self { ours: path("BENCH_BOT_PROGRAM")?, python: path("BENCH_BOT_PYTHON")? })
    }

    fn command(&self, which: Which) -> Result<Command, Trouble> {
        Ok(match which {
            Which::Ours => Command::new(&self.ours),
            Which::Theirs => {
                let mut command = Command::new(&self.python);
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bench_bot/bot.py"));
                command
            }
            Which::Replay => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg(crate::replay::WORD);
                command
            }
        })
    }

    pub(crate) fn start(&self, which: Which, about: &Value) -> Result<Running, Trouble> {
        let mut child = self.command(which)?.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let tell = child.stdin.take().ok_or("no input")?;
        let hear = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut running = Running { child, tell, hear };
        running.tell(about)?;
        Ok(running)
    }
}

/// Killed when dropped: nothing that it keeps is wanted any more.
pub(crate) struct Running {
    child: Child,
    tell: ChildStdin,
    hear: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line that it says.
    pub(crate) fn said(&mut self) -> Result<Value, Trouble> {
        let mut line = String::new();
        self.hear.read_line(&mut line)?;
        serde_json::from_str(&line).map_err(|_| "the bot ended before it said anything".into())
    }

    pub(crate) fn switch_on(&mut self) -> Result<(), Trouble> {
        self.tell(&json!({"on": true}))?;
        self.said().map(drop)
    }

    fn tell(&mut self, what: &Value) -> Result<(), Trouble> {
        writeln!(self.tell, "{what}")?;
        Ok(self.tell.flush()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
