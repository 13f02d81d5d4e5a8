//! Versions of test cases: made before an edit, compared with what is there, restored as its undo.

use serde_json::{Value, json};

use super::Sim;

#[tokio::test]
async fn a_version_brings_back_what_was_there_before_an_edit() {
    let sim = Sim::start().await;
    let case = "/api/testcase/10001";
    let before = sim.read(&format!("{case}/overview")).await;
    let steps = sim.read(&format!("{case}/step")).await;
    assert_eq!(sim.read(&format!("{case}/version")).await, json!([]));
    let made = sim.write(&format!("{case}/version"), json!({"title": "Before the edit"})).await;
    assert_eq!([&made["createdBy"], &made["description"]], [&json!("anna.smirnova"), &json!("")]);
    assert_eq!(made["testCaseLastModifiedDate"], before["lastModifiedDate"]);
    let version = format!("/api/testcase/version/{}", made["id"]);

    sim.later(60_000).await;
    let change = json!({"name": "Edited", "tags": [], "links": [], "customFields": [], "statusId": -4, "workflowId": -1});
    assert_eq!(sim.patch(case, change).await.0, 200);
    let step = sim.write("/api/testcase/step", json!({"testCaseId": 10_001, "body": "More"})).await;
    sim.write(&format!("{case}/relation"), json!([{"type": "clones", "target": {"id": 10_002}}])).await;
    let data = sim.read(&format!("{version}/data")).await;
    assert_eq!(data, before, "a version shows what was there, whatever came after");
    assert_eq!(sim.write(&format!("{version}/restore"), json!({})).await, Value::Null);

    let mut after = sim.read(&format!("{case}/overview")).await;
    assert!(after["lastModifiedDate"].as_i64() > before["lastModifiedDate"].as_i64(), "restoring is an edit");
    for edit in ["lastModifiedDate", "lastModifiedBy"] {
        after[edit] = before[edit].clone();
    }
    assert_eq!(after, before);
    assert_eq!(sim.read(&format!("{case}/step")).await, steps);
    assert_eq!(sim.read(&format!("{case}/relation")).await[0]["type"], "clones", "relations are both sides'");
    let next = sim.write("/api/testcase/step", json!({"testCaseId": 10_001, "body": "Anew"})).await;
    assert!(next["createdStepId"].as_i64() > step["createdStepId"].as_i64(), "no id is given twice");
}

#[tokio::test]
async fn versions_are_listed_renamed_and_deleted() {
    let sim = Sim::start().await;
    let all = "/api/testcase/10002/version";
    for (title, expected) in
        [(json!(null), 409), (json!(""), 409), (json!("x".repeat(256)), 409), (json!([]), 400)]
    {
        assert_eq!(sim.post(all, json!({"title": title})).await.0, expected, "{title}");
    }
    let first = sim.write(all, json!({"title": "First", "description": "As found"})).await["id"].clone();
    sim.write(all, json!({"title": "Second"})).await;
    let titles = async || {
        let list = sim.read(all).await;
        list.as_array().expect("a list").iter().map(|own| own["title"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(titles().await, ["First", "Second"]);
    let path = format!("/api/testcase/version/{first}");
    assert_eq!(sim.patch(&path, json!({"title": "Initial"})).await.1["description"], "As found");
    assert_eq!(sim.patch(&path, json!({"title": ""})).await.0, 409);
    assert_eq!(sim.read(&path).await["title"], "Initial");

    sim.may(&["project:read"]).await;
    assert_eq!(titles().await, ["Initial", "Second"]);
    for (method, path) in
        [("POST", all), ("PATCH", &path), ("DELETE", &path), ("POST", &format!("{path}/restore"))]
    {
        let method: reqwest::Method = method.parse().expect("a method");
        let request = sim.request(method.clone(), path).json(&json!({"title": "No"}));
        assert_eq!(super::answer(request).await.0, 403, "{method} {path}");
    }
    sim.may(&["project:read", "project:write"]).await;
    assert_eq!(sim.delete(&path).await.0, 202);
    assert_eq!(sim.get(&path).await.0, 404);
    assert_eq!(titles().await, ["Second"]);
    assert_eq!(sim.get("/api/testcase/1/version").await.0, 404);
}

#[tokio::test]
async fn the_audit_tells_who_changed_what_and_only_that() {
    let sim = Sim::start().await;
    let audit = async |case: &Value| {
        let page = sim.read(&format!("/api/testcase/audit?testCaseId={case}&sort=id,desc")).await;
        page["content"].as_array().expect("a page").clone()
    };
    assert_eq!(audit(&json!(10_001)).await, [json!(null); 0]);
    let change = json!({"name": "Renamed", "tags": [{"name": "audited"}], "links": []});
    assert_eq!(sim.patch("/api/testcase/10001", change.clone()).await.0, 200);
    let entries = audit(&json!(10_001)).await;
    assert_eq!([&entries[0]["actionType"], &entries[0]["username"]], ["update", "anna.smirnova"]);
    let data = &entries[0]["data"];
    assert_eq!(data[0]["diff"]["name"]["newValue"], "Renamed");
    assert_eq!(data[0]["diff"].as_object().expect("fields").len(), 1, "{data}");
    assert_eq!(data[1]["type"], "test_tag");
    assert!(data[1]["diff"]["ids"]["newValue"][0].is_i64() && data[2].is_null(), "{data}");

    assert_eq!(sim.patch("/api/testcase/10001", change).await.0, 200);
    assert_eq!(audit(&json!(10_001)).await.len(), 1, "nothing changed");
    let made = sim.write("/api/testcase", json!({"projectId": 2, "name": "New"})).await;
    assert_eq!(audit(&made["id"]).await[0]["actionType"], "insert");
    assert_eq!(sim.get("/api/testcase/audit").await.0, 400);
    assert_eq!(sim.get("/api/testcase/audit?testCaseId=1").await.0, 404);
}
