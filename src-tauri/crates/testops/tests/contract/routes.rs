//! What our own client does not ask for and others do: the rest of the simulator's operations, so that no answer has a
//! field that its definition lacks, whoever asks.

use std::collections::BTreeSet;

use reqwest::{Client as Http, Method};
use serde_json::{Value, json};
use testops_sim::{Generation, operations};

use crate::{belongings, rest, uploads};

/// `(operation, reason)`: not held against the definition, which is that of a newer server.
const ONLY_OLD: [(&str, &str); 5] = [
    ("DELETE /api/testcase/{}/step", "gone from 25 on"),
    ("POST /api/testcase/{}/cfv", "gone from 25 on"),
    ("POST /api/testcase/{}/scenario", "named steps up to 4.x, typed ones from 25 on"),
    ("GET /api/testcase/{}/cfv", "a flat list up to 4.x"),
    ("POST /api/testcase/bulk/cfv/add", "likewise"),
];

pub(crate) struct Other<'a> {
    http: Http,
    base: String,
    token: &'a str,
}

/// Asked for as it stands; `{…}` is an id that was found before.
const READS: [&str; 65] = [
    "/testcase?projectId=2",
    "/testcase/10001",
    "/testcase/10001/overview",
    "/testcase/10001/scenario",
    "/testcase/10001/step",
    "/testcase/10001/tag",
    "/testcase/10001/members",
    "/testcase/10001/issue",
    "/testcase/10001/relation",
    "/testcase/10001/workflow",
    "/testcase/10001/example",
    "/testcase/10001/history",
    "/testcase/deleted?projectId=2",
    "/testcase/suggest?query=a&projectId=2",
    "/testcasetree/countleaves?projectId=2",
    "/testlayer",
    "/testlayer/suggest",
    "/testlayer/-1",
    "/status",
    "/status/suggest",
    "/status/-1",
    "/workflow",
    "/workflow/suggest",
    "/workflow/-1",
    "/workflowschema?projectId=2",
    "/testcaseupdateschema?projectId=2",
    "/tag",
    "/tag/suggest",
    "/tag/501",
    "/launch/tag",
    "/launch/suggest?projectId=2",
    "/launch/{launch}/assignees",
    "/launch/{launch}/tester",
    "/launch/{launch}/memberstats",
    "/launch/{launch}/muted",
    "/launch/{launch}/variables",
    "/launch/{launch}/job/suggest",
    "/member?roleId=-1",
    "/member/suggest",
    "/cf/suggest",
    "/cf/-1",
    "/cfv?customFieldId=111&projectId=2",
    "/cfv/suggest?customFieldId=111",
    "/comment?testCaseId=10001",
    "/role/suggest",
    "/ev/suggest",
    "/integration",
    "/integration/1",
    "/job/suggest?projectId=2",
    "/job/301/tree/group?treeId=101",
    "/job/301/tree/leaf?treeId=101",
    "/project/suggest",
    "/project/2/stats",
    "/project/2/collaborator",
    "/tree/suggest?projectId=2",
    "/testresulttree/group?launchId={launch}&treeId=101",
    "/testresulttree/leaf?launchId={launch}&treeId=101",
    "/testresult/{result}/evv",
    "/testresult/{result}/fixture/attachment",
    "/testcase/muted?projectId=2",
    "/defect?projectId=2",
    "/mute?testCaseId=10001",
    "/testplan?projectId=2",
    "/export?projectId=2",
    "/permission?projectId=2",
];

/// Every operation of the simulator that nobody asked for; by the names that the definition gives to those asked for.
pub(crate) fn unasked(generation: Generation, seen: &BTreeSet<String>) -> Vec<String> {
    let shape = |operation: &str| {
        let parts = operation.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let seen: BTreeSet<String> = seen.iter().map(|operation| shape(operation)).collect();
    let all = operations(generation).into_iter().filter(|(_, path)| !path.starts_with("/uaa/"));
    let names = all.map(|(method, path)| shape(&format!("{method} /api{path}")));
    let is_left =
        |name: &String| generation == Generation::Legacy && ONLY_OLD.iter().any(|(own, _)| own == name);
    names.filter(|name| !seen.contains(name) && !is_left(name)).collect()
}

/// Of current servers only.
const NEWER: [&str; 5] = [
    "/project/2/cfv?customFieldId=111",
    "/project/2/owner",
    "/testcase/10001/cfv?projectId=2",
    "/testresulttree/countleaves?launchId={launch}",
    "/v2/launch/{launch}/test-result/flat",
];

pub(crate) async fn run(url: &str, token: &str, generation: Generation) {
    let is_current = generation == Generation::Current;
    let base = format!("{url}{}", if is_current { "/api" } else { "/api/rs" });
    let other = Other { http: Http::builder().no_proxy().build().expect("a client"), base, token };
    let launch = other.get("/launch?projectId=2&preview=true").await["content"][0]["id"].clone();
    let result = other.get(&format!("/testresult?launchId={launch}")).await["content"][0]["id"].clone();
    for path in READS.iter().chain(NEWER.iter().filter(|_| is_current)) {
        let path = path.replace("{launch}", &launch.to_string()).replace("{result}", &result.to_string());
        other.get(&path).await;
    }
    other.write_a_case(is_current).await;
    other.write_steps(is_current).await;
    belongings::run(&other, is_current).await;
    rest::run(&other, is_current).await;
    uploads::others(&other, is_current).await;
    other.write_many("/testcase/bulk", "externallink/add", "leafsInclude").await;
    if is_current {
        other.write_many("/v2/test-case/bulk", "external-link/add", "testCasesInclude").await;
        let selection = json!({"projectId": 2, "testCasesInclude": [10_005]});
        let values = json!([{"name": "P8", "customField": {"id": 112}}]);
        other.post("/v2/test-case/bulk/cfv/add", json!({"selection": selection, "cfv": values})).await;
        let selection = json!({"projectId": 2, "leafsInclude": [10_005]});
        let values = json!([{"values": [{"name": "P9"}], "customField": {"id": 112}}]);
        other.post("/testcase/bulk/cfv/add", json!({"selection": selection, "cfv": values})).await;
    }
}

impl Other<'_> {
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let signed = format!("Api-Token {}", self.token);
        let request =
            self.http.request(method.clone(), format!("{}{path}", self.base)).header("authorization", signed);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.expect("an answer");
        let status = response.status();
        let text = response.text().await.expect("a body");
        assert!(status.is_success(), "{method} {path} {body:?}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A body that is no JSON.
    pub(crate) async fn send(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Value {
        let signed = format!("Api-Token {}", self.token);
        let request = self.http.request(method.clone(), format!("{}{path}", self.base));
        let request = request.header("authorization", signed).header("content-type", kind).body(body);
        let response = request.send().await.expect("an answer");
        let status = response.status();
        let text = response.text().await.expect("a body");
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn write_a_case(&self, is_current: bool) {
        let case = self
            .post("/testcase", json!({
                "projectId": 2, "name": "Contract", "description": "All of it", "statusId": -2, "workflowId": -1,
                "testLayerId": -3, "tags": [{"name": "contract"}],
                "links": [{"name": "task", "url": "https://tasks.example.test/1", "type": "issue"}],
                "members": [{"name": "oleg.petrov", "role": {"id": -1}}],
                "customFields": [{"name": "Contracts", "customField": {"id": -2}}],
            }))
            .await["id"]
            .clone();
        let path = format!("/testcase/{case}");
        self.ask(Method::PATCH, &path, Some(json!({"name": "Contract, changed", "links": []}))).await;
        self.post(&format!("{path}/tag"), json!([{"name": "other"}])).await;
        self.post(&format!("{path}/members"), json!([{"name": "j.carter", "role": {"id": -2}}])).await;
        self.post(&format!("{path}/issue"), json!([{"integrationId": 9, "name": "BANK-1"}])).await;
        self.post(&format!("{path}/relation"), json!([{"type": "related to", "target": {"id": 10_001}}]))
            .await;
        if is_current {
            let values = json!([{"customField": {"id": 111}, "values": [{"name": "major"}]}]);
            self.ask(Method::PATCH, &format!("{path}/cfv"), Some(values)).await;
            self.post("/project/2/cfv", json!({"customField": {"id": 112}, "name": "P6"})).await;
        }
        let value = json!({"customField": {"id": 112}, "name": "P7", "global": true});
        let value = self.post("/cfv", value).await["id"].clone();
        self.get(&format!("/cfv/{value}")).await;
        self.post("/tag", json!({"name": "made"})).await;
        let tag = self.post("/launch/tag", json!({"name": "made"})).await["id"].clone();
        self.get(&format!("/launch/tag/{tag}")).await;
        self.post(&format!("{path}/detachautomation"), json!({})).await;
        let copy = self.post(&format!("{path}/clone"), json!({})).await["id"].clone();
        self.get(&format!("/testcase/{copy}/overview")).await;
        let comment = self.post("/comment", json!({"testCaseId": case, "body": "Said"})).await["id"].clone();
        let comment = format!("/comment/{comment}");
        self.get(&comment).await;
        self.ask(Method::PATCH, &comment, Some(json!({"body": "Said otherwise"}))).await;
        self.ask(Method::DELETE, &comment, None).await;
        self.ask(Method::DELETE, &path, None).await;
        self.get("/testcase/deleted?projectId=2").await;
        self.ask(Method::POST, &format!("{path}/restore"), None).await;
    }

    async fn write_many(&self, root: &str, links: &str, member: &str) {
        let order = |mut body: Value| {
            body["selection"] = json!({"projectId": 2, member: [10_003, 10_004]});
            body
        };
        for (part, body) in [
            ("tag/add", json!({"tags": [{"name": "many"}]})),
            ("tag/remove", json!({"ids": [501]})),
            ("member/add", json!({"members": [{"name": "ci-bot", "role": {"id": -2}}]})),
            ("member/remove", json!({"ids": [9_000]})),
            ("issue/add", json!({"issues": [{"integrationId": 9, "name": "BANK-2"}]})),
            ("issue/remove", json!({"ids": [1]})),
            ("cfv/remove", json!({"ids": [1]})),
            (links, json!({"links": [{"name": "task", "url": "https://tasks.example.test/2"}]})),
            ("layer/set", json!({"layerId": -2})),
            ("status/set", json!({"statusId": -2, "workflowId": -1})),
            ("mute/add", json!({"mute": {"name": "Together"}})),
            ("clone", json!({})),
            ("remove", json!({})),
        ] {
            self.post(&format!("{root}/{part}"), order(body)).await;
        }
    }

    async fn write_steps(&self, is_current: bool) {
        let case = self.post("/testcase", json!({"projectId": 2, "name": "Steps"})).await["id"].clone();
        let step = |body: &str| json!({"testCaseId": case, "body": body});
        let flag = if is_current { "?withExpectedResult=true" } else { "" };
        let first = self.post("/testcase/step", step("Open")).await["createdStepId"].clone();
        self.post(&format!("/testcase/step{flag}"), step("Pay")).await;
        let path = format!("/testcase/step/{first}");
        self.ask(Method::PATCH, &path, Some(json!({"body": "Open it"}))).await;
        self.post(&format!("{path}/copy"), json!({"afterId": first})).await;
        self.post(&format!("{path}/move"), json!({})).await;
        self.get(&format!("/testcase/{case}/step")).await;
        self.ask(Method::DELETE, &path, None).await;
        if is_current {
            let whole = json!({"steps": [{"type": "body", "body": "One"}, {"type": "expected_body", "body": "Done"}]});
            self.post(&format!("/testcase/{case}/scenario"), whole).await;
        }
        self.ask(Method::DELETE, &format!("/testcase/{case}/scenario"), None).await;
    }
}
