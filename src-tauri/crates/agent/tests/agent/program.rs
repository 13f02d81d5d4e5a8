//! The program under test.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

/// Far more than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// A machine for the agent: its configuration, its data, its clock.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
    configuration: String,
}

impl Machine {
    /// `configuration` stands below the keys that every test sets.
    pub(crate) fn new(url: &str, token: &str, configuration: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("token"), format!("{token}\n")).expect("written");
        let configuration = format!(
            "data_dir = '{}'\nexports_dir = '{}'\nplans_file = '{}'\n[http]\nlisten = '127.0.0.1:0'\n[testops]\nurl = \
             '{url}'\ntoken_file = '{}'\n{configuration}",
            at("data"),
            at("exports"),
            at("plans.toml"),
            at("token"),
        );
        let machine = Self { folder, configuration };
        machine.write("plans.toml", "");
        machine.write("agent.toml", &machine.configuration);
        machine
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.at(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Adds lines to the configuration.
    pub(crate) fn configure(&mut self, more: &str) {
        self.configuration += more;
        self.write("agent.toml", &self.configuration);
    }

    /// The agent's clock goes ahead by so much.
    pub(crate) fn move_clock(&self, hours: i64) {
        // Whole at any moment.
        let next = self.write("clock.next", &(hours * 3_600_000).to_string());
        std::fs::rename(next, self.at("clock")).expect("renamed");
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_testops-companion-agent"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TESTOPS")
                || name.to_string_lossy().to_lowercase().ends_with("_proxy")
            {
                command.env_remove(name);
            }
        }
        command.args(words).arg("--config").arg(self.at("agent.toml"));
        command.env("TESTOPS_COMPANION_CLOCK_FILE", self.at("clock")).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn done(&self, words: &[&str]) -> Done {
        Done(self.command(words).output().expect("it starts"))
    }

    /// Starts the agent and waits until it says that it runs.
    pub(crate) fn run(&self) -> Agent {
        self.run_with(&[])
    }

    pub(crate) fn run_with(&self, variables: &[(&str, &str)]) -> Agent {
        let mut command = self.command(&["run"]);
        command.envs(variables.iter().copied()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let log = BufReader::new(child.stderr.take().expect("piped"));
        let (line, lines) = channel();
        std::thread::spawn(move || {
            for text in log.lines().map_while(Result::ok) {
                // Whoever listened may be gone.
                let _ = line.send(text);
            }
        });
        let mut agent = Agent { child, lines, log: Vec::new(), url: String::new() };
        let started = agent.until_logged("running");
        agent.url = format!("http://{}", started["listen"].as_str().expect("where it listens"));
        agent
    }
}

pub(crate) struct Done(Output);

impl Done {
    pub(crate) fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub(crate) fn said(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.0.stdout), String::from_utf8_lossy(&self.0.stderr))
    }

    /// What it answered; it must have gone well.
    #[track_caller]
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code(), Some(0), "{}", self.said());
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }
}

/// An agent that runs; it is killed where a test leaves it.
pub(crate) struct Agent {
    child: Child,
    lines: Receiver<String>,
    log: Vec<String>,
    pub(crate) url: String,
}

impl Agent {
    /// Waits for a line of the log with this message.
    pub(crate) fn until_logged(&mut self, message: &str) -> Value {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("it does not say “{message}”, but: {}", self.log.join("\n"));
            };
            self.log.push(line);
            let value: Value = serde_json::from_str(&self.log[self.log.len() - 1]).unwrap_or_default();
            if value["message"] == message {
                return value;
            }
        }
    }

    /// What it said so far, line by line.
    pub(crate) fn said(&mut self) -> &[String] {
        self.log.extend(self.lines.try_iter());
        &self.log
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// As a service manager ends it.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.log.push(line);
        }
        (status, self.log.join("\n"))
    }

    /// As the power goes.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("it ends");
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client.get(format!("{}{path}", self.url)).send().await.expect("it answers")
    }

    pub(crate) async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.expect("a text")
    }

    pub(crate) async fn state(&self) -> Value {
        serde_json::from_str(&self.text("/statez").await).expect("JSON")
    }

    /// Asks again and again until the state is as wanted.
    pub(crate) async fn until(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let reached = async {
            loop {
                let state = self.state().await;
                if is(&state) {
                    return state;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("never {what}"))
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The CSV files below a folder.
pub(crate) fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    files
}
