//! The server without a network: requests are handed in, time is the runtime's, which stands still but for what a
//! test waits.

use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use testops_sim::{
    Advance, By, LaunchPlan, Options, ScriptOrder, Simulator, Start, Trouble, TroubleKind, What,
};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::START;

fn simulator(seed: u64) -> Simulator {
    Simulator::new(&Options { seed, start: Some(START), ..Options::default() })
}

fn request(simulator: &Simulator, method: &str, path: &str, body: &Value) -> Request<Bytes> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Api-Token {}", simulator.token()))
        .header("content-type", "application/json")
        .body(body.into())
        .expect("a request")
}

/// Status and body of what must be answered.
async fn asked(simulator: &Simulator, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let response = simulator.answer(request(simulator, method, path, body)).await.expect("an answer");
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn run(simulator: &Simulator, name: &str) -> std::io::Result<u16> {
    let request = request(simulator, "POST", "/api/job/301/run", &json!({"launchName": name}));
    simulator.answer(request).await.map(|response| response.status().as_u16())
}

/// Some use of the server; everything that it said.
async fn history(seed: u64) -> Vec<Value> {
    let simulator = simulator(seed);
    let control = simulator.control();
    control.start(&Start { count: Some(5), ..Start::default() }).expect("launches");
    let mut said = Vec::new();
    for n in 0..3 {
        run(&simulator, &format!("run {n}")).await.expect("an answer");
        sleep(Duration::from_mins(7)).await;
        for path in
            ["/api/launch?projectId=2&preview=true", "/api/job?projectId=2", "/api/testcase?projectId=2"]
        {
            said.push(asked(&simulator, "GET", path, &Value::Null).await.1);
        }
    }
    said.push(json!(control.launches()));
    said.push(json!(control.deeds(0)));
    said.push(json!(control.journal(0)));
    said
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_says_the_same() {
    let first = history(7).await;
    assert_eq!(first, history(7).await);
    assert_ne!(first, history(8).await);
}

#[tokio::test(start_paused = true)]
async fn a_job_ends_as_told_when_its_time_has_passed() {
    let simulator = simulator(7);
    let control = simulator.control();
    let plan = LaunchPlan {
        tests: Some(4),
        failed: Some(1),
        queue_ms: Some(1_000),
        duration_ms: Some(60_000),
        ..LaunchPlan::default()
    };
    control.script(ScriptOrder { job_id: Some(301), times: None, plan }).expect("a job");
    assert_eq!(run(&simulator, "told").await.expect("an answer"), 202);
    let launch = || control.launches().pop().expect("a launch");
    assert_eq!((launch().stage, launch().runs[0].ends), (Some("scheduled"), Some(START + 61_000)));
    sleep(Duration::from_secs(61)).await;
    let ended = launch();
    assert_eq!((ended.stage, ended.status, ended.counts["failed"]), (Some("finished"), Some("failed"), 1));
    control.pass(86_400_000);
    assert!(launch().closed, "launches are closed a day after their end");
    assert_eq!(control.now(), START + 61_000 + 86_400_000);
    assert!(control.advance(1, &Advance::default()).is_err(), "no such launch");
}

#[tokio::test(start_paused = true)]
async fn work_is_counted_also_when_its_answer_is_lost() {
    let simulator = simulator(7);
    let control = simulator.control();
    let on_runs = |kind| Trouble::new(kind).on("POST", "/job/*/run").times(1);
    control.trouble(on_runs(TroubleKind::LostAnswer));
    let lost = run(&simulator, "a").await.expect_err("no answer");
    assert_eq!(lost.kind(), std::io::ErrorKind::ConnectionAborted);
    control.trouble(on_runs(TroubleKind::LateAnswer { ms: 90_000 }));
    let late = tokio::time::timeout(Duration::from_mins(1), run(&simulator, "a")).await;
    assert!(late.is_err(), "the client hung up");
    control.trouble(on_runs(TroubleKind::Latency { ms: 90_000 }));
    let slow = tokio::time::timeout(Duration::from_mins(1), run(&simulator, "b")).await;
    assert!(slow.is_err(), "the client hung up before the work was begun");
    control.trouble(on_runs(TroubleKind::Status { code: 503, retry_after: None, message: None }));
    assert_eq!(run(&simulator, "b").await.expect("an answer"), 503);
    assert_eq!(control.posted(), [("a".to_owned(), 2)].into());
    control.start(&Start { name: Some("a".to_owned()), ..Start::default() }).expect("a launch");
    assert_eq!(control.posted()["a"], 2, "others do not count");
    let by = |by: By| {
        let launched = |what: &What| matches!(what, What::Launched { by: own, .. } if *own == by);
        control.deeds(0).iter().filter(|deed| launched(&deed.what)).count()
    };
    assert_eq!((by(By::Request), by(By::Elsewhere)), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_down_lets_nothing_through() {
    let simulator = simulator(7);
    let control = simulator.control();
    let down = control.trouble(Trouble::new(TroubleKind::Refuse));
    for _ in 0..2 {
        let refused = run(&simulator, "a").await.expect_err("no connection");
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    }
    assert!(control.end_trouble(down) && control.posted().is_empty() && control.journal(0).is_empty());
    assert_eq!(run(&simulator, "a").await.expect("an answer"), 202);
}

#[tokio::test(start_paused = true)]
async fn exports_are_seen_from_the_request_to_the_deletion() {
    let simulator = simulator(7);
    let order =
        json!({"name": "Daily", "selection": {"projectId": 2, "inverted": true}, "withHeaders": true});
    let (status, export) =
        asked(&simulator, "POST", "/api/v2/test-case/bulk/export/csv?shared=false", &order).await;
    assert_eq!(status, 200, "{export}");
    let id = export["id"].as_i64().expect("an id");
    let control = simulator.control();
    assert_eq!(control.exports()[0].status, "queued");
    sleep(Duration::from_secs(3)).await;
    assert_eq!(control.exports()[0].status, "ready");
    asked(&simulator, "GET", &format!("/api/export/download/{id}"), &Value::Null).await;
    asked(&simulator, "DELETE", &format!("/api/export/{id}"), &Value::Null).await;
    let deeds: Vec<What> = control.deeds(0).into_iter().map(|deed| deed.what).collect();
    let asked = What::ExportAsked { export: id, project: 2, name: "Daily".to_owned() };
    assert_eq!(deeds, [asked, What::ExportDownloaded { export: id }, What::ExportDeleted { export: id }]);
    assert!(control.exports().is_empty());
}

#[tokio::test]
async fn it_serves_on_a_listener_until_it_is_cancelled() {
    let simulator = simulator(7);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/__sim/world", listener.local_addr().expect("an address"));
    let cancel = CancellationToken::new();
    let ask = async {
        let answer = reqwest::get(&url).await.expect("an answer");
        cancel.cancel();
        answer.status().as_u16()
    };
    let (status, ()) = tokio::join!(ask, simulator.serve_on(listener, cancel.clone()));
    assert_eq!(status, 200);
    assert!(reqwest::get(&url).await.is_err(), "nobody listens");
}
