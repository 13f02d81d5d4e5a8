//! The servers that the agent speaks with.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::{Value, json};
use telegram_kit::{Bot, Failure, Kit, Manner};
use testops_sim::{Options, Running};

use crate::program::{Machine, PATIENCE};

pub(crate) struct TestOps {
    pub(crate) running: Running,
    http: reqwest::Client,
}

impl TestOps {
    /// Exported files are ready at once, and what is launched is over in seconds.
    pub(crate) async fn start() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let running =
            testops_sim::serve(Options { listen, seed: 7, speed: 60.0, cases: 60, ..Options::default() });
        let running = running.await.expect("it starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let server = Self { running, http };
        server.post("exports", json!({"queue_ms": 0})).await;
        server
    }

    pub(crate) fn machine(&self, configuration: &str) -> Machine {
        Machine::new(&self.running.url, &self.running.token, configuration)
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.running.control);
        self.http.get(url).send().await.expect("it answers").json().await.expect("JSON")
    }

    pub(crate) async fn post(&self, path: &str, body: Value) {
        let url = format!("{}/{path}", self.running.control);
        let answer = self.http.post(url).json(&body).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{path}");
    }

    pub(crate) async fn project(&self) -> i64 {
        self.get("world").await["projects"][0]["id"].as_i64().expect("an id")
    }

    /// A job with parameters, after its project's name; its next launch goes as scripted.
    pub(crate) async fn job(&self, script: Value) -> (String, String) {
        let world = self.get("world").await;
        let projects = world["projects"].as_array().expect("projects");
        let jobs = projects.iter().flat_map(|project| {
            let jobs = project["jobs"].as_array().into_iter().flatten();
            jobs.map(move |job| (&project["name"], job))
        });
        let with_parameters = |job: &Value| job["parameters"].as_array().is_some_and(|all| !all.is_empty());
        let (project, job) = jobs.into_iter().find(|(_, job)| with_parameters(job)).expect("a job");
        let text = |value: &Value| value.as_str().expect("a name").to_owned();
        self.post("script", json!({"job_id": job["id"], "times": 1, "plan": script})).await;
        (text(project), text(&job["name"]))
    }

    /// A plan that is due every day at noon.
    pub(crate) async fn plan(&self, name: &str) -> String {
        format!("[[plan]]\nname = '{name}'\nproject = {}\ncron = '0 12 * * *'\n", self.project().await)
    }

    pub(crate) async fn until_launched(&self) {
        let launched = async {
            while self.launch_requests().await == 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, launched).await.expect("a launch");
    }

    pub(crate) async fn launch_requests(&self) -> usize {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let launched = |entry: &&Value| {
            entry["method"] == "POST" && entry["path"].as_str().is_some_and(|path| path.ends_with("/run"))
        };
        entries.iter().filter(launched).count()
    }
}

pub(crate) async fn telegram() -> Result<(Kit, Bot), Failure> {
    let manner = Manner { patience: PATIENCE, ..Manner::default() };
    let kit = Kit::start_with(telegram_kit::Options { manner, ..telegram_kit::Options::default() }).await?;
    let bot = kit.bot("Launcher").await?;
    Ok((kit, bot))
}

/// The section of the configuration for this bot.
pub(crate) fn section(kit: &Kit, token_file: &str, admins: &[i64]) -> String {
    format!("[telegram]\ntoken_file = '{token_file}'\nbase_url = '{}'\nadmins = {admins:?}\n", kit.url())
}
