//! The shell above an engine, in the namespaces that end with it.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Answers each order with whether the engine runs after it.
const SCRIPT: &str = r#"
state() { if [ -e "/proc/$pid/exe" ]; then echo runs; else echo rests; fi; }
# Through it the engine reaches what listens at its own addresses.
ip link set lo up
while read -r order; do
  case $order in
    start) $ENGINE >>"$LOG" 2>&1 </dev/null & pid=$! ;;
    stop) kill "$pid"; wait "$pid"; pid= ;;
    kill) kill -9 "$pid"; wait "$pid"; pid= ;;
  esac 2>/dev/null
  state
done
# Nobody may be there any more to remove what is left.
kill -9 -1
umount -l "$DIR"/data "$DIR"/data/overlay "$DIR"/exec 2>/dev/null
rm -rf --one-file-system "$DIR"/data "$DIR"/exec
"#;

pub(crate) const LOG: &str = "engine.log";

#[derive(Debug)]
pub(crate) struct Shell {
    process: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Shell {
    pub(crate) fn begin(engine: &str, dir: &Path) -> io::Result<Self> {
        let log = dir.join(LOG);
        let mut process = Command::new("unshare")
            .args([
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--",
                "sh",
                "-c",
                SCRIPT,
            ])
            // Conmon leaves notes where it runs.
            .current_dir(dir)
            .env("ENGINE", engine)
            .env("DIR", dir)
            .env("LOG", &log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()?;
        let (orders, answers) = (process.stdin.take(), process.stdout.take());
        let answers = answers.ok_or_else(|| io::Error::other("the shell has no output"))?;
        Ok(Self { process, orders, answers: BufReader::new(answers) })
    }

    /// Gives an order and waits until it is carried out; whether the engine runs.
    fn ask(&mut self, order: &str) -> io::Result<bool> {
        let orders = self.orders.as_mut().ok_or_else(|| io::Error::other("the shell has no input"))?;
        writeln!(orders, "{order}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim() == "runs")
    }

    pub(crate) fn order(&mut self, order: &str) -> io::Result<()> {
        self.ask(order).map(|_| ())
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.ask("look").unwrap_or(false)
    }

    /// The process whose namespaces they are.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.orders = None;
        drop(self.process.wait());
    }
}
