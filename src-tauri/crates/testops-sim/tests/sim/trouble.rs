//! The control door's trouble, one by one, and its journal.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::Sim;

const LIST: &str = "/api/launch?projectId=2&size=1";

#[tokio::test]
async fn answers_that_are_not_the_server_s() {
    let sim = Sim::start().await;
    sim.trouble(json!({"kind": "status", "code": 429, "retry_after": 7, "times": 1, "path": "/launch"}))
        .await;
    assert_eq!(sim.get("/api/project").await.0, 200, "another path");
    let response = sim.request(Method::GET, LIST).send().await.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (429, &"7".parse().expect("a header"))
    );
    assert_eq!(sim.get(LIST).await.0, 200, "once only");
    sim.trouble(json!({"kind": "html", "times": 1})).await;
    let response = sim.request(Method::GET, LIST).send().await.expect("an answer");
    assert!(response.status() == 200 && response.headers()["content-type"] == "text/html;charset=UTF-8");
    sim.trouble(json!({"kind": "latency", "ms": 60, "times": 1})).await;
    let began = Instant::now();
    sim.read(LIST).await;
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn answers_that_do_not_arrive() {
    let sim = Sim::start().await;
    for trouble in
        [json!({"kind": "cut", "after": 9, "times": 1}), json!({"kind": "cut", "after": 100_000, "times": 1})]
    {
        sim.trouble(trouble).await;
        let response = sim.request(Method::GET, LIST).send().await.expect("a head");
        assert!(response.bytes().await.is_err(), "the body is cut");
    }
    sim.trouble(json!({"kind": "silence", "times": 1})).await;
    let silent = sim.request(Method::GET, LIST).timeout(Duration::from_millis(200)).send().await;
    assert!(silent.expect_err("no answer").is_timeout());
    sim.trouble(json!({"kind": "refuse"})).await;
    for _ in 0..2 {
        assert!(sim.request(Method::GET, LIST).send().await.is_err());
    }
    assert_eq!(sim.delete("/__sim/trouble").await.0, 204, "the door stays open");
    sim.read(LIST).await;
}

#[tokio::test]
async fn work_whose_answer_is_lost() {
    let sim = Sim::start().await;
    let launches =
        async || sim.read("/api/launch?projectId=2").await["totalElements"].as_i64().expect("a count");
    let before = launches().await;
    sim.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    let lost =
        sim.request(Method::POST, "/api/rs/job/301/run").json(&json!({"launchName": "lost"})).send().await;
    assert!(lost.is_err());
    assert_eq!(launches().await, before + 1);
    sim.trouble(json!({"kind": "empty", "method": "post", "times": 1})).await;
    assert_eq!(sim.post("/api/job/301/run", json!({"launchName": "empty"})).await, (202, Value::Null));
    assert_eq!(launches().await, before + 2);
}

#[tokio::test]
async fn expired_tokens() {
    let sim = Sim::start().await;
    sim.trouble(json!({"kind": "expired_token", "times": 1})).await;
    assert_eq!(sim.get(LIST).await.0, 401);
    assert_eq!(sim.get(LIST).await.0, 200);
}

#[tokio::test]
async fn the_journal_tells_what_was_asked() {
    let sim = Sim::start().await;
    sim.trouble(json!({"kind": "lost_answer", "method": "POST", "times": 1})).await;
    let _ = sim.request(Method::POST, "/api/rs/job/301/run").json(&json!({"launchName": "x"})).send().await;
    sim.read(LIST).await;
    let journal = sim.read("/__sim/journal?since=0").await;
    let entries = journal["entries"].as_array().expect("entries");
    assert_eq!((entries.len(), &journal["next"]), (2, &json!(2)));
    assert_eq!(entries[0]["path"], "/api/rs/job/301/run");
    assert_eq!(entries[0]["body"], json!({"launchName": "x"}));
    assert_eq!((&entries[0]["status"], &entries[0]["trouble"]), (&json!(202), &json!("lost_answer")));
    assert_eq!(
        (&entries[1]["query"], &entries[1]["token"]),
        (&json!("projectId=2&size=1"), &json!("api-token"))
    );
    assert_eq!(sim.read("/__sim/journal?since=1").await["entries"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_clock_can_be_pushed_and_skewed() {
    let sim = Sim::start().await;
    sim.post("/__sim/clock", json!({"advance_ms": 1_000, "skew_ms": 86_400_000})).await;
    assert_eq!(sim.read("/__sim/clock").await["now"], super::START + 1_000);
    let response = sim.request(Method::GET, LIST).send().await.expect("an answer");
    assert_eq!(response.headers()["date"], "Sat, 21 Nov 2026 12:00:01 GMT");
}

#[tokio::test]
async fn jobs_and_projects_change_on_the_server() {
    let sim = Sim::start().await;
    sim.post("/__sim/jobs/301", json!({"rename": "Ж", "remove_parameter": "BRANCH"})).await;
    let job = sim.read("/api/job/301").await;
    assert!(job["name"] == "Ж" && job["parameters"][0]["name"] == "STAND", "{job}");
    sim.post("/__sim/jobs/301", json!({"parameters": [{"name": "a_b | «в»", "value": "\"😀\""}]})).await;
    let job = sim.read("/api/job/301").await;
    assert_eq!(job["parameters"].as_array().map(Vec::len), Some(1), "{job}");
    assert!(
        job["parameters"][0]["name"] == "a_b | «в»" && job["parameters"][0]["value"] == "\"😀\"",
        "{job}"
    );
    sim.post("/__sim/jobs/301", json!({"delete": true})).await;
    assert_eq!(sim.get("/api/job/301").await.0, 404);
    let (_, project) = sim.post("/__sim/projects", json!({"name": "🚀 مشروع", "jobs": 10_000})).await;
    let jobs = sim.read(&format!("/api/job?projectId={}&size=100", project["id"])).await;
    assert_eq!(jobs["totalElements"], 10_000);
    assert_eq!(sim.post("/__sim/trouble", json!({"kind": "nonsense"})).await.0, 400);
}
