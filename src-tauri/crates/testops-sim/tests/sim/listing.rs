//! Pages, sorting, searching, and a look at every read there is.

use base64::Engine as _;
use serde_json::{Value, json};

use super::{Sim, encoded};

#[tokio::test]
async fn pages_are_spring_s() {
    let sim = Sim::start().await;
    let page = sim.read("/api/project?page=1&size=4&sort=name,ASC").await;
    let facts =
        ["totalElements", "totalPages", "number", "size", "numberOfElements", "first", "last", "empty"]
            .map(|name| page[name].clone());
    assert_eq!(json!(facts), json!([6, 2, 1, 4, 2, false, true, false]));
    assert_eq!(page["pageable"]["offset"], 4);
    assert_eq!(page["sort"], json!({"sorted": true, "unsorted": false, "empty": false}));
    assert_eq!(sim.read("/api/launch?projectId=2").await["size"], 10);
    assert_eq!(sim.read("/api/job?projectId=2").await["size"], 20);
}

#[tokio::test]
async fn both_ways_to_sort() {
    let sim = Sim::start().await;
    let first = async |sort: &str| {
        sim.read(&format!("/api/launch?projectId=2&{sort}")).await["content"][0]["id"].clone()
    };
    assert_eq!(first("sort=created_date,desc").await, first("sort=createdDate,DESC").await);
    assert_ne!(first("sort=createdDate,asc").await, first("sort=createdDate,desc").await);
    assert_eq!(first("sort=name,asc&sort=id,desc").await, first("sort=name&sort=id,DESC").await);
}

#[tokio::test]
async fn criteria_in_base64() {
    let sim = Sim::start().await;
    let id = sim.launch(301, json!({"hold": true})).await;
    let found = async |criteria: Value| {
        let search = base64::engine::general_purpose::STANDARD.encode(criteria.to_string());
        sim.read(&format!("/api/launch?projectId=2&search={}", encoded(&search))).await
    };
    let page = found(json!([{"id": "name", "type": "string", "value": "A RU"}, {"id": "close", "type": "boolean", "value": false}])).await;
    assert_eq!((&page["totalElements"], &page["content"][0]["id"]), (&json!(1), &json!(id)));
    let page = found(json!([{"id": "createdAfter", "type": "long", "value": super::START}])).await;
    assert_eq!(page["totalElements"], 1);
}

#[tokio::test]
async fn every_read_answers() {
    let sim = Sim::start().await;
    let launch = sim.read("/api/launch?projectId=2&size=1&sort=id,asc").await["content"][0]["id"].clone();
    let result =
        sim.read(&format!("/api/testresult?launchId={launch}&size=1")).await["content"][0]["id"].clone();
    let run = sim.read(&format!("/api/launch/{launch}/job")).await[0]["id"].clone();
    let mut paths: Vec<String> = [
        "project/2",
        "project/2/stats",
        "project/suggest?write=true",
        "project/2/collaborator",
        "permission?projectId=2",
        "account/me",
        "token",
        "login/props",
        "license",
        "job/301",
        "job/suggest?query=a&projectId=2",
        "job?projectId=2&externalId=ru.bank.web/301",
        "job/301/tree/group?treeId=101",
        "job/301/tree/leaf?treeId=101&path=20011&path=20021",
        "launch/suggest?projectId=2",
        "launch/tag/suggest?query=n",
        "launch/__search?projectId=2&rql=true",
        "testcase?projectId=2",
        "testcase/10001",
        "testcase/10001/overview",
        "testcase/10001/scenario",
        "testcase/10001/step",
        "testcase/10001/tag",
        "testcase/10001/cfv",
        "testcase/__search?projectId=2&rql=true",
        "tree?projectId=2",
        "testcasetree/group?projectId=2&treeId=101",
        "testcasetree/leaf?projectId=2&treeId=102&path=20041",
        "testcasetree/countleaves?projectId=2",
        "ev",
        "ev/suggest",
        "evv/suggest?envVarId=1",
        "evschema?projectId=2",
        "defect?projectId=2",
        "defect/21",
        "cf?projectId=2",
        "project/2/cf",
        "role",
        "integration",
        "integration/1",
        "integration/project/2",
    ]
    .map(str::to_owned)
    .to_vec();
    for part in [
        "",
        "/statistic",
        "/progress",
        "/duration",
        "/env",
        "/variables",
        "/job",
        "/job/suggest",
        "/defect",
        "/muted",
        "/unresolved",
        "/retries",
        "/memberstats",
        "/assignees",
        "/tester",
    ] {
        paths.push(format!("launch/{launch}{part}"));
    }
    for part in [
        "",
        "/history",
        "/retries",
        "/execution",
        "/execution?v2=true",
        "/fixture",
        "/fixture/attachment",
        "/evv",
    ] {
        paths.push(format!("testresult/{result}{part}"));
    }
    paths.push(format!("testresult/attachment?testResultId={result}"));
    for part in ["group", "leaf", "countleaves"] {
        paths.push(format!("testresulttree/{part}?launchId={launch}&treeId=101"));
    }
    paths.push(format!("jobrun/{run}"));
    paths.push(format!("jobrun/{run}/plan?expected=true"));
    for diff in ["new", "missed", "failed", "fixed", "status-changed"] {
        paths.push(format!("launch/diff/{diff}?from={launch}&to={launch}"));
    }
    paths.push(format!("launch/diff/matrix?launchIds={launch}&mode=all"));
    for path in paths {
        assert_eq!(sim.get(&format!("/api/rs/{path}")).await.0, 200, "{path}");
        sim.read(&format!("/api/{path}")).await;
    }
    sim.read(&format!("/api/v2/launch/{launch}/test-result/flat")).await;
}

#[tokio::test]
async fn nodes_lead_to_test_cases() {
    let sim = Sim::start().await;
    let mut node = Value::Null;
    for _ in 0..3 {
        let parent = if node.is_null() { String::new() } else { format!("&parentNodeId={}", node["id"]) };
        node = sim.read(&format!("/api/v2/project/2/test-case/tree/tree-node?treeId=101{parent}")).await["children"]["content"][0].clone();
    }
    assert_eq!(node["type"], "LEAF");
    assert_ne!(node["id"], node["testCaseId"]);
    sim.read(&format!("/api/testcase/{}", node["testCaseId"])).await;
}
