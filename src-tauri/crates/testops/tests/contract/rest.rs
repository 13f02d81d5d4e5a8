//! What is left of the operations that our own client does not ask for: defects, plans, launches, jobs, and of current
//! servers the operations that it asks of old ones only.

use reqwest::Method;
use serde_json::{Value, json};

use crate::routes::Other;

pub(crate) async fn run(other: &Other<'_>, is_current: bool) {
    let launch = other.post("/launch", json!({"projectId": 2, "name": "Contract"})).await["id"].clone();
    other.ask(Method::POST, &format!("/launch/{launch}/close"), None).await;
    other.post("/launch/new", json!({"projectId": 2, "name": "Contract", "tags": ["contract"]})).await;
    let job = other.get("/job/301").await;
    other.ask(Method::PATCH, "/job/301", Some(json!({"name": job["name"]}))).await;
    other.ask(Method::POST, "/job/301/sync", None).await;
    other.ask(Method::POST, "/project/2/favorite?favorite=true", None).await;
    other.post("/mute", json!({"testCaseId": 10_001, "name": "Contract"})).await;
    other.ask(Method::POST, "/testcase/10001/migrate", None).await;
    plans(other).await;
    let result = open_result(other).await;
    let version = if is_current { "?v2=true" } else { "" };
    let fixtures = other.get(&format!("/testresult/{result}/fixture{version}")).await;
    other.get(&format!("/testfixtureresult/attachment?tfrId={}", fixtures[0]["id"])).await;
    let status = json!({"status": "failed", "message": "By hand"});
    other.post(&format!("/testresult/{result}/resolve{version}"), status).await;
    for again in ["rerun", "retry"] {
        other.post(&format!("/testresult/{result}/{again}"), json!({"username": "oleg.petrov"})).await;
    }
    defects(other, &result).await;
    if is_current {
        current(other).await;
    }
}

/// A result of a launch that is open, and has ended.
async fn open_result(other: &Other<'_>) -> Value {
    let launches = other.get("/launch?projectId=2&preview=true&size=200").await;
    for launch in
        launches["content"].as_array().expect("launches").iter().filter(|own| own["closed"] == false)
    {
        let results = other.get(&format!("/testresult?launchId={}&size=1", launch["id"])).await;
        if let Some(result) = results["content"].as_array().and_then(|all| all.first())
            && !result["status"].is_null()
        {
            return result["id"].clone();
        }
    }
    panic!("no open launch has a result");
}

async fn plans(other: &Other<'_>) {
    let new = json!({"projectId": 2, "name": "Contract", "baseRql": "id = 10001"});
    let plan = format!("/testplan/{}", other.post("/testplan", new).await["id"]);
    let change = json!({"name": "Contract, changed", "treeSelection": {"leafsExclude": [10_001]}});
    other.ask(Method::PATCH, &plan, Some(change)).await;
    other.get("/testplan/suggest?projectId=2").await;
    other.ask(Method::DELETE, &plan, None).await;
}

async fn defects(other: &Other<'_>, result: &Value) {
    let id = other.post("/defect", json!({"projectId": 2, "name": "Contract"})).await["id"].clone();
    let defect = format!("/defect/{id}");
    let rule = json!({"defectId": id, "name": "All", "messageRegex": ".*"});
    let rule = other.post("/defect/matcher", rule).await["id"].clone();
    let change = json!({"messageRegex": "nothing of the kind"});
    other.ask(Method::PATCH, &format!("/defect/matcher/{rule}"), Some(change)).await;
    other.post(&format!("/testresult/{result}/defect/{id}"), json!({})).await;
    other.post(&format!("{defect}/issue"), json!({"integrationId": 9, "name": "BANK-3"})).await;
    other.ask(Method::DELETE, &format!("{defect}/issue"), None).await;
    other.get("/defect/suggest?projectId=2").await;
    other.get(&format!("{defect}/testcase")).await;
    other.get(&format!("{defect}/launch")).await;
    other.get("/testcase/10001/defect").await;
    for what in ["close", "reopen", "remove"] {
        let order = json!({"projectId": 2, "selection": {"ids": [id]}});
        other.post(&format!("/defect/bulk/{what}"), order).await;
    }
    let new = other.post("/defect", json!({"projectId": 2, "name": "Contract"})).await;
    other.ask(Method::DELETE, &format!("/defect/{}", new["id"]), None).await;
}

async fn current(other: &Other<'_>) {
    for path in ["/cf?projectId=2", "/token", "/license", "/login/props"] {
        other.get(path).await;
    }
    other.get("/testcasetree/group?projectId=2&treeId=101").await;
    other.get("/testcasetree/leaf?projectId=2&treeId=101").await;
    other.post("/token", json!({"name": "contract"})).await;
    let selection = json!({"projectId": 2, "leafsInclude": [10_001]});
    other.post("/testcasetree/job", selection.clone()).await;
    other.post("/testcasetree/runstats", selection.clone()).await;
    other.post("/testcasetree/select", selection.clone()).await;
    let file = json!({"name": "Contract", "selection": selection, "mapping": [{"field": "name"}], "columnSeparator": ";", "withHeaders": true});
    other.post("/export/testcase/csv", file).await;
    let order = json!({"launchName": "Contract", "selection": {"projectId": 2, "leafsInclude": [10_001]}});
    let launch = other.post("/testcase/bulk/run/new", order).await["id"].clone();
    let order = json!({"selection": {"launchId": launch}, "status": "passed"});
    other.post("/testresult/bulk/resolve", order).await;
}
