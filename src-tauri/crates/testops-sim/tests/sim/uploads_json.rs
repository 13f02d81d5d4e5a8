//! What clients send in as JSON, and what a CI tells of its own runs.

use serde_json::json;

use super::Sim;
use super::uploads::{launch, project, result, rows, session};

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
    assert_eq!(sim.send(&format!("{path}/attachment"), &files).await.0, 202, "before it shows up");
    let fixture = json!({"fixtures": [{"name": "Set up", "type": "BEFORE", "status": "PASSED", "start": 1, "stop": 2,
        "steps": [{"type": "attachment", "attachment": {"name": "Setup", "originalFileName": "f.txt"}}]}]});
    let (status, fixtures) = sim.post(&format!("{path}/test-fixture-result"), fixture).await;
    assert_eq!(status, 202, "{fixtures}");
    let of_fixture = format!("/api/upload/test-fixture-result/{}/attachment", fixtures["results"][0]["id"]);
    assert_eq!(sim.send(&of_fixture, &[("file", "f.txt", b"f".to_vec())]).await.0, 202);
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
    sim.send(&path, &[("file", "1-result.json", result("a", "failed", 1))]).await;
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
