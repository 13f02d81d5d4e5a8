//! The server as clients see it: every test talks to a running one over HTTP. Its clock stands still unless a test
//! moves it.

mod aql;
mod authoring;
mod bulk;
mod by_hand;
mod choosing;
mod evidence;
mod exports;
mod files;
mod forms;
mod imports;
mod in_process;
mod launches;
mod listing;
mod moves;
mod settings;
mod shared_steps;
mod signing;
mod stock;
mod triage;
mod trouble;
mod unbuilt;
mod uploads;
mod uploads_json;
mod validation;
mod versions;
mod words;
mod world;

use reqwest::{Client, Method};
use serde_json::Value;
use testops_sim::{Generation, Options, Running, serve};

/// 2026-11-20T12:00:00Z.
const START: i64 = 1_795_176_000_000;

struct Sim {
    running: Running,
    http: Client,
}

impl Sim {
    async fn start() -> Self {
        Self::with(Options::default()).await
    }

    async fn legacy() -> Self {
        Self::with(Options { generation: Generation::Legacy, ..Options::default() }).await
    }

    /// What the person may do in project 2.
    async fn may(&self, permissions: &[&str]) {
        let permissions = serde_json::json!({"project_id": 2, "permissions": permissions});
        self.write("/__sim/permissions", permissions).await;
    }

    async fn with(options: Options) -> Self {
        let options = Options { speed: 0.0, start: Some(START), ..options };
        let running = serve(options).await.expect("the server starts");
        Self { running, http: Client::new() }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let signed = format!("api-token {}", self.running.token);
        self.http.request(method, format!("{}{path}", self.running.url)).header("authorization", signed)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request(Method::GET, path)).await
    }

    /// The body of a GET that must succeed.
    async fn read(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    /// What a POST that must succeed answers.
    async fn write(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.request(Method::PATCH, path).json(&body)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        answer(self.request(Method::DELETE, path)).await
    }

    async fn later(&self, milliseconds: i64) {
        let (status, _) = self.post("/__sim/clock", serde_json::json!({"advance_ms": milliseconds})).await;
        assert_eq!(status, 200);
    }

    async fn trouble(&self, trouble: Value) {
        let (status, body) = self.post("/__sim/trouble", trouble).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Runs a job whose launch goes as planned; answers with the launch's id.
    async fn launch(&self, job: i64, plan: Value) -> i64 {
        self.post("/__sim/script", serde_json::json!({"job_id": job, "plan": plan})).await;
        let (status, launch) =
            self.post(&format!("/api/rs/job/{job}/run"), serde_json::json!({"launchName": "a run"})).await;
        assert_eq!(status, 202, "{launch}");
        launch["id"].as_i64().expect("an id")
    }
}

/// Status and body, as JSON or else as a string; an empty body is null.
async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    };
    (status, body)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
