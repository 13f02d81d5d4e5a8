//! What bad requests get.

use reqwest::Method;
use serde_json::json;

use super::{Sim, answer, encoded};

#[tokio::test]
async fn errors_have_spring_s_body() {
    let sim = Sim::start().await;
    let (status, body) = sim.get("/api/launch/1").await;
    assert_eq!(status, 404);
    assert_eq!(body["status"], 404);
    assert_eq!(body["error"], "Not Found");
    assert_eq!(body["path"], "/api/launch/1");
    assert!(body["message"].is_string() && body["timestamp"].is_i64(), "{body}");
}

#[tokio::test]
async fn wrong_queries() {
    let sim = Sim::start().await;
    for path in [
        "/api/launch",
        "/api/launch?projectId=x",
        "/api/launch?projectId=2&size=0",
        "/api/launch?projectId=2&page=-1",
        "/api/launch?projectId=2&page=x",
        "/api/launch?projectId=2&preview=maybe",
        "/api/launch?projectId=2&search=%21%21",
        "/api/launch?projectId=2&search=e30%3D",
        "/api/launch?projectId=2&sort=nothing,asc",
        "/api/launch/__search?projectId=2",
        "/api/launch/__search?projectId=2&rql=x",
        "/api/testresult",
        "/api/testcase",
        "/api/project/x",
    ] {
        assert_eq!(sim.get(path).await.0, 400, "{path}");
    }
    assert_eq!(sim.get("/api/launch?projectId=9").await.0, 404);
    assert_eq!(sim.get("/api/nothing").await.0, 404);
    assert_eq!(sim.delete("/api/permission").await.0, 405);
    let unsigned = sim.http.get(format!("{}/api/nothing", sim.running.url));
    assert_eq!(answer(unsigned).await.0, 401);
}

#[tokio::test]
async fn wrong_bodies_of_a_run() {
    let sim = Sim::start().await;
    for (body, expected) in [
        (json!({}), 409),
        (json!({"launchName": ""}), 409),
        (json!({"launchName": null}), 409),
        (json!({"launchName": "я".repeat(256)}), 409),
        (json!({"launchName": 5, "parameters": [{"id": "y"}]}), 400),
        (json!({"launchName": 5, "autoclose": "true", "selection": {"inverted": "true"}}), 202),
        (json!({"launchName": "x", "parameters": "y"}), 400),
        (json!({"launchName": "x", "parameters": [{"id": "y"}]}), 400),
        (json!({"launchName": "x", "parameters": [{"value": "y"}]}), 409),
        (json!({"launchName": "x", "parameters": [{"id": 1, "value": "y"}]}), 409),
        (json!({"launchName": "x", "selection": {"groupsInclude": [1]}}), 400),
        (
            json!({"launchName": "я".repeat(255), "unknown": {"a": 1}, "selection": {"kind": "TreeSelectionDto"}}),
            202,
        ),
    ] {
        let (status, answer) = sim.post("/api/job/301/run", body.clone()).await;
        assert_eq!(status, expected, "{body} {answer}");
    }
    let request = |body: &'static str| {
        sim.request(Method::POST, "/api/job/301/run").header("content-type", "application/json").body(body)
    };
    assert_eq!(answer(request("{")).await.0, 400);
    assert_eq!(answer(sim.request(Method::POST, "/api/job/301/run").body("{}")).await.0, 415);
    assert_eq!(sim.post("/api/job/1/run", json!({"launchName": "x"})).await.0, 404);
}

#[tokio::test]
async fn bodies_are_read_as_the_framework_reads_them() {
    let sim = Sim::start().await;
    let lenient = json!({"projectId": "2", "name": 5, "automated": "true", "links": null, "unknown": 1});
    let case = sim.write("/api/testcase", lenient).await;
    assert_eq!(
        [&case["projectId"], &case["name"], &case["automated"]],
        [&json!(2), &json!("5"), &json!(true)]
    );
    let ids = json!({"selection": {"projectId": 2.0, "testCasesInclude": ["10001", 10_002.0]}});
    assert_eq!(sim.write("/api/v2/test-case/bulk/count", ids).await["total"], 2);
    for bad in [
        r#"{"projectId": "y"}"#,
        r#"{"projectId": {}}"#,
        r#"{"name": []}"#,
        r#"{"automated": "maybe"}"#,
        r#"{"tags": 1}"#,
        "{",
    ] {
        let request = sim.request(Method::POST, "/api/testcase").header("content-type", "application/json");
        let (status, body) = answer(request.body(bad)).await;
        let told = body["message"].as_str().unwrap_or_default();
        assert!(status == 400 && told.starts_with("JSON parse error: "), "{bad}: {status} {body}");
    }
}

#[tokio::test]
async fn rights_are_kept() {
    let sim = Sim::start().await;
    let world = sim.read("/__sim/world").await;
    let project =
        world["projects"].as_array().expect("projects").iter().find(|one| one["id"] == 42).expect("42");
    let job = project["jobs"][0]["id"].as_i64().expect("an id");
    assert_eq!(sim.get(&format!("/api/job/{job}")).await.0, 200);
    assert_eq!(sim.post(&format!("/api/job/{job}/run"), json!({"launchName": "x"})).await.0, 403);
    sim.post("/__sim/permissions", json!({"project_id": 2, "permissions": []})).await;
    assert_eq!(sim.get("/api/job?projectId=2").await.0, 403);
    assert_eq!(sim.read("/api/permission?projectId=2").await, json!([]));
    let jobs = sim.read("/api/job?projectId=11").await;
    let stuck = jobs["content"]
        .as_array()
        .expect("jobs")
        .iter()
        .find(|job| job["canRun"] == false)
        .expect("one that cannot run")
        .clone();
    assert_eq!(sim.post(&format!("/api/job/{}/run", stuck["id"]), json!({"launchName": "x"})).await.0, 409);
}

#[tokio::test]
async fn queries_are_told_apart() {
    let sim = Sim::start().await;
    for (what, rql, valid) in [
        ("launch", "name ~= \"регресс\" and closed = true", true),
        ("launch", "status = \"passed\"", false),
        ("testresult", "launch = 40001 and status in [\"failed\", \"broken\"]", true),
        ("testresult", "status != null and not hidden = true and launch = 40001", true),
        ("testcase", "cf[\"Epic\"] = \"Деньги\" or tag is empty", true),
        ("testcase", "cf[\"Epic\" = 1", false),
        ("launch", "", true),
        ("testresult", " ", true),
        ("testcase", "", true),
    ] {
        let body = sim.read(&format!("/api/{what}/query/validate?projectId=2&rql={}", encoded(rql))).await;
        assert_eq!(body["valid"], valid, "{rql} {body}");
        assert_eq!(body["count"].is_u64(), valid, "{rql} {body}");
    }
}
