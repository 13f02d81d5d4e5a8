//! What clients send in, and what becomes of it.

use std::io::{Cursor, Write as _};

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::Sim;

pub(super) async fn project(sim: &Sim) -> i64 {
    sim.read("/api/rs/project?size=1").await["content"][0]["id"].as_i64().expect("a project")
}

pub(super) async fn launch(sim: &Sim) -> i64 {
    let order = json!({"name": "From a folder", "projectId": project(sim).await, "external": true});
    sim.post("/api/rs/launch", order).await.1["id"].as_i64().expect("a launch")
}

/// A manual session in the launch.
pub(super) async fn session(sim: &Sim, launch: i64) -> i64 {
    let order = json!({"launchId": launch, "environment": [{"key": "BROWSER", "value": "chrome"}, {"key": "HOME", "value": "/"}]});
    let (status, body) = sim.post("/api/rs/upload/session?manual=true", order).await;
    assert_eq!((status, &body["launchId"]), (200, &json!(launch)), "{body}");
    body["id"].as_i64().expect("a session")
}

pub(super) fn result(history: &str, status: &str, start: i64) -> Vec<u8> {
    let result = json!({
        "uuid": format!("{history}-{start}"), "historyId": history, "name": format!("Test {history}"),
        "fullName": format!("pkg.{history}"), "status": status, "start": start, "stop": start + 1500,
        "statusDetails": {"message": "expected 200", "trace": "at pkg"},
        "labels": [{"name": "feature", "value": "Payments"}, {"name": "tag", "value": "smoke"}, {"name": "host", "value": "h1"}],
        "links": [{"name": "AB-1", "url": "https://jira.example.test/AB-1", "type": "issue"}],
        "parameters": [{"name": "amount", "value": "150"}],
        "steps": [{"name": "Pay", "status": status, "start": start, "stop": start + 10, "steps": [{"name": "Enter"}],
            "attachments": [{"name": "Screen", "source": "screen.png", "type": "image/png"}]}],
        "attachments": [{"name": "Log", "source": "log.txt", "type": "text/plain"}, {"name": "Lost", "source": "lost.txt"}],
    });
    result.to_string().into_bytes()
}

fn container(result: &str) -> Vec<u8> {
    let step = json!({"name": "Prepare", "status": "passed", "start": 1, "stop": 5, "attachments": [{"name": "Setup", "source": "log.txt"}]});
    json!({"uuid": "c", "children": [result], "befores": [step]}).to_string().into_bytes()
}

pub(super) async fn rows(sim: &Sim, launch: i64) -> Vec<Value> {
    let page = sim.read(&format!("/api/rs/testresult?launchId={launch}&size=100&sort=id,asc")).await;
    page["content"].as_array().expect("results").clone()
}

#[tokio::test]
async fn files_of_allure_become_results_a_little_later() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let files = [
        ("file", "1-result.json", result("a", "failed", 1000)),
        ("file", "2-result.json", result("a", "PASSED", 5000)),
        ("file", "3-result.json", result("b", "broken", 1000)),
        ("file", "4-result.json", b"{\"name\": \"\"}".to_vec()),
        ("file", "5-result.json", b"{".to_vec()),
        ("file", "c-container.json", container("b-1000")),
        ("file", "log.txt", b"line".to_vec()),
        ("file", "screen.png", b"png".to_vec()),
        ("file", "environment.properties", b"STAND=stage-1\n".to_vec()),
    ];
    let (status, body) = sim.send(&format!("/api/rs/upload/file?id={session}"), &files).await;
    assert_eq!((status, body), (202, Value::Null));
    let progress = format!("/api/rs/launch/{launch}/progress");
    assert_eq!(sim.read(&progress).await, json!({"ready": false}));
    assert!(rows(&sim, launch).await.is_empty(), "stored is not parsed");
    sim.later(2_000).await;
    assert_eq!(sim.read(&progress).await, json!({"ready": true}));

    let rows = rows(&sim, launch).await;
    let of = |field: &str| rows.iter().map(|row| row[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), ["failed", "passed", "broken"]);
    assert_eq!(of("hidden"), [true, false, false], "the first attempt is replaced by the second");
    assert_eq!(rows[0]["retriedBy"]["id"], rows[1]["id"]);
    assert_eq!(rows[2]["fullName"], "pkg.b");
    assert_eq!((&rows[2]["start"], &rows[2]["duration"]), (&json!(1000), &json!(1500)));
    assert_eq!((&rows[2]["message"], &rows[2]["trace"]), (&json!("expected 200"), &json!("at pkg")));
    assert_eq!(rows[2]["parameters"][0]["value"], "150");
    assert_eq!(rows[2]["tags"][0]["name"], "smoke");
    assert_eq!(rows[2]["links"][0]["name"], "AB-1");
    let statistic = sim.read(&format!("/api/rs/launch/{launch}/statistic")).await;
    assert_eq!(statistic, json!([{"status": "broken", "count": 1}, {"status": "passed", "count": 1}]));
    let environment = sim.read(&format!("/api/rs/launch/{launch}/env")).await;
    let names: Vec<&Value> = environment.as_array().expect("values").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["chrome", "stage-1"], "a key that nobody mapped is dropped");
    assert_eq!(sim.read(&format!("/api/rs/launch/{launch}/job")).await, json!([]));
    let retries = sim.read(&format!("/api/rs/launch/{launch}/retries")).await;
    assert_eq!(retries["content"][0]["totalRetries"], 1);
}

#[tokio::test]
async fn steps_fixtures_and_files_are_those_that_were_sent() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let files = [
        ("file", "1-result.json", result("a", "failed", 1000)),
        ("file", "c-container.json", container("a-1000")),
        ("file", "log.txt", b"line".to_vec()),
        ("file", "screen.png", b"png".to_vec()),
    ];
    sim.send(&format!("/api/rs/upload/file?id={session}"), &files).await;
    sim.later(2_000).await;
    let id = rows(&sim, launch).await[0]["id"].clone();
    let steps = sim.read(&format!("/api/testresult/{id}/execution?v2=true")).await["steps"].clone();
    assert_eq!((&steps[0]["body"], &steps[0]["steps"][0]["body"]), (&json!("Pay"), &json!("Enter")));
    assert_eq!(steps[0]["steps"][1]["attachment"]["name"], "Screen");
    assert_eq!(
        (&steps[1]["attachment"]["name"], &steps[2]["attachment"]["missed"]),
        (&json!("Log"), &json!(true))
    );
    let plain = sim.read(&format!("/api/testresult/{id}/execution")).await;
    assert_eq!(
        (&plain["steps"][0]["name"], &plain["attachments"][0]["name"]),
        (&json!("Pay"), &json!("Log"))
    );

    let list = sim.read(&format!("/api/rs/testresult/attachment?testResultId={id}")).await["content"].clone();
    for (n, text) in [(0, "png"), (1, "line")] {
        let path = format!("/api/rs/testresult/attachment/{}/content", list[n]["id"]);
        let content = sim.request(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(content.text().await.expect("a text"), text);
    }
    let (status, _) = sim.get(&format!("/api/rs/testresult/attachment/{}/content", list[2]["id"])).await;
    assert_eq!(status, 404, "its content never came");
    let fixtures = sim.read(&format!("/api/testresult/{id}/fixture?v2=true")).await;
    assert_eq!((&fixtures[0]["name"], &fixtures[0]["type"]), (&json!("Prepare"), &json!("before")));
}

#[tokio::test]
async fn archives_are_unpacked() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("allure-results/1-result.json", zip::write::SimpleFileOptions::default()).expect("a zip");
    zip.write_all(&result("a", "passed", 1)).expect("a zip");
    let zip = zip.finish().expect("a zip").into_inner();
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    let content = result("b", "passed", 1);
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    tar.append_data(&mut header, "2-result.json", &content[..]).expect("a tar");
    let tar = tar.into_inner().and_then(flate2::write::GzEncoder::finish).expect("a tar");
    let path = format!("/api/rs/upload/archive?id={session}");
    assert_eq!(sim.send(&path, &[("file", "a.zip", zip), ("file", "b.tar.gz", tar)]).await.0, 202);
    assert_eq!(sim.send(&path, &[("file", "a.zip", b"no".to_vec())]).await.0, 400);
    sim.later(2_000).await;
    assert_eq!(rows(&sim, launch).await.len(), 2);
}

#[tokio::test]
async fn a_form_makes_a_launch_and_adds_to_it() {
    for generation in [Generation::Current, Generation::Legacy] {
        let sim = Sim::with(Options { generation, ..Options::default() }).await;
        let info = json!({"name": "By hand", "projectId": project(&sim).await, "tags": [{"name": "local"}],
            "envVarValues": [{"name": "firefox", "variable": {"id": 1}}]});
        let info = info.to_string().into_bytes();
        let parts =
            [("info", "info.json", info.clone()), ("file", "1-result.json", result("a", "failed", 1))];
        let (status, made) = sim.send("/api/rs/launch/upload", &parts).await;
        assert_eq!((status, &made["filesCount"]), (200, &json!(1)), "{made}");
        let more = [("info", "", b"{}".to_vec()), ("file", "2-result.json", result("a", "passed", 9))];
        let path = format!("/api/rs/launch/{}/upload/file", made["launchId"]);
        let (status, added) = sim.send(&path, &more).await;
        assert_eq!((status, &added["launchId"]), (202, &made["launchId"]));
        sim.later(2_000).await;
        let rows = rows(&sim, made["launchId"].as_i64().expect("an id")).await;
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row["hidden"] == false), "another environment is another variant");
        assert_eq!(sim.send("/api/rs/launch/upload", &parts[1..]).await.0, 400, "no info");
        assert_eq!(sim.send(&path, &more[..1]).await.0, 400, "no file");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let file = [("file", "1-result.json", result("a", "passed", 1))];
    assert_eq!(sim.send("/api/rs/upload/file?id=1", &file).await.0, 404);
    assert_eq!(sim.post(&format!("/api/rs/upload/file?id={session}"), json!({})).await.0, 415);
    assert_eq!(sim.post("/api/rs/upload/session?manual=true", json!({})).await.0, 409);
    assert_eq!(sim.post("/api/rs/upload/session", json!({"launchId": launch})).await.0, 409, "no flag");
    assert_eq!(sim.post(&format!("/api/rs/launch/{launch}/close"), json!({})).await.0, 204);
    sim.later(2_000).await;
    let (status, refusal) = sim.send(&format!("/api/rs/upload/file?id={session}"), &file).await;
    assert_eq!((status, &refusal["message"]), (423, &json!("Cannot upload results to a closed launch")));
    let (status, _) = sim.post("/api/rs/upload/session?manual=true", json!({"launchId": launch})).await;
    assert_eq!(status, 423);
}
