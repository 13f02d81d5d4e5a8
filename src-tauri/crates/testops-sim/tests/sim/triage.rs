//! Decisions about results: what they change, what they must not, and what answers success and does nothing.

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::{Sim, answer};

struct Failures {
    sim: Sim,
    launch: i64,
    ids: Vec<i64>,
}

impl Failures {
    /// An open launch with unexplained failures.
    async fn start() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let sim = Sim::with(options).await;
        let plan = json!({"tests": 60, "failed": 40, "duration_ms": 60_000, "never_closed": true});
        let launch = sim.launch(301, plan).await;
        sim.later(200_000).await;
        let page = sim.read(&format!("/api/rs/launch/{launch}/unresolved?size=100&sort=id,asc")).await;
        let ids: Vec<i64> = rows(&page).iter().filter_map(|row| row["id"].as_i64()).collect();
        assert!(ids.len() > 5, "{page}");
        Self { sim, launch, ids }
    }

    fn chosen(&self, count: usize) -> Value {
        json!({"launchId": self.launch, "leafsInclude": self.ids[..count]})
    }

    async fn bulk(&self, what: &str, mut body: Value, count: usize) -> u16 {
        body["selection"] = self.chosen(count);
        self.sim.post(&format!("/api/rs/testresult/bulk/{what}"), body).await.0
    }

    async fn result(&self, n: usize) -> Value {
        self.sim.read(&format!("/api/rs/testresult/{}", self.ids[n])).await
    }

    async fn unresolved(&self) -> u64 {
        let page = self.sim.read(&format!("/api/rs/launch/{}/unresolved?size=1", self.launch)).await;
        page["totalElements"].as_u64().expect("a count")
    }
}

fn rows(page: &Value) -> &Vec<Value> {
    page["content"].as_array().expect("rows")
}

#[tokio::test]
async fn a_defect_with_its_rule_settles_what_it_meets() {
    let world = Failures::start().await;
    let (sim, before) = (&world.sim, world.unresolved().await);
    let message = world.result(0).await["message"].as_str().expect("a message").to_owned();
    let start: String = message.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let rule = format!("{start}.*");
    let path = format!("/api/testresult/defect/match?launchId={}&messageRegex={rule}", world.launch);
    let met = sim.read(&path).await["totalElements"].as_u64().expect("a count");
    assert!(met > 1);
    let new = json!({"name": "Known", "matcher": {"name": "r", "messageRegex": rule},
        "linkIssue": {"integrationId": tracker(sim).await, "name": "AB-1"}});
    let (status, made) = sim.post(&format!("/api/testresult/{}/defect", world.ids[0]), new).await;
    assert_eq!((status, &made["issue"]["name"]), (200, &json!("AB-1")));
    let after = world.unresolved().await;
    assert!(before - after >= 1 && before - after <= met, "{before} {after} {met}");
    let id = &made["id"];
    assert_eq!(sim.read(&format!("/api/testresult/{}/defect", world.ids[0])).await["content"][0]["id"], *id);
    assert!(sim.read(&format!("/api/defect/{id}/testresult")).await["totalElements"].as_u64() >= Some(1));
    // Closed, its rule settles nothing; what was linked by hand stays.
    let closing = sim.request(Method::PATCH, &format!("/api/defect/{id}")).json(&json!({"closed": true}));
    assert_eq!(answer(closing).await.1["closed"], true);
    assert_eq!(world.unresolved().await, before - 1);
    assert_eq!(sim.delete(&format!("/api/testresult/{}/defect/{id}", world.ids[0])).await.0, 204);
    assert_eq!(world.unresolved().await, before);
    for bad in [json!({"name": "x", "matcher": {"name": "r", "messageRegex": "("}}), json!({"name": ""})] {
        assert_eq!(sim.post(&format!("/api/testresult/{}/defect", world.ids[0]), bad).await.0, 409);
    }
}

async fn tracker(sim: &Sim) -> Value {
    let all = sim.read("/api/integration/project/2?size=100").await;
    rows(&all).last().expect("the tracker")["id"].clone()
}

#[tokio::test]
async fn many_at_once() {
    for generation in [Generation::Current, Generation::Legacy] {
        let world = Failures::with(Options { generation, ..Options::default() }).await;
        let before = world.unresolved().await;
        assert_eq!(world.bulk("assign", json!({"assignees": ["oleg.petrov", "l.meyer"]}), 3).await, 204);
        assert_eq!(world.result(0).await["assignee"], "oleg.petrov");
        assert_eq!(world.result(1).await["assignee"], "l.meyer");
        assert_eq!(world.bulk("assign", json!({}), 1).await, 204);
        assert_eq!(world.result(0).await["assignee"], Value::Null);
        assert_eq!(world.bulk("defect/link", json!({"ids": [21]}), 2).await, 204);
        assert_eq!(world.unresolved().await, before - 2);
        // A resolved one stays with whom it was.
        assert_eq!(world.bulk("assign", json!({"assignees": ["ci-bot"]}), 1).await, 204);
        assert_eq!(world.result(0).await["assignee"], Value::Null);
        assert_eq!(world.bulk("hide", json!({}), 4).await, 204);
        assert_eq!(world.result(3).await["hidden"], true);
        assert_eq!(world.unresolved().await, before - 4);
        assert_eq!(world.bulk("defect/link", json!({"ids": [1]}), 1).await, 404);
        assert_eq!(world.bulk("assign", json!({"assignees": ["nobody"]}), 1).await, 404);
    }
}

#[tokio::test]
async fn a_mute_is_of_the_test_case() {
    let world = Failures::start().await;
    let (sim, case) = (&world.sim, world.result(0).await["testCaseId"].clone());
    let path = format!("/api/testresult/{}", world.ids[0]);
    for bad in [json!({"reason": "r"}), json!({"name": "я".repeat(256)})] {
        assert_eq!(sim.post(&format!("{path}/mute"), bad.clone()).await.0, 500);
        assert_eq!(world.bulk("mute", bad, 1).await, 500);
    }
    assert_eq!(sim.post(&format!("{path}/mute"), json!({"name": "Flaky", "reason": "r"})).await.0, 202);
    assert_eq!(world.result(0).await["muted"], true);
    let mutes = sim.read(&format!("/api/mute?testCaseId={case}")).await;
    assert_eq!(mutes["content"][0]["name"], "Flaky");
    let is_muted = async || {
        let page = sim.read("/api/testcase/muted?projectId=2&size=1000").await;
        rows(&page).iter().any(|row| row["id"] == case)
    };
    assert!(is_muted().await);
    assert_eq!(sim.post(&format!("{path}/unmute"), json!({})).await.0, 202);
    assert_eq!(
        (&world.result(0).await["muted"], is_muted().await),
        (&json!(false), true),
        "the case stays muted"
    );
    assert_eq!(sim.delete(&format!("/api/mute/{}", mutes["content"][0]["id"])).await.0, 204);
    assert!(!is_muted().await);
    let linked = json!({"name": "all", "issues": [{"name": "no tracker"}]});
    assert_eq!(world.bulk("mute", linked, 1).await, 204);
    let mutes = sim.read(&format!("/api/mute?testCaseId={case}")).await;
    assert_eq!(mutes["content"][0]["issues"].as_array().map(Vec::len), Some(113), "every issue there is");
}

#[tokio::test]
async fn a_status_by_hand_and_the_message_that_older_handlers_lose() {
    for (generation, v1, v2) in [(Generation::Current, false, true), (Generation::Legacy, true, false)] {
        let world = Failures::with(Options { generation, ..Options::default() }).await;
        let by_hand = json!({"status": "passed", "message": "by hand"});
        assert_eq!(world.bulk("resolve", by_hand.clone(), 1).await, 204);
        let result = world.result(0).await;
        assert_eq!((&result["status"], result["message"] == "by hand"), (&json!("passed"), v1));
        let mut body = by_hand;
        body["selection"] = world.chosen(2);
        let status = world.sim.post("/api/v2/test-result/bulk/resolve", body).await.0;
        assert_eq!((status == 204, world.result(1).await["message"] == "by hand"), (v2, v2));
    }
}

#[tokio::test]
async fn closed_launches_and_missing_rights_refuse() {
    let world = Failures::start().await;
    let sim = &world.sim;
    sim.post(&format!("/api/launch/{}/close", world.launch), json!({})).await;
    sim.later(10_000).await;
    assert_eq!(world.bulk("hide", json!({}), 1).await, 423);
    let mute = json!({"name": "x"});
    assert_eq!(sim.post(&format!("/api/testresult/{}/mute", world.ids[0]), mute.clone()).await.0, 423);
    assert_eq!(sim.post(&format!("/api/launch/{}/defect/apply", world.launch), json!({})).await.0, 423);
    sim.post("/__sim/permissions", json!({"project_id": 2, "permissions": ["project:read"]})).await;
    assert_eq!(world.bulk("hide", json!({}), 1).await, 403);
    assert_eq!(sim.post(&format!("/api/testresult/{}/mute", world.ids[0]), mute).await.0, 403);
    assert_eq!(sim.delete(&format!("/api/testresult/{}", world.ids[0])).await.0, 403);
    world.result(0).await;
}

#[tokio::test]
async fn lies_and_halves() {
    let world = Failures::start().await;
    let sim = &world.sim;
    sim.trouble(json!({"kind": "lie", "path": "/testresult/bulk/hide", "times": 1})).await;
    assert_eq!(world.bulk("hide", json!({}), 2).await, 204);
    assert_eq!(world.result(0).await["hidden"], false, "nothing was done");
    sim.trouble(json!({"kind": "half", "after": 2, "path": "/testresult/bulk/*", "times": 1})).await;
    assert_eq!(world.bulk("hide", json!({}), 4).await, 500);
    let hidden = [world.result(1).await["hidden"].clone(), world.result(2).await["hidden"].clone()];
    assert_eq!(hidden, [json!(true), json!(false)]);
    sim.trouble(
        json!({"kind": "lie", "code": 200, "body": {"id": 5}, "path": "/testresult/*/defect", "times": 1}),
    )
    .await;
    let new = json!({"name": "x"});
    assert_eq!(
        sim.post(&format!("/api/testresult/{}/defect", world.ids[5]), new).await,
        (200, json!({"id": 5}))
    );
    assert_eq!(sim.get("/api/defect/5").await.0, 404);
}

#[tokio::test]
async fn groups_candidates_people_and_categories() {
    let world = Failures::start().await;
    let sim = &world.sim;
    let tree = sim.read(&format!("/api/testresult/defects?launchId={}", world.launch)).await;
    let leaves: usize = tree["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| group["leafs"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!((json!(leaves), leaves), (tree["total"].clone(), 40));
    let known = sim.read(&format!("/api/testresult?launchId={}&size=100", world.launch)).await;
    let known = rows(&known).iter().find(|row| row["known"] == true).expect("a known one").clone();
    assert!(known["category"]["name"].is_string());
    let candidates =
        sim.read(&format!("/api/testresult/{}/defect/candidate?threshold=0.7", known["id"])).await;
    assert!(!rows(&candidates).is_empty());
    sim.read(&format!("/api/testresult/{}/defect/similar", known["id"])).await;
    let people = sim.read("/api/user/suggest?query=anna").await;
    assert_eq!(people["content"][0]["username"], "anna.smirnova");
    assert_eq!(rows(&sim.read("/api/project/2/category").await).len(), 4);
    let body = json!({"selection": world.chosen(3)});
    let (code, stats) = sim.post("/api/v2/test-result/bulk/stats", body).await;
    assert_eq!((code, stats), (200, json!({"automated": 3, "manual": 0, "resolved": 0, "total": 3})));
    assert_eq!(sim.delete(&format!("/api/testresult/{}", world.ids[0])).await.0, 204);
    assert_eq!(sim.get(&format!("/api/testresult/{}", world.ids[0])).await.0, 404);
}

#[tokio::test]
async fn defects_many_at_once_and_where_they_were_met() {
    let sim = Sim::start().await;
    let all = sim.read("/api/defect?projectId=2").await;
    let ids: Vec<i64> =
        all["content"].as_array().expect("defects").iter().filter_map(|own| own["id"].as_i64()).collect();
    let order = json!({"projectId": "2", "selection": {"ids": [ids[0]], "inverted": true}});
    assert_eq!(sim.post("/api/defect/bulk/close", order.clone()).await.0, 202);
    let open = sim.read("/api/defect?projectId=2&status=open").await;
    assert_eq!(open["content"].as_array().map(Vec::len), Some(1));
    assert_eq!(sim.post("/api/defect/bulk/reopen", order).await.0, 202);
    assert_eq!(sim.post("/api/defect/bulk/close", json!({"projectId": 2})).await.0, 409);

    let made = sim.post("/api/defect", json!({"projectId": 2, "name": "By hand"})).await.1["id"].clone();
    let path = format!("/api/defect/{made}");
    let issue = json!({"integrationId": 9, "name": "BANK-7"});
    assert_eq!(sim.post(&format!("{path}/issue"), issue.clone()).await.1["issue"]["name"], "BANK-7");
    assert_eq!(sim.post(&format!("{path}/issue"), issue).await.0, 409, "it has one already");
    assert_eq!(sim.delete(&format!("{path}/issue")).await.1["issue"], Value::Null);

    let cases = sim.read(&format!("/api/defect/{}/testcase", ids[0])).await;
    let case = cases["content"][0]["id"].clone();
    let back = sim.read(&format!("/api/testcase/{case}/defect")).await;
    assert!(back["content"].as_array().expect("defects").iter().any(|own| own["id"] == ids[0]), "{back}");
    assert!(sim.read(&format!("/api/defect/{}/launch", ids[0])).await["totalElements"].as_i64() > Some(0));
    assert_eq!(sim.read("/api/defect/suggest?projectId=2&query=by%20hand").await["content"][0]["id"], made);
}
