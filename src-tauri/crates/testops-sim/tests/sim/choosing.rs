//! Test cases run without naming a job, test plans, and launches kept in order.

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::{Sim, answer, encoded};

async fn ids(sim: &Sim, rql: &str) -> Vec<Value> {
    let page =
        sim.read(&format!("/api/rs/testcase/__search?projectId=2&rql={}&size=500", encoded(rql))).await;
    page["content"].as_array().expect("cases").iter().map(|case| case["id"].clone()).collect()
}

#[tokio::test]
async fn what_a_selection_would_be_and_its_launch() {
    for generation in [Generation::Current, Generation::Legacy] {
        let sim = Sim::with(Options { generation, ..Options::default() }).await;
        let automated = ids(&sim, "automation = true and id < 10400").await;
        let manual = ids(&sim, "automation = false and id < 10100").await;
        let all: Vec<Value> = automated.iter().chain(&manual).cloned().collect();
        let current = generation == Generation::Current;
        let selection = if current {
            json!({"projectId": 2, "testCasesInclude": all})
        } else {
            json!({"projectId": 2, "leafsInclude": all})
        };
        let ask = async |typed: &str, older: &str, mut extra: Value| {
            let (path, body) = if current {
                extra["selection"] = selection.clone();
                (format!("/api/v2/test-case/bulk/{typed}"), extra)
            } else if older.starts_with("bulk") {
                extra["selection"] = selection.clone();
                (format!("/api/rs/testcase/{older}"), extra)
            } else {
                let mut body = selection.clone();
                body["jobsMapping"] = extra["jobsMapping"].clone();
                (format!("/api/rs/testcasetree/{older}"), body)
            };
            sim.post(&path, body).await
        };
        let (code, stats) = ask("run/stats", "runstats", json!({})).await;
        assert_eq!((code, &stats["manual"], &stats["total"]), (200, &json!(manual.len()), &json!(all.len())));
        let (_, shares) = ask("job/stats", "job", json!({})).await;
        let shares = shares.as_array().expect("shares").clone();
        let counts = shares.iter().filter_map(|share| share["testCasesCount"].as_u64());
        assert_eq!(json!(counts.sum::<u64>()), stats["automated"]);
        assert!(shares.len() > 1, "several jobs run them: {shares:?}");
        let mapping = json!([{"fromId": shares[0]["job"]["id"], "toId": shares[1]["job"]["id"]}]);
        let (_, mapped) = ask("job/stats", "job", json!({"jobsMapping": mapping})).await;
        assert_eq!(mapped.as_array().map(Vec::len), Some(shares.len() - 1));

        let (code, launch) = ask("run/new", "bulk/run/new", json!({"launchName": "Chosen"})).await;
        assert_eq!(code, 200, "{launch}");
        let runs = sim.read(&format!("/api/rs/launch/{}/job", launch["id"])).await;
        assert_eq!(runs.as_array().map(Vec::len), Some(shares.len()));
        sim.later(3_000_000).await;
        let results = sim.read(&format!("/api/rs/testresult?launchId={}&size=1000", launch["id"])).await;
        let run: std::collections::BTreeSet<i64> = results["content"]
            .as_array()
            .expect("results")
            .iter()
            .filter_map(|one| one["testCaseId"].as_i64())
            .collect();
        assert_eq!(json!(run.len()), stats["automated"]);
        assert_eq!(ask("run/new", "bulk/run/new", json!({"launchName": ""})).await.0, 409);
    }
}

#[tokio::test]
async fn selections_that_cannot_be_run() {
    let sim = Sim::start().await;
    let run = async |body: Value| sim.post("/api/v2/test-case/bulk/run/new", body).await.0;
    assert_eq!(run(json!({"launchName": "x"})).await, 409);
    assert_eq!(run(json!({"launchName": "x", "selection": {}})).await, 409);
    assert_eq!(
        run(json!({"launchName": "x", "selection": {"projectId": 2}})).await,
        409,
        "nothing is chosen"
    );
    let mapping = json!([{"toId": 1}]);
    let body =
        json!({"launchName": "x", "selection": {"projectId": 2, "inverted": true}, "jobsMapping": mapping});
    assert_eq!(run(body).await, 404);
    sim.post("/__sim/permissions", json!({"project_id": 2, "permissions": ["project:read"]})).await;
    assert_eq!(run(json!({"launchName": "x", "selection": {"projectId": 2, "inverted": true}})).await, 403);
}

#[tokio::test]
async fn a_plan_is_behind_its_query_until_it_is_synchronised() {
    let sim = Sim::start().await;
    let plans = sim.read("/api/testplan?projectId=2").await;
    let plan = plans["content"][0].clone();
    let path = format!("/api/testplan/{}", plan["id"]);
    let diff = sim.read(&format!("{path}/diff")).await;
    assert!(diff["added"].as_u64() > Some(0) && diff["deleted"] == 2, "{diff}");
    let (status, synced) = sim.post(&format!("{path}/sync"), json!({})).await;
    let rql = plan["baseRql"].as_str().expect("a query");
    let count = sim.read(&format!("/api/testcase/query/validate?projectId=2&rql={}", encoded(rql))).await;
    assert_eq!((status, &synced["testCasesCount"]), (200, &count["count"]));
    assert_eq!(sim.read(&format!("{path}/diff")).await, json!({"added": 0, "deleted": 0}));
    sim.read(&format!("{path}/job")).await;
    let critical = plans["content"][1]["id"].clone();
    assert!(
        !sim.read(&format!("/api/testplan/{critical}/member")).await.as_array().expect("members").is_empty()
    );
    let (status, launch) = sim.post(&format!("{path}/run"), json!({"launchName": "Smoke"})).await;
    assert_eq!((status, &launch["name"]), (200, &json!("Smoke")));
    let (_, made) =
        sim.post("/api/testplan", json!({"projectId": 2, "name": "Mine", "baseRql": "id < 10010"})).await;
    assert_eq!(made["testCasesCount"], 9);
    assert_eq!(sim.delete(&format!("/api/testplan/{}", made["id"])).await.0, 204);
    assert_eq!(sim.get(&format!("/api/testplan/{}", made["id"])).await.0, 404);
}

#[tokio::test]
async fn merging_moves_everything_and_into_itself_deletes() {
    let sim = Sim::start().await;
    let plan = json!({"tests": 5, "failed": 1, "duration_ms": 1_000, "never_closed": true});
    let (from, to) = (sim.launch(301, plan.clone()).await, sim.launch(301, plan).await);
    sim.later(200_000).await;
    let result = sim.read(&format!("/api/testresult?launchId={from}")).await["content"][0]["id"].clone();
    let (status, merged) = sim.post("/api/launch/merge", json!({"from": from, "to": to})).await;
    assert_eq!((status, &merged["id"]), (200, &json!(to)));
    assert_eq!(sim.get(&format!("/api/launch/{from}")).await.0, 500);
    assert_eq!(sim.read(&format!("/api/testresult/{result}")).await["launchId"], to);
    assert_eq!(sim.read(&format!("/api/testresult?launchId={to}")).await["totalElements"], 10);
    assert_eq!(sim.post("/api/launch/merge", json!({"from": to, "to": to})).await.0, 200);
    assert_eq!(sim.get(&format!("/api/launch/{to}")).await.0, 500, "gone");
    let other = sim.launch(301, json!({})).await;
    assert_eq!(sim.post(&format!("/api/launch/{other}/copy"), json!({})).await.0, 500, "no name");
}

#[tokio::test]
async fn a_plan_is_changed() {
    let sim = Sim::start().await;
    let new = json!({"projectId": 2, "name": "Mine", "baseRql": "id in [10001, 10002]"});
    let plan = sim.post("/api/testplan", new).await.1["id"].clone();
    let patch = |body: Value| {
        let request = sim.request(Method::PATCH, &format!("/api/testplan/{plan}")).json(&body);
        async move { answer(request).await }
    };
    let left = json!({"name": "Ours", "treeSelection": {"leafsExclude": [10_001]}});
    let (status, changed) = patch(left).await;
    assert_eq!((status, &changed["name"], &changed["testCasesCount"]), (200, &"Ours".into(), &1.into()));
    let (_, changed) = patch(json!({"baseRql": "id in [10001, 10002, 10003]"})).await;
    assert_eq!(changed["testCasesCount"], 3);
    assert_eq!(patch(json!({"name": ""})).await.0, 409);
    assert_eq!(patch(json!({"baseRql": "no query"})).await.0, 400);
    let found = sim.read("/api/testplan/suggest?projectId=2&query=ours").await;
    assert_eq!(found["content"][0]["testCasesCount"], 3);
}
