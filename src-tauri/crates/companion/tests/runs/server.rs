//! The simulated server, with its control door.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use testops_sim::{Options, Running};

pub(crate) struct Server {
    pub(crate) running: Running,
    http: reqwest::Client,
}

/// A job of the simulated world.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) project_id: i64,
    pub(crate) id: i64,
}

pub(crate) fn options() -> Options {
    Options { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), seed: 7, speed: 60.0, ..Options::default() }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(options()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let running = testops_sim::serve(options).await.expect("the simulator starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { running, http }
    }

    /// The first job that has parameters.
    pub(crate) async fn job(&self) -> Job {
        self.jobs().await.swap_remove(0)
    }

    /// The jobs that have parameters.
    pub(crate) async fn jobs(&self) -> Vec<Job> {
        let world = self.get("world").await;
        let jobs = world["projects"].as_array().into_iter().flatten().flat_map(|project| {
            let jobs = project["jobs"].as_array().cloned().unwrap_or_default();
            jobs.into_iter().map(move |job| (project["id"].clone(), job))
        });
        let with_parameters =
            |(_, job): &(Value, Value)| job["parameters"].as_array().is_some_and(|all| !all.is_empty());
        let found = jobs.into_iter().filter(with_parameters).map(|(project, job)| Job {
            project_id: project.as_i64().expect("an id"),
            id: job["id"].as_i64().expect("an id"),
        });
        found.collect()
    }

    /// How the next launch of the job goes.
    pub(crate) async fn script(&self, job: &Job, plan: Value) {
        self.post("script", json!({"job_id": job.id, "times": 1, "plan": plan})).await;
    }

    pub(crate) async fn trouble(&self, trouble: Value) -> i64 {
        self.post("trouble", trouble).await["id"].as_i64().expect("an id")
    }

    pub(crate) async fn no_trouble(&self) {
        let url = format!("{}/trouble", self.running.control);
        self.http.delete(url).send().await.expect("the control door answers");
    }

    /// The bodies of all launch requests so far.
    pub(crate) async fn launch_requests(&self) -> Vec<Value> {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_launch = |entry: &Value| {
            entry["method"] == "POST" && entry["path"].as_str().is_some_and(|path| path.ends_with("/run"))
        };
        entries.into_iter().filter(is_launch).map(|entry| entry["body"].clone()).collect()
    }

    /// How many requests came.
    pub(crate) async fn requests(&self) -> usize {
        self.get("journal?since=0").await["entries"].as_array().map_or(0, Vec::len)
    }

    /// How many reruns were asked for.
    pub(crate) async fn reruns(&self) -> usize {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_rerun = |entry: &&Value| {
            entry["method"] == "POST" && entry["path"].as_str().is_some_and(|path| path.contains("/rerun"))
        };
        entries.iter().filter(is_rerun).count()
    }

    /// How many lists of launches were asked for.
    pub(crate) async fn looks(&self) -> usize {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_list = |entry: &&Value| entry["path"].as_str().is_some_and(|path| path.ends_with("/launch"));
        entries.iter().filter(is_list).count()
    }

    /// How many pages of test results were asked for.
    pub(crate) async fn result_pages(&self) -> usize {
        let journal = self.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_page =
            |entry: &&Value| entry["path"].as_str().is_some_and(|path| path.ends_with("/testresult"));
        entries.iter().filter(is_page).count()
    }

    pub(crate) async fn launches(&self, job: &Job) -> Vec<Value> {
        let all = self.get(&format!("launches?project_id={}", job.project_id)).await;
        let all = all.as_array().cloned().unwrap_or_default();
        all.into_iter().filter(|launch| launch["job_id"] == job.id).collect()
    }

    pub(crate) async fn delete_launch(&self, id: i64) {
        let url = format!("{}/launches/{id}", self.running.control);
        self.http.delete(url).send().await.expect("the control door answers");
    }

    pub(crate) async fn start_elsewhere(&self, job: &Job, plan: Value) -> i64 {
        let started =
            json!({"project_id": job.project_id, "job_id": job.id, "name": "Elsewhere", "plan": plan});
        self.post("launches", started).await["ids"][0].as_i64().expect("an id")
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let url = format!("{}/{path}", self.running.control);
        self.http.get(url).send().await.expect("the control door answers").json().await.expect("JSON")
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.running.control);
        let answer = self.http.post(url).json(&body).send().await.expect("the control door answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap_or_default());
        answer.json().await.unwrap_or(Value::Null)
    }
}
