//! Two agents on one database, as processes of their own.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use postgres_kit::Server;
use serde_json::Value;
use telegram_kit::Kit;
use tempfile::TempDir;

use crate::Trouble;
use crate::simulator::Simulator;

/// The usual one.
pub(crate) const LEASE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_mins(2);
const LOOK: Duration = Duration::from_millis(10);

pub(crate) struct Pair {
    folder: TempDir,
    program: PathBuf,
    http: reqwest::Client,
    leader: Agent,
    standby: Agent,
    made: usize,
    _database: Server,
    _kit: Kit,
}

struct Agent {
    process: Child,
    url: String,
    number: usize,
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Pair {
    pub(crate) async fn start(simulator: &Simulator) -> Result<Self, Trouble> {
        let program =
            std::env::var_os("BENCH_AGENT").ok_or("BENCH_AGENT does not name the agent's program")?;
        let program = PathBuf::from(program);
        let database = Server::start().ok_or("PostgreSQL is not installed")?;
        database.run("postgres", "CREATE DATABASE companion");
        let kit = Kit::start().await?;
        let bot = kit.bot("Launcher").await?;
        let folder = TempDir::new()?;
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("token"), &simulator.token)?;
        std::fs::write(at("bot-token"), bot.token())?;
        let text = format!(
            "exports_dir = '{}'\n[http]\nlisten = '127.0.0.1:0'\n[testops]\nurl = '{}'\ntoken_file = '{}'\n[database]\nurl = \
             '{}'\nlease_seconds = {}\n[telegram]\ntoken_file = '{}'\nbase_url = '{}'\nadmins = [1]\n",
            at("exports"),
            simulator.url,
            at("token"),
            database.url("companion"),
            LEASE.as_secs(),
            at("bot-token"),
            kit.url(),
        );
        std::fs::write(at("agent.toml"), text)?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let leader = start(&program, &folder, 1)?;
        until(&http, &leader, |state| {
            state["role"] == "leader" && state["link"] == "online" && state["bot"]["state"] == "polling"
        })
        .await?;
        let standby = start(&program, &folder, 2)?;
        until(&http, &standby, |state| state["role"] == "standby").await?;
        Ok(Self { folder, program, http, leader, standby, made: 2, _database: database, _kit: kit })
    }

    pub(crate) fn leader_mb(&self) -> Result<f64, Trouble> {
        memory_mb(self.leader.process.id())
    }

    pub(crate) fn standby_mb(&self) -> Result<f64, Trouble> {
        memory_mb(self.standby.process.id())
    }

    /// Kills the leader; how long nobody led.
    pub(crate) async fn failover(&mut self) -> Result<Duration, Trouble> {
        self.end_leader("KILL").await
    }

    /// Ends the leader as a service manager does; how long nobody led.
    pub(crate) async fn handover(&mut self) -> Result<Duration, Trouble> {
        self.end_leader("TERM").await
    }

    async fn end_leader(&mut self, signal: &str) -> Result<Duration, Trouble> {
        let began = Instant::now();
        let sent =
            Command::new("kill").args(["-s", signal, &self.leader.process.id().to_string()]).status()?;
        if !sent.success() {
            return Err("the leader is gone already".into());
        }
        until(&self.http, &self.standby, |state| state["role"] == "leader").await?;
        let took = began.elapsed();
        self.leader.process.wait()?;
        self.made += 1;
        let next = start(&self.program, &self.folder, self.made)?;
        until(&self.http, &next, |state| state["role"] == "standby").await?;
        self.leader = std::mem::replace(&mut self.standby, next);
        println!("{signal}: agent {} leads after {:.3} s", self.leader.number, took.as_secs_f64());
        Ok(took)
    }
}

fn start(program: &Path, folder: &TempDir, number: usize) -> Result<Agent, Trouble> {
    let at = |name: &str| folder.path().join(name);
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("TESTOPS") || name.to_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command.arg("run").arg("--config").arg(at("agent.toml"));
    command.env("TESTOPS_AGENT_DATA_DIR", at(&format!("data-{number}")));
    let log = at(&format!("log-{number}"));
    let process = command.stdin(Stdio::null()).stderr(File::create(&log)?).spawn()?;
    let mut agent = Agent { process, url: String::new(), number };
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let lines = BufReader::new(File::open(&log)?).lines().map_while(Result::ok);
        let said = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        let running = said.into_iter().find(|said| said["message"] == "running");
        if let Some(listen) = running.as_ref().and_then(|said| said["listen"].as_str()) {
            agent.url = format!("http://{listen}");
            return Ok(agent);
        }
        std::thread::sleep(LOOK);
    }
    Err(format!("the agent does not run: {}", std::fs::read_to_string(&log)?).into())
}

async fn until(http: &reqwest::Client, agent: &Agent, is: impl Fn(&Value) -> bool) -> Result<(), Trouble> {
    let began = Instant::now();
    let mut state = Value::Null;
    while began.elapsed() < PATIENCE {
        if let Ok(answer) = http.get(format!("{}/statez", agent.url)).send().await {
            state = answer.json().await.unwrap_or_default();
            if is(&state) {
                return Ok(());
            }
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(format!("agent {} does not get there: {state}", agent.number).into())
}

/// What is shared counts in shares.
fn memory_mb(process: u32) -> Result<f64, Trouble> {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no memory is told")?;
    let kibibytes: f64 = line.split_whitespace().next().ok_or("no memory is told")?.parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}
