//! The simulator as a process of its own, at the speed of our clock, and its control door.

use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::Trouble;

pub(crate) struct Simulator {
    process: Child,
    http: reqwest::Client,
    control: String,
    pub(crate) url: String,
    pub(crate) token: String,
    /// What its clock said at an instant of ours; it runs as fast as ours.
    pub(crate) clock: (f64, Instant),
}

impl Simulator {
    pub(crate) async fn start(more: &[&str]) -> Result<Self, Trouble> {
        let program =
            std::env::var_os("TESTOPS_SIM").ok_or("TESTOPS_SIM does not name the simulator's program")?;
        let mut process = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--seed", "7", "--speed", "1"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("the simulator has no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)?;
        let about: Value = serde_json::from_str(&line)?;
        let text =
            |key: &str| about[key].as_str().map(str::to_owned).ok_or_else(|| format!("no {key} in {line}"));
        let mut simulator = Self {
            process,
            http: reqwest::Client::new(),
            control: text("control")?,
            url: text("url")?,
            token: text("token")?,
            clock: (0.0, Instant::now()),
        };
        let before = Instant::now();
        let clock = simulator.get("clock").await?;
        simulator.clock = (clock["now"].as_f64().ok_or("no clock")?, before + before.elapsed() / 2);
        Ok(simulator)
    }

    pub(crate) async fn get(&self, what: &str) -> Result<Value, Trouble> {
        Ok(self.http.get(format!("{}/{what}", self.control)).send().await?.error_for_status()?.json().await?)
    }

    pub(crate) async fn post(&self, what: &str, body: &Value) -> Result<Value, Trouble> {
        let answer = self.http.post(format!("{}/{what}", self.control)).json(body).send().await?;
        Ok(answer.error_for_status()?.json().await.unwrap_or(Value::Null))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
