//! The simulated server, with its control door.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use testops_sim::{Generation, Options, Running};

pub(crate) struct Server {
    pub(crate) running: Running,
    http: reqwest::Client,
}

pub(crate) fn options() -> Options {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Options { listen, seed: 7, speed: 1.0, cases: 300, ..Options::default() }
}

impl Server {
    /// Its files are ready at once.
    pub(crate) async fn start() -> Self {
        Self::of(Generation::Current).await
    }

    pub(crate) async fn of(generation: Generation) -> Self {
        let running = testops_sim::serve(Options { generation, ..options() }).await.expect("it starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let server = Self { running, http };
        server.plan(json!({"queue_ms": 0})).await;
        server
    }

    pub(crate) async fn project(&self) -> i64 {
        self.get("world").await["projects"][0]["id"].as_i64().expect("an id")
    }

    pub(crate) async fn projects(&self) -> Vec<Value> {
        self.get("world").await["projects"].as_array().cloned().unwrap_or_default()
    }

    /// How the next export requests go.
    pub(crate) async fn plan(&self, plan: Value) {
        self.no_plans().await;
        self.post("exports", plan).await;
    }

    /// How the next export requests go, one after the other.
    pub(crate) async fn plans(&self, plans: impl IntoIterator<Item = Value>) {
        self.no_plans().await;
        for plan in plans {
            self.post("exports", plan).await;
        }
    }

    pub(crate) async fn no_plans(&self) {
        let url = format!("{}/exports", self.running.control);
        self.http.delete(url).send().await.expect("the control door answers");
    }

    /// The requests that are on the server.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        self.get("exports").await.as_array().cloned().unwrap_or_default()
    }

    pub(crate) async fn trouble(&self, trouble: Value) {
        self.post("trouble", trouble).await;
    }

    pub(crate) async fn no_trouble(&self) {
        let url = format!("{}/trouble", self.running.control);
        self.http.delete(url).send().await.expect("the control door answers");
    }

    pub(crate) async fn change_cases(&self, appear: u64, vanish: u64, change: u64) {
        let project_id = self.project().await;
        let body = json!({"project_id": project_id, "appear": appear, "vanish": vanish, "change": change});
        self.post("cases", body).await;
    }

    pub(crate) async fn delete_group(&self, group_id: i64) {
        let project_id = self.project().await;
        self.post("groups", json!({"project_id": project_id, "group_id": group_id, "delete": true})).await;
    }

    /// How many exports were asked for.
    pub(crate) async fn asked(&self) -> usize {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_ask = |entry: &&Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            entry["method"] == "POST" && path.ends_with("/csv")
        };
        entries.iter().filter(is_ask).count()
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.running.control);
        self.http.get(url).send().await.expect("the control door answers").json().await.expect("JSON")
    }

    async fn post(&self, path: &str, body: Value) {
        let url = format!("{}/{path}", self.running.control);
        let answer = self.http.post(url).json(&body).send().await.expect("the control door answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap_or_default());
    }
}
