//! Several agents on one PostgreSQL: one leads, whatever happens to it, and what it was doing goes on.
//!
//! Where PostgreSQL is not installed nothing of this can be tried; the tests say so.

use std::path::{Path, PathBuf};

use postgres_kit::Server;
use serde_json::{Value, json};
use telegram_kit::{Failure, Want};

use crate::bot::launch_from_chat;
use crate::program::{Agent, Machine, PATIENCE, csv_files};
use crate::world::{TestOps, section, telegram};

/// Short, so that a test does not wait for long; long enough for a machine with much to do.
const LEASE: &str = "lease_seconds = 4\n";

pub(crate) struct Cluster {
    pub(crate) database: Server,
    pub(crate) server: TestOps,
    exports: tempfile::TempDir,
}

impl Cluster {
    pub(crate) async fn start() -> Option<Self> {
        let database = Server::start()?;
        database.run("postgres", "CREATE DATABASE companion");
        let server = TestOps::start().await;
        Some(Self { database, server, exports: tempfile::tempdir().expect("a folder") })
    }

    /// An agent's machine: its own data folder and clock, the database and the exports of all.
    pub(crate) fn machine(&self, plans: &str) -> Machine {
        let machine = self.server.machine(&self.configuration());
        machine.write("plans.toml", plans);
        machine
    }

    fn configuration(&self) -> String {
        format!("[database]\nurl = '{}'\n{LEASE}", self.database.url("companion"))
    }

    pub(crate) fn run(&self, machine: &Machine) -> Agent {
        let exports = self.exports.path().to_str().expect("text");
        machine.run_with(&[("TESTOPS_AGENT_EXPORTS_DIR", exports)])
    }

    /// How often the server was asked for an export.
    async fn exports_asked(&self) -> usize {
        let journal = self.server.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let asked = |entry: &&Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            entry["method"] == "POST" && path.contains("/export") && path.ends_with("/csv")
        };
        entries.iter().filter(asked).count()
    }

    async fn until_asked(&self, times: usize) {
        let asked = async {
            while self.exports_asked().await < times {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.expect("asked for");
    }
}

pub(crate) async fn until_leads(agent: &Agent) -> i64 {
    agent.until("leading", |state| state["role"] == "leader").await["epoch"].as_i64().expect("an epoch")
}

pub(crate) async fn until_stands_by(agent: &Agent) {
    agent.until("standing by", |state| state["role"] == "standby").await;
}

/// Whole files only, each once.
fn whole_files(folder: &Path) -> Vec<PathBuf> {
    let files = csv_files(folder);
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a whole file");
        assert!(text.ends_with('\n') && text.lines().count() > 1, "{}", file.display());
    }
    files
}

fn half_written(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "part")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_leads_the_other_is_ready_and_takes_over_at_once_when_it_ends() {
    let Some(cluster) = Cluster::start().await else { return };
    let plan = cluster.server.plan("Nightly").await;
    let (first, second) = (cluster.machine(&plan), cluster.machine(&plan));
    let one = cluster.run(&first);
    let epoch = until_leads(&one).await;
    let two = cluster.run(&second);
    until_stands_by(&two).await;
    for agent in [&one, &two] {
        assert_eq!(agent.text("/readyz").await, "ok\n");
        assert_eq!(agent.text("/livez").await, "ok\n");
    }
    let state = two.state().await;
    assert_eq!((&state["epoch"], state.get("plans")), (&json!(epoch), None), "{state}");
    assert!(state["leader"].as_str().is_some_and(|name| name.contains('/')), "{state}");
    for (agent, leads) in [(&one, 1), (&two, 0)] {
        let metrics = agent.text("/metrics").await;
        let lines = [format!("companion_leader {leads}"), format!("companion_lease_epoch {epoch}")];
        assert!(lines.iter().all(|line| metrics.lines().any(|other| other == line)), "{metrics}");
    }
    assert!(two.text("/").await.contains("stands by"));
    assert_eq!(two.get("/files/1").await.status(), 503);

    first.move_clock(24);
    one.until("a file", |state| state["plans"]["files"] == 1).await;
    second.move_clock(24);
    let led = first.done(&["migrate"]);
    assert!(led.said().contains("Another agent leads"), "{}", led.said());
    let (status, log) = one.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("runs out by itself"), "{log}");
    assert_eq!(until_leads(&two).await, epoch + 1);
    two.until("the file", |state| state["plans"]["files"] == 1 && state["plans"]["all"] == 1).await;
    assert_eq!(cluster.exports_asked().await, 1);
    assert_eq!(whole_files(cluster.exports.path()).len(), 1);
    two.end();
}

/// What befalls the leader in the middle of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// As the power goes.
    Killed,
    /// It stands still for longer than the lease, and goes on.
    Stopped,
    /// The database goes away and comes back.
    WithoutDatabase,
    Ended,
}

struct Pair {
    cluster: Cluster,
    machines: [Machine; 2],
    agents: [Option<Agent>; 2],
}

impl Pair {
    async fn start(cluster: Cluster) -> Self {
        // Each round is a day later, and all files are counted.
        let plan = cluster.server.plan("Nightly").await + "retention_days = 3650\n";
        let machines = [cluster.machine(&plan), cluster.machine(&plan)];
        let one = cluster.run(&machines[0]);
        until_leads(&one).await;
        let two = cluster.run(&machines[1]);
        until_stands_by(&two).await;
        Self { cluster, machines, agents: [Some(one), Some(two)] }
    }

    fn agent(&self, n: usize) -> &Agent {
        self.agents[n].as_ref().expect("it runs")
    }

    /// Waits until one of those that are asked leads, with so many files.
    async fn leader(&self, among: &[usize], files: usize) -> usize {
        let found = async {
            loop {
                for n in among {
                    // While the database is away there is no answer.
                    let answer = self.agent(*n).get("/statez").await;
                    let state: Value = answer.json().await.unwrap_or_default();
                    if state["role"] == "leader" && state["plans"]["files"].as_u64() >= Some(files as u64) {
                        return *n;
                    }
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        if let Ok(leader) = tokio::time::timeout(PATIENCE, found).await {
            return leader;
        }
        let sql = "SELECT p.pending, a.* FROM export_plans p JOIN export_attempts a ON a.plan_id = p.id ORDER BY a.id DESC LIMIT 4";
        panic!("no leader with {files} files: {}", self.cluster.database.run("companion", sql));
    }

    /// An export falls due, and while the server makes it something happens to the leader.
    async fn round(&mut self, round: usize, fate: Fate) {
        let leader = self.leader(&[0, 1], round - 1).await;
        let other = 1 - leader;
        let asked = self.cluster.exports_asked().await;
        // Two seconds and a half of a real clock.
        self.cluster.server.post("exports", json!({"times": 1, "queue_ms": 150_000})).await;
        for machine in &self.machines {
            machine.move_clock(24 * i64::try_from(round).expect("few"));
        }
        self.cluster.until_asked(asked + 1).await;
        match fate {
            Fate::Killed => {
                self.agents[leader].take().expect("it runs").kill();
                self.leader(&[other], 0).await;
                self.agents[leader] = Some(self.cluster.run(&self.machines[leader]));
            }
            Fate::Stopped => {
                // It holds the folder's lock for as long as it stands.
                self.agent(leader).signal("STOP");
                self.leader(&[other], round).await;
                self.agent(leader).signal("CONT");
                until_stands_by(self.agent(leader)).await;
            }
            Fate::WithoutDatabase => {
                self.cluster.database.stop();
                self.cluster.database.resume();
            }
            Fate::Ended => {
                let (status, log) = self.agents[leader].take().expect("it runs").end();
                assert_eq!(status.code(), Some(0), "{log}");
                self.leader(&[other], 0).await;
                self.agents[leader] = Some(self.cluster.run(&self.machines[leader]));
            }
        }
        self.leader(&[0, 1], round).await;
        let files = whole_files(self.cluster.exports.path());
        assert_eq!(files.len(), round, "{fate:?}: {files:?}");
        assert_eq!(half_written(self.cluster.exports.path()), [] as [PathBuf; 0], "{fate:?}");
    }

    async fn rounds(&mut self, fates: &[Fate]) {
        for (n, fate) in fates.iter().enumerate() {
            self.round(n + 1, *fate).await;
        }
        // Each was asked for once, and once more where whoever asked was gone before it was ready.
        let asked = self.cluster.exports_asked().await;
        assert!((fates.len()..=fates.len() * 2).contains(&asked), "{asked}");
        let left = async {
            while self.cluster.server.get("exports").await != json!([]) {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(PATIENCE, left).await.expect("nothing is left on the server");
        let terms = self.cluster.database.run("companion", "SELECT epoch FROM lease");
        let changes = fates.iter().filter(|fate| **fate != Fate::WithoutDatabase).count();
        assert!(terms.parse::<usize>().expect("a number") > changes, "{terms}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_survive_whatever_befalls_the_leader() {
    let Some(cluster) = Cluster::start().await else { return };
    let mut pair = Pair::start(cluster).await;
    pair.rounds(&[Fate::Killed, Fate::Stopped, Fate::WithoutDatabase, Fate::Ended]).await;
}

/// `cargo test -p agent -- --ignored handovers`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a quarter of an hour"]
async fn exports_survive_a_hundred_handovers() {
    let Some(cluster) = Cluster::start().await else { return };
    let mut pair = Pair::start(cluster).await;
    let fates = [Fate::Killed, Fate::Stopped, Fate::WithoutDatabase, Fate::Ended];
    let many: Vec<_> = fates.into_iter().cycle().take(132).collect();
    pair.rounds(&many).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_from_chat_is_told_once_by_whoever_takes_over() -> Result<(), Failure> {
    let Some(cluster) = Cluster::start().await else { return Ok(()) };
    let (kit, bot) = telegram().await?;
    let anna = kit.person("Anna").await?;
    let machines = [0, 1].map(|_| {
        let mut machine = cluster.machine("");
        let token = machine.write("bot-token", bot.token());
        machine.configure(&section(&kit, &token.display().to_string(), &[anna.id()]));
        machine.configure("[watch]\nseconds = 5\n");
        machine
    });
    let one = cluster.run(&machines[0]);
    until_leads(&one).await;
    let two = cluster.run(&machines[1]);
    until_stands_by(&two).await;
    launch_from_chat(&cluster.server, &bot, &anna, &one).await?;
    one.kill();
    anna.expect(Want::photo().and("6 passed · ❌ 2 failed")).await?;
    two.until("no run", |state| state["role"] == "leader" && state["open_runs"] == 0).await;
    assert_eq!(cluster.server.launch_requests().await, 1);
    two.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktops_database_goes_over_and_a_newer_one_makes_an_agent_stand_down() {
    let Some(cluster) = Cluster::start().await else { return };
    let plan = cluster.server.plan("Nightly").await;
    let desktop = cluster.server.machine("");
    let file = desktop.write("plans.toml", &plan);
    desktop.done(&["plan", "apply", file.to_str().expect("text")]).well();
    let source = desktop.at("data").join("companion.db");
    let words = ["import", source.to_str().expect("text")];

    let machine = cluster.machine("");
    assert!(machine.done(&["backup"]).said().contains("pg_dump"));
    assert!(machine.done(&["check"]).said().contains("database: ok, empty"));
    assert!(machine.done(&words).well().starts_with("Taken over, with 1 plans."));
    let again = machine.done(&words);
    assert!(again.code() == Some(1) && again.said().contains("not empty"), "{}", again.said());
    assert_eq!(machine.done(&["migrate"]).well(), "The database is up to date.\n");
    let file = machine.write("more.toml", &cluster.server.plan("Weekly").await);
    assert_eq!(machine.done(&["plan", "apply", file.to_str().expect("text")]).well(), "Weekly: made\n");

    let agent = cluster.run(&machine);
    agent.until("both plans", |state| state["plans"]["all"] == 2).await;
    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
    let later = "INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), TRUE, '', 0)";
    cluster.database.run("companion", later);
    let agent = cluster.run(&machine);
    agent.until("stood down", |state| state["role"] == "stood_down").await;
    assert_eq!(agent.get("/readyz").await.status(), 503);
    assert!(machine.done(&["check"]).said().contains("database: FAILED, its schema is 9999"));
    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
}
