//! What belongs to test cases beside their texts: versions, files, shared steps, keys; and test cases from files.

use reqwest::Method;
use serde_json::{Value, json};

use crate::routes::Other;

pub(crate) async fn run(other: &Other<'_>, is_current: bool) {
    let case = other.post("/testcase", json!({"projectId": 2, "name": "Belongings"})).await["id"].clone();
    if is_current {
        versions(other, &case).await;
    }
    files(other, "testcase", &format!("testCaseId={case}")).await;
    let file = other.form(&format!("/testcase/attachment?testCaseId={case}"), None, &["file"]).await;
    other.post("/testcase/step", json!({"testCaseId": case, "attachmentId": file[0]["id"]})).await;
    shared_steps(other, &case, is_current).await;
    let keys = json!([{"integrationId": 9, "name": "TMS-1"}]);
    let keys = other.post(&format!("/testcase/{case}/testkey"), keys).await;
    other.get(&format!("/testcase/{case}/testkey")).await;
    other.get(&format!("/testkey/{}", keys[0]["id"])).await;
    other.get(&format!("/testcase/{case}/overview")).await;
    imports(other).await;
    many(other, is_current).await;
    settings(other, is_current).await;
}

async fn versions(other: &Other<'_>, case: &Value) {
    let all = format!("/testcase/{case}/version");
    let version = other.post(&all, json!({"title": "Before", "description": "All of it"})).await;
    let path = format!("/testcase/version/{}", version["id"]);
    other.get(&all).await;
    other.get(&path).await;
    other.get(&format!("{path}/data")).await;
    other.ask(Method::PATCH, &path, Some(json!({"title": "Before it"}))).await;
    other.ask(Method::POST, &format!("{path}/restore"), None).await;
    other.ask(Method::DELETE, &path, None).await;
}

async fn files(other: &Other<'_>, kind: &str, owner: &str) {
    let all = format!("/{kind}/attachment?{owner}");
    let file = other.form(&all, None, &["file"]).await;
    let path = format!("/{kind}/attachment/{}", file[0]["id"]);
    other.get(&all).await;
    other.ask(Method::PATCH, &path, Some(json!({"name": "a.txt", "contentType": "text/plain"}))).await;
    other.form_by(Method::PUT, &format!("{path}/content"), None, &["file"]).await;
    other.get(&format!("{path}/content")).await;
    other.ask(Method::DELETE, &path, None).await;
}

async fn shared_steps(other: &Other<'_>, case: &Value, is_current: bool) {
    let shared = other.post("/sharedstep", json!({"projectId": 2, "name": "Sign in"})).await["id"].clone();
    let path = format!("/sharedstep/{shared}");
    files(other, "sharedstep", &format!("sharedStepId={shared}")).await;
    let file = other.form(&format!("/sharedstep/attachment?sharedStepId={shared}"), None, &["file"]).await;
    if is_current {
        let whole = json!({"steps": [{"type": "body", "body": "One"}, {"type": "attachment", "attachmentId": file[0]["id"]}]});
        other.post(&format!("{path}/scenario"), whole).await;
    }
    let step = other.post("/sharedstep/step", json!({"sharedStepId": shared, "body": "Open"})).await;
    let step = format!("/sharedstep/step/{}", step["createdStepId"]);
    other.ask(Method::PATCH, &step, Some(json!({"body": "Open it"}))).await;
    other.post(&format!("{step}/copy"), json!({})).await;
    other.post(&format!("{step}/move"), json!({})).await;
    other.get(&format!("{path}/step")).await;
    other.post("/testcase/step", json!({"testCaseId": case, "sharedStepId": shared})).await;
    other.get(&format!("/testcase/{case}/step")).await;
    other.get(&format!("/testcase/{case}/scenario")).await;
    other.get("/sharedstep?projectId=2&search=sign&archived=false").await;
    other.get(&path).await;
    other.get(&format!("{path}/usage")).await;
    other.ask(Method::PATCH, &path, Some(json!({"name": "Log in"}))).await;
    other.ask(Method::DELETE, &step, None).await;
    if is_current {
        other.ask(Method::DELETE, &format!("{path}/scenario"), None).await;
    }
    other.ask(Method::POST, &format!("{path}/archive"), None).await;
    other.ask(Method::POST, &format!("{path}/unarchive"), None).await;
    other.ask(Method::DELETE, &path, None).await;
}

async fn imports(other: &Other<'_>) {
    let stored = "/importrequest?projectId=2&type=test_case_csv";
    let request = other.form(stored, None, &["sheet"]).await["id"].clone();
    let of = |what: &str| format!("/testcase/import/csv/{request}/{what}");
    other.post(&of("info"), json!({"columnSeparator": ",", "withHeaders": true})).await;
    let mapping = json!([
        {"field": "allure_id"},
        {"field": "name"},
        {"field": "scenario"},
        {"field": "tag", "itemsSeparator": ";"},
        {"field": "custom_field", "customFieldId": -1, "itemsSeparator": ";"},
        {"field": "role", "roleId": -1},
        {"field": "issue_integration", "integrationId": 9},
        {"field": "link", "name": "task"},
        {"field": "parameter", "itemsSeparator": ";"},
        {"field": "test_key", "integrationId": 9},
    ]);
    let order =
        json!({"withHeaders": true, "mapping": mapping, "layerId": -3, "statusId": -2, "workflowId": -1});
    let mut look = order.clone();
    look["rowNum"] = json!(0);
    other.post(&of("preview"), look).await;
    other.post(&of("submit"), order).await;
    let path = format!("/importrequest/{request}");
    other.get(&path).await;
    other.get("/importrequest?projectId=2").await;
    other.ask(Method::DELETE, &path, None).await;
}

async fn many(other: &Other<'_>, is_current: bool) {
    let project = other.post("/project", json!({"name": "Elsewhere", "isPublic": true})).await["id"].clone();
    let open =
        async || other.post("/launch", json!({"projectId": 2, "name": "Contract"})).await["id"].clone();
    let case = async || other.post("/testcase", json!({"projectId": 2, "name": "Many"})).await["id"].clone();
    let old = |ids: Value| json!({"projectId": 2, "leafsInclude": ids});
    let (ran, launch, moved) = (json!([10_006, 10_007]), open().await, case().await);
    let order = json!({"selection": old(ran.clone()), "testPlanName": "Contract, chosen"});
    other.post("/testcase/bulk/testplan/create", order).await;
    other.post("/testcase/bulk/run", json!({"selection": old(ran.clone()), "launchName": "Contract"})).await;
    other
        .post("/testcase/bulk/run/existing", json!({"selection": old(ran.clone()), "launchId": launch}))
        .await;
    let order = json!({"selection": old(json!([moved])), "toProjectId": project, "strategy": "ADD"});
    other.post("/testcase/bulk/move", order).await;
    if is_current {
        let new = |ids: Value| json!({"projectId": 2, "testCasesInclude": ids});
        let (launch, moved) = (open().await, case().await);
        let bulk =
            async |what: &str, body: Value| other.post(&format!("/v2/test-case/bulk/{what}"), body).await;
        bulk("test-plan/create", json!({"selection": new(ran.clone()), "testPlanName": "Contract, chosen"}))
            .await;
        bulk("run", json!({"selection": new(ran.clone()), "launchName": "Contract"})).await;
        bulk("run/existing", json!({"selection": new(ran.clone()), "launchId": launch})).await;
        bulk("cfv", json!({"selection": new(ran.clone())})).await;
        bulk("cf/delta", json!({"selection": new(ran.clone()), "toProjectId": project})).await;
        bulk("restore", json!({"selection": new(json!([10_003]))})).await;
        let order = json!({"selection": new(json!([moved])), "toProjectId": project, "strategy": "MAP", "cfMapping": {}});
        bulk("move", order).await;
        other.post("/testcase/cfv", old(ran)).await;
    }
    let path = format!("/project/{project}");
    other.ask(Method::PATCH, &path, Some(json!({"description": "Gone soon"}))).await;
    other.ask(Method::DELETE, &path, None).await;
}

async fn settings(other: &Other<'_>, is_current: bool) {
    let new = json!({"name": "Contract", "color": "#123456", "description": "All", "projectId": 2});
    let category = other.post("/category", new).await["id"].clone();
    let path = format!("/category/{category}");
    other.get("/category?excludedProjectId=2").await;
    other.get("/category/suggest?query=con&projectId=2").await;
    other.ask(Method::PATCH, &path, Some(json!({"color": "#654321"}))).await;
    let rule = json!({"name": "Contract", "category": {"id": category}, "messageRegex": ".*contract.*"});
    let rule = other.post("/categorymatcher", rule).await["id"].clone();
    let matcher = format!("/categorymatcher/{rule}");
    other.get("/categorymatcher?excludedProjectId=2").await;
    other.ask(Method::PATCH, &matcher, Some(json!({"traceRegex": ".*"}))).await;
    other.post("/project/2/category", json!({"categoryId": category})).await;
    other.post("/project/2/categorymatcher", json!({"matcherId": rule})).await;
    other.get("/project/2/category").await;
    other.get("/project/2/categorymatcher").await;
    other.post("/project/2/categorymatcher/remove", json!({"matcherId": rule})).await;
    other.post("/project/2/category/remove", json!({"categoryId": category})).await;
    other.ask(Method::DELETE, &matcher, None).await;
    other.ask(Method::DELETE, &path, None).await;
    if is_current {
        let token = other.post("/token", json!({"name": "soon gone"})).await["id"].clone();
        other.ask(Method::DELETE, &format!("/token/{token}"), None).await;
    }
}
