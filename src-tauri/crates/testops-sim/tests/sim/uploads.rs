//! What clients send in, and what becomes of it.

use std::io::{Cursor, Write as _};

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::Sim;

const BOUNDARY: &str = "----boundary";

/// A form with these parts: field, file name, content.
fn form(parts: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, file, content) in parts {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

async fn send(sim: &Sim, path: &str, parts: &[(&str, &str, Vec<u8>)]) -> (u16, Value) {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    super::answer(sim.request(Method::POST, path).header("content-type", kind).body(form(parts))).await
}

async fn project(sim: &Sim) -> i64 {
    sim.read("/api/rs/project?size=1").await["content"][0]["id"].as_i64().expect("a project")
}

async fn launch(sim: &Sim) -> i64 {
    let order = json!({"name": "From a folder", "projectId": project(sim).await, "external": true});
    sim.post("/api/rs/launch", order).await.1["id"].as_i64().expect("a launch")
}

/// A manual session in the launch.
async fn session(sim: &Sim, launch: i64) -> i64 {
    let order = json!({"launchId": launch, "environment": [{"key": "BROWSER", "value": "chrome"}, {"key": "HOME", "value": "/"}]});
    let (status, body) = sim.post("/api/rs/upload/session?manual=true", order).await;
    assert_eq!((status, &body["launchId"]), (200, &json!(launch)), "{body}");
    body["id"].as_i64().expect("a session")
}

fn result(history: &str, status: &str, start: i64) -> Vec<u8> {
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

async fn rows(sim: &Sim, launch: i64) -> Vec<Value> {
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
    let (status, body) = send(&sim, &format!("/api/rs/upload/file?id={session}"), &files).await;
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
    send(&sim, &format!("/api/rs/upload/file?id={session}"), &files).await;
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
    assert_eq!(send(&sim, &path, &[("file", "a.zip", zip), ("file", "b.tar.gz", tar)]).await.0, 202);
    assert_eq!(send(&sim, &path, &[("file", "a.zip", b"no".to_vec())]).await.0, 400);
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
        let (status, made) = send(&sim, "/api/rs/launch/upload", &parts).await;
        assert_eq!((status, &made["filesCount"]), (200, &json!(1)), "{made}");
        let more = [("info", "", b"{}".to_vec()), ("file", "2-result.json", result("a", "passed", 9))];
        let path = format!("/api/rs/launch/{}/upload/file", made["launchId"]);
        let (status, added) = send(&sim, &path, &more).await;
        assert_eq!((status, &added["launchId"]), (202, &made["launchId"]));
        sim.later(2_000).await;
        let rows = rows(&sim, made["launchId"].as_i64().expect("an id")).await;
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row["hidden"] == false), "another environment is another variant");
        assert_eq!(send(&sim, "/api/rs/launch/upload", &parts[1..]).await.0, 400, "no info");
        assert_eq!(send(&sim, &path, &more[..1]).await.0, 400, "no file");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let file = [("file", "1-result.json", result("a", "passed", 1))];
    assert_eq!(send(&sim, "/api/rs/upload/file?id=1", &file).await.0, 404);
    assert_eq!(sim.post(&format!("/api/rs/upload/file?id={session}"), json!({})).await.0, 415);
    assert_eq!(sim.post("/api/rs/upload/session?manual=true", json!({})).await.0, 409);
    assert_eq!(sim.post("/api/rs/upload/session", json!({"launchId": launch})).await.0, 409, "no flag");
    assert_eq!(sim.post(&format!("/api/rs/launch/{launch}/close"), json!({})).await.0, 204);
    sim.later(2_000).await;
    let (status, refusal) = send(&sim, &format!("/api/rs/upload/file?id={session}"), &file).await;
    assert_eq!((status, &refusal["message"]), (423, &json!("Cannot upload results to a closed launch")));
    let (status, _) = sim.post("/api/rs/upload/session?manual=true", json!({"launchId": launch})).await;
    assert_eq!(status, 423);
}

#[tokio::test]
async fn json_becomes_results_with_files_and_fixtures() {
    let sim = Sim::start().await;
    let launch = launch(&sim).await;
    let session = session(&sim, launch).await;
    let step = |status: &str| {
        json!({"type": "body", "body": "Pay", "status": status, "start": 1, "stop": 3, "steps": [
        {"type": "expected_body", "body": "Paid"},
        {"type": "attachment", "attachment": {"name": "Screen", "originalFileName": "s.png", "contentType": "image/png"}}]})
    };
    let one = |uuid: &str, status: &str| {
        json!({"uuid": uuid, "name": "Test", "historyId": uuid, "status": status, "start": 1, "stop": 9,
        "message": "no", "steps": [step(status)], "attachments": [{"name": "Log", "originalFileName": "l.txt"}], "testCaseId": "10001"})
    };
    let body = json!({"testSessionId": session, "results": [one("a", "FAILED"), one("b", "passed")]});
    let (status, made) = sim.post("/api/upload/test-result", body).await;
    assert_eq!((status, &made["results"][0]["uuid"]), (200, &json!("a")), "{made}");
    let id = &made["results"][0]["id"];
    let path = format!("/api/upload/test-result/{id}");
    let files = [("file", "s.png", b"png".to_vec()), ("file", "l.txt", b"line".to_vec())];
    assert_eq!(send(&sim, &format!("{path}/attachment"), &files).await.0, 202, "before it shows up");
    let fixture = json!({"fixtures": [{"name": "Set up", "type": "BEFORE", "status": "PASSED", "start": 1, "stop": 2,
        "steps": [{"type": "attachment", "attachment": {"name": "Setup", "originalFileName": "f.txt"}}]}]});
    let (status, fixtures) = sim.post(&format!("{path}/test-fixture-result"), fixture).await;
    assert_eq!(status, 202, "{fixtures}");
    let of_fixture = format!("/api/upload/test-fixture-result/{}/attachment", fixtures["results"][0]["id"]);
    assert_eq!(send(&sim, &of_fixture, &[("file", "f.txt", b"f".to_vec())]).await.0, 202);
    sim.later(2_000).await;

    let rows = rows(&sim, launch).await;
    assert_eq!(
        (rows.len(), &rows[0]["status"], &rows[0]["testCaseId"]),
        (2, &json!("failed"), &json!(10_001))
    );
    let steps = sim.read(&format!("/api/testresult/{id}/execution?v2=true")).await["steps"].clone();
    assert_eq!(steps[0]["expectedResultSteps"][0]["body"], "Paid");
    let attachment = &steps[0]["steps"][0]["attachment"];
    assert_eq!((&attachment["name"], &attachment["contentLength"]), (&json!("Screen"), &json!(3)));
    let other = sim.read(&format!("/api/testresult/{}/execution?v2=true", rows[1]["id"])).await;
    assert_eq!(other["steps"][0]["steps"][0]["attachment"]["missed"], true, "another result's file");
    let fixtures = sim.read(&format!("/api/testresult/{id}/fixture?v2=true")).await;
    let file = &fixtures[0]["scenario"]["steps"][0]["steps"][0]["attachment"];
    assert_eq!((&file["name"], &file["missed"]), (&json!("Setup"), &json!(false)));
    let bad = json!({"testSessionId": session, "results": [one("c", "passed"), {"name": "a\u{0}b"}]});
    assert_eq!(sim.post("/api/upload/test-result", bad).await.0, 409);
    sim.later(2_000).await;
    assert_eq!(
        sim.read(&format!("/api/rs/testresult?launchId={launch}")).await["totalElements"],
        2,
        "all or none"
    );
}

#[tokio::test]
async fn a_ci_tells_of_its_own_runs() {
    let sim = Sim::start().await;
    let project = project(&sim).await;
    let start = json!({"projectId": project, "ci": {"type": "gitlab", "endpoint": "https://gitlab.example.test"},
        "job": {"uid": "team/tests", "name": "Tests"}, "jobRun": {"uid": "17"}, "launch": {"name": "Pipeline 17", "tags": ["ci"]}});
    let (status, begun) = sim.post("/api/rs/upload/start", start.clone()).await;
    assert_eq!(status, 200, "{begun}");
    assert_eq!(sim.post("/api/rs/upload/start", start).await.1, begun, "told twice is begun once");
    let nobody = json!({"projectId": project, "job": {"uid": "x"}, "jobRun": {"uid": "1"}});
    let (status, refusal) = sim.post("/api/rs/upload/start", nobody).await;
    assert_eq!((status, &refusal["message"]), (409, &json!("build server is not configured for job")));
    let run = sim.read(&format!("/api/rs/jobrun/{}", begun["jobRunId"])).await;
    assert_eq!(run["stage"], "in_progress");

    let order = json!({"projectId": project, "jobUid": "team/tests", "jobRunUid": "17"});
    let (status, session) = sim.post("/api/rs/upload/session", order.clone()).await;
    assert_eq!((status, &session["jobRunId"]), (200, &begun["jobRunId"]), "{session}");
    let path = format!("/api/rs/upload/file?id={}", session["id"]);
    send(&sim, &path, &[("file", "1-result.json", result("a", "failed", 1))]).await;
    sim.later(2_000).await;
    let launch = begun["launchId"].as_i64().expect("a launch");
    let rows = rows(&sim, launch).await;
    assert_eq!(rows[0]["jobRun"]["id"], begun["jobRunId"]);
    let mut end = order;
    end["status"] = json!("failed");
    assert_eq!(sim.post("/api/rs/upload/stop", end).await, (200, begun.clone()));
    let run = sim.read(&format!("/api/rs/jobrun/{}", begun["jobRunId"])).await;
    assert_eq!((&run["stage"], &run["status"]), (&json!("finished"), &json!("failed")));
    let empty = json!({"projectId": project, "jobUid": "", "jobRunUid": ""});
    assert_eq!(sim.post("/api/rs/upload/stop", empty).await.0, 409);
}
