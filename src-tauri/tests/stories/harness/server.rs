//! The TestOps server of a story: the simulator, a process of its own, and its control door.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::group::Group;
use super::{Outcome, eventually};

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) token: String,
    /// The certificate authority that signed the server's certificate, when it speaks TLS.
    pub(crate) ca: Option<String>,
    control: String,
    http: reqwest::Client,
}

impl Server {
    pub(crate) fn start(group: &Group, program: &Path, arguments: &[&str], log: &Path) -> Outcome<Self> {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0", "--seed", "7"]).args(arguments);
        let mut child = group.spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()), log)?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("the simulator has no output")?).read_line(&mut line)?;
        group.keep(child);
        let told: Value =
            serde_json::from_str(&line).map_err(|error| format!("the simulator said “{line}”: {error}"))?;
        let text = |key: &str| told[key].as_str().map(str::to_owned);
        let http = reqwest::Client::builder().no_proxy().danger_accept_invalid_certs(true).build()?;
        Ok(Self {
            url: text("url").ok_or("the simulator named no address")?,
            token: text("token").ok_or("the simulator named no token")?,
            ca: text("ca"),
            control: text("control").ok_or("the simulator named no control door")?,
            http,
        })
    }

    pub(crate) async fn get(&self, path: &str) -> Outcome<Value> {
        read(self.http.get(format!("{}/{path}", self.control))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        read(self.http.post(format!("{}/{path}", self.control)).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Outcome<Value> {
        read(self.http.delete(format!("{}/{path}", self.control))).await
    }

    /// What the server answers to somebody who asks it as a program does; `path` begins after `/api`.
    pub(crate) async fn api(&self, path: &str) -> Outcome<Value> {
        let token = format!("Api-Token {}", self.token);
        read(self.http.get(format!("{}/api{path}", self.url)).header("Authorization", token)).await
    }

    /// What another client does on the server; `path` begins after `/api`.
    pub(crate) async fn act(&self, method: reqwest::Method, path: &str, body: Option<&Value>) -> Outcome {
        let token = format!("Api-Token {}", self.token);
        let asked =
            self.http.request(method, format!("{}/api{path}", self.url)).header("Authorization", token);
        let asked = match body {
            Some(body) => asked.json(body),
            None => asked,
        };
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// Makes trouble until `no_trouble`, or as often as `times` says.
    pub(crate) async fn trouble(&self, what: &Value) -> Outcome {
        self.post("trouble", what).await.map(drop)
    }

    pub(crate) async fn no_trouble(&self) -> Outcome {
        self.delete("trouble").await.map(drop)
    }

    /// The requests that came in, all of them.
    pub(crate) async fn journal(&self) -> Outcome<Vec<Value>> {
        Ok(self.get("journal?since=0").await?["entries"].as_array().cloned().unwrap_or_default())
    }

    /// The bodies of the requests that launched this job, as the server got them.
    pub(crate) async fn launch_requests(&self) -> Outcome<Vec<Value>> {
        let is_launch = |entry: &Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            entry["method"] == "POST" && path.contains("/job/") && path.ends_with("/run")
        };
        Ok(self.journal().await?.into_iter().filter(is_launch).collect())
    }

    /// How many reruns of job runs were asked for.
    pub(crate) async fn reruns(&self) -> Outcome<usize> {
        let is_rerun = |entry: &&Value| {
            let path = entry["path"].as_str().unwrap_or_default();
            entry["method"] == "POST" && path.contains("/jobrun/") && path.ends_with("/rerun")
        };
        Ok(self.journal().await?.iter().filter(is_rerun).count())
    }

    /// How many requests came so far, without those that fill the palette and the launch place: they come when the
    /// program has time for them, and tell nothing of what a story waits for.
    pub(crate) async fn requests(&self) -> Outcome<usize> {
        let is_background = |entry: &Value| {
            let query = entry["query"].as_str().unwrap_or_default();
            entry["path"] == "/api/job" || entry["path"] == "/api/launch" && query.contains("size=100")
        };
        Ok(self.journal().await?.iter().filter(|entry| !is_background(entry)).count())
    }

    /// Waits until more requests have come than these.
    pub(crate) async fn is_asked_again(&self, before: usize) -> Outcome {
        eventually("another request to the server", async || {
            Ok((self.requests().await? > before).then_some(()))
        })
        .await
    }

    /// A job by project and name: `(project id, job)`.
    pub(crate) async fn world(&self) -> Outcome<Value> {
        self.get("world").await
    }

    pub(crate) async fn launches(&self) -> Outcome<Vec<Value>> {
        Ok(self.get("launches").await?.as_array().cloned().unwrap_or_default())
    }

    /// The next launch of any job goes by this plan.
    pub(crate) async fn script(&self, plan: &Value) -> Outcome {
        self.post("script", &json!({"times": 1, "plan": plan})).await.map(drop)
    }

    /// Lets a held launch go on.
    pub(crate) async fn advance(&self, launch: i64, how: &Value) -> Outcome {
        self.post(&format!("launches/{launch}/advance"), how).await.map(drop)
    }
}

async fn read(request: reqwest::RequestBuilder) -> Outcome<Value> {
    let answer = request.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    if !status.is_success() {
        return Err(format!("the simulator's control door: {status}: {text}").into());
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}
