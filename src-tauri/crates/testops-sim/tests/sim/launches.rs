//! Launches over their lives.

use serde_json::{Value, json};

use super::{Sim, encoded};

fn count(statistic: &Value, status: &Value) -> i64 {
    let rows = statistic.as_array().expect("a list");
    rows.iter().find(|row| row["status"] == *status).map_or(0, |row| row["count"].as_i64().expect("a count"))
}

impl Sim {
    async fn statistic(&self, id: i64) -> Value {
        self.read(&format!("/api/launch/{id}/statistic")).await
    }

    async fn job_run(&self, id: i64) -> Value {
        self.read(&format!("/api/launch/{id}/job")).await[0].clone()
    }

    async fn preview(&self, id: i64) -> Value {
        let page = self.read("/api/launch?projectId=2&preview=true&size=2000").await;
        page["content"]
            .as_array()
            .expect("rows")
            .iter()
            .find(|row| row["id"] == id)
            .expect("the launch")
            .clone()
    }
}

#[tokio::test]
async fn from_scheduled_to_closed() {
    let sim = Sim::start().await;
    let plan = json!({"tests": 20, "failed": 2, "broken": 1, "skipped": 1, "queue_ms": 10_000, "duration_ms": 100_000});
    let id = sim.launch(301, plan).await;
    let run = sim.job_run(id).await;
    assert_eq!(
        (&run["stage"], &run["status"], &run["job"]["id"]),
        (&json!("scheduled"), &Value::Null, &json!(301))
    );
    sim.later(60_000).await;
    assert_eq!(sim.job_run(id).await["stage"], "in_progress");
    let statistic = sim.statistic(id).await;
    let running = count(&statistic, &Value::Null);
    assert!(running > 0 && running < 20, "{statistic}");
    assert_eq!(sim.preview(id).await["statistic"], Value::Null, "open launches have none in the preview");
    assert_eq!(sim.read(&format!("/api/launch/{id}/progress")).await["ready"], false);
    sim.later(60_000).await;
    let statistic = sim.statistic(id).await;
    let counts = ["failed", "broken", "skipped", "passed"].map(|status| count(&statistic, &json!(status)));
    assert_eq!((counts, count(&statistic, &Value::Null)), ([2, 1, 1, 16], 0));
    let run = sim.job_run(id).await;
    assert_eq!((&run["stage"], &run["status"]), (&json!("finished"), &json!("failed")));
    assert_eq!(sim.read(&format!("/api/launch/{id}/progress")).await["ready"], true);
    sim.later(86_500_000).await;
    let preview = sim.preview(id).await;
    assert_eq!(preview["closed"], true, "the server's policy");
    assert_eq!(count(&preview["statistic"], &json!("failed")), 2);
}

#[tokio::test]
async fn closing_takes_a_moment() {
    let sim = Sim::start().await;
    let id = sim.launch(301, json!({"never_closed": true, "duration_ms": 1_000})).await;
    sim.later(1_000_000_000).await;
    let closed = async || sim.read(&format!("/api/launch/{id}")).await["closed"].clone();
    assert_eq!(closed().await, false);
    assert_eq!(sim.post(&format!("/api/launch/{id}/close"), json!({})).await, (204, Value::Null));
    assert_eq!(closed().await, false, "not yet");
    sim.later(1_000).await;
    assert_eq!(closed().await, true);
    sim.post(&format!("/api/launch/{id}/reopen"), json!({})).await;
    sim.later(1_000).await;
    assert_eq!(closed().await, false);
}

#[tokio::test]
async fn ends_of_other_kinds() {
    let sim = Sim::start().await;
    let refused = sim.launch(301, json!({"start_failed": "нет агентов"})).await;
    let cancelled = sim.launch(301, json!({"tests": 10, "cancelled": true, "duration_ms": 60_000})).await;
    let stalled = sim.launch(301, json!({"tests": 10, "stall_after": 4})).await;
    sim.later(2_000_000).await;
    let run = sim.job_run(refused).await;
    assert_eq!((&run["stage"], &run["errorMessage"]), (&json!("run_failure"), &json!("нет агентов")));
    assert_eq!(sim.statistic(refused).await, json!([]));
    assert_eq!(sim.job_run(cancelled).await["status"], "cancelled");
    assert_eq!(count(&sim.statistic(cancelled).await, &Value::Null), 0);
    assert_eq!(sim.job_run(stalled).await["stage"], "in_progress");
    assert_eq!(count(&sim.statistic(stalled).await, &Value::Null), 6);
    sim.post(&format!("/__sim/launches/{stalled}/advance"), json!({"finish": true})).await;
    assert_eq!(sim.job_run(stalled).await["stage"], "finished");
}

#[tokio::test]
async fn deleted_launches_are_a_server_error() {
    let sim = Sim::start().await;
    let id = sim.launch(301, json!({})).await;
    assert_eq!(sim.delete(&format!("/api/launch/{id}")).await.0, 204);
    assert_eq!(sim.delete(&format!("/api/launch/{id}")).await.0, 204);
    assert_eq!(sim.get(&format!("/api/launch/{id}")).await.0, 500);
}

#[tokio::test]
async fn failed_tests_are_run_again() {
    let sim = Sim::start().await;
    let id =
        sim.launch(301, json!({"tests": 10, "failed": 3, "never_closed": true, "duration_ms": 1_000})).await;
    sim.later(100_000).await;
    let run = sim.job_run(id).await["id"].as_i64().expect("an id");
    let rql = json!({"rql": "status in [\"failed\",\"broken\"]"});
    assert_eq!(sim.post(&format!("/api/jobrun/{run}/rerun"), rql).await, (202, Value::Null));
    sim.later(200_000).await;
    let runs = sim.read(&format!("/api/launch/{id}/job")).await;
    assert_eq!((runs.as_array().map(Vec::len), &runs[1]["stage"]), (Some(2), &json!("finished")));
    let results = sim.read(&format!("/api/testresult?launchId={id}&size=100")).await;
    let results = results["content"].as_array().expect("results");
    let hidden: Vec<_> = results.iter().filter(|result| result["hidden"] == true).collect();
    assert_eq!((results.len(), hidden.len()), (13, 3));
    assert!(hidden.iter().all(|result| result["retriedBy"]["id"].is_i64()
        && result["message"].is_string()
        && result["trace"].is_string()));
    let total: i64 = sim
        .statistic(id)
        .await
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["count"].as_i64())
        .sum();
    assert_eq!(total, 10, "a test counts once");
    assert_eq!(sim.read(&format!("/api/launch/{id}/retries")).await["totalElements"], 3);
    let one = hidden[0]["id"].as_i64().expect("an id");
    assert_eq!(sim.read(&format!("/api/testresult/{one}")).await["id"], one);
}

#[tokio::test]
async fn the_same_tests_fail_with_the_same_plan() {
    let sim = Sim::start().await;
    let plan = json!({"tests": 30, "failed": 4, "duration_ms": 1_000});
    let first = sim.launch(301, plan.clone()).await;
    let second = sim.launch(301, plan).await;
    let third = sim.launch(301, json!({"tests": 30, "failed": 5, "duration_ms": 1_000})).await;
    sim.later(100_000).await;
    let failed =
        async |from: i64, to: i64| sim.read(&format!("/api/launch/diff/failed?from={from}&to={to}")).await;
    assert_eq!(failed(first, second).await, json!([]));
    let newly = failed(second, third).await;
    assert_eq!((newly.as_array().map(Vec::len), &newly[0]["toStatus"]), (Some(1), &json!("failed")));
    let rql = encoded(&format!("launch = {third} and status = \"failed\""));
    assert_eq!(
        sim.read(&format!("/api/testresult/__search?projectId=2&rql={rql}")).await["totalElements"],
        5
    );
}

#[tokio::test]
async fn only_what_was_selected_is_run() {
    let sim = Sim::start().await;
    let leaves = sim.read("/api/job/301/tree/leaf?size=3").await;
    let id = leaves["content"][0]["id"].clone();
    let body = json!({"launchName": "one", "selection": {"leafsInclude": [id]}});
    let (_, launch) = sim.post("/api/job/301/run", body).await;
    let launches = sim.read("/__sim/launches?project_id=2").await;
    let row =
        launches.as_array().expect("rows").iter().find(|row| row["id"] == launch["id"]).expect("it").clone();
    assert_eq!(row["total"], 1);
}

#[tokio::test]
async fn launches_made_changed_and_copied() {
    let sim = Sim::start().await;
    let (status, made) = sim
        .post("/api/launch", json!({"name": "by hand", "projectId": 2, "tags": [{"name": "новый"}]}))
        .await;
    assert_eq!((status, &made["tags"][0]["name"]), (200, &json!("новый")));
    let path = format!("/api/launch/{}", made["id"]);
    let (_, changed) =
        super::answer(sim.request(reqwest::Method::PATCH, &path).json(&json!({"name": "renamed"}))).await;
    assert_eq!((&changed["name"], &changed["tags"][0]["name"]), (&json!("renamed"), &json!("новый")));
    assert_eq!(sim.post(&format!("{path}/copy"), json!({"launchName": "copied"})).await, (202, Value::Null));
    assert_eq!(sim.read("/api/launch?projectId=2&size=1").await["content"][0]["name"], "copied");
    assert_eq!(sim.post("/api/launch", json!({"name": "x"})).await.0, 409);
}
