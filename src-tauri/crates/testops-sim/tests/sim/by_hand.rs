//! Tests that people run: what waits, what a status keeps and loses, and the files beside it.

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::{Sim, answer};

struct Waiting {
    sim: Sim,
    launch: i64,
    ids: Vec<i64>,
}

impl Waiting {
    /// An open launch in which three tests wait, two of them for the person.
    async fn with(generation: Generation) -> Self {
        let sim = Sim::with(Options { generation, ..Options::default() }).await;
        let plan = json!({"tests": 2, "duration_ms": 1_000, "never_closed": true});
        let launch = sim.launch(301, plan).await;
        sim.later(100_000).await;
        let people = json!({"tests": 3, "people": ["anna.smirnova", "oleg.petrov"]});
        let told = sim.write(&format!("/__sim/launches/{launch}/manual"), people).await;
        let ids = told["ids"].as_array().expect("ids").iter().filter_map(Value::as_i64).collect();
        Self { sim, launch, ids }
    }

    async fn result(&self, n: usize) -> Value {
        self.sim.read(&format!("/api/rs/testresult/{}", self.ids[n])).await
    }

    async fn resolve(&self, n: usize, flag: &str, body: Value) -> u16 {
        self.sim.post(&format!("/api/rs/testresult/{}/resolve{flag}", self.ids[n]), body).await.0
    }

    async fn attach(&self, n: usize, content: &str) -> (u16, Value) {
        let body = format!(
            "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"shot.png\"\r\n\
             Content-Type: image/png\r\n\r\n{content}\r\n--limit--\r\n"
        );
        let path = format!("/api/rs/testresult/attachment?testResultId={}", self.ids[n]);
        let request = self.sim.request(Method::POST, &path);
        answer(request.header("content-type", "multipart/form-data; boundary=limit").body(body)).await
    }
}

#[tokio::test]
async fn a_test_waits_until_somebody_says_how_it_ended() {
    let world = Waiting::with(Generation::Current).await;
    let rows = world.sim.read(&format!("/api/v2/launch/{}/test-result/flat?size=100", world.launch)).await;
    let manual: Vec<&Value> =
        rows["content"].as_array().expect("rows").iter().filter(|row| row["manual"] == true).collect();
    let told: Vec<_> = manual.iter().map(|row| (row["assignee"].as_str(), row["status"].is_null())).collect();
    assert_eq!(told.len(), 3, "{rows}");
    assert!(
        told.contains(&(Some("anna.smirnova"), true)) && told.contains(&(Some("oleg.petrov"), true)),
        "{told:?}"
    );
    world.sim.later(3 * 86_400_000).await;
    assert!(world.result(0).await["status"].is_null(), "time does not run it");
    let body = json!({"status": "failed", "message": "no button", "start": 1_000, "stop": 4_000, "execution": {"steps": [
        {"type": "body", "body": "Open", "status": "passed", "steps": [{"type": "expected_body", "body": "It opens"}]},
        {"type": "body", "body": "Pay", "status": "failed", "message": "no button"},
    ]}});
    assert_eq!(world.resolve(0, "?v2=true", body).await, 202);
    let result = world.result(0).await;
    let told =
        ["status", "message", "start", "duration", "testedBy", "manual"].map(|field| result[field].clone());
    assert_eq!(json!(told), json!(["failed", "no button", 1_000, 3_000, "anna.smirnova", true]));
    let steps = world.sim.read(&format!("/api/rs/testresult/{}/execution?v2=true", world.ids[0])).await;
    assert_eq!(steps["steps"][0]["steps"][0], json!({"type": "expected_body", "body": "It opens"}));
    assert_eq!(steps["steps"][1]["message"], "no button");
    let plain = world.sim.read(&format!("/api/rs/testresult/{}/execution", world.ids[0])).await;
    assert_eq!(plain["steps"], json!([]), "the older handler knows nothing of it");
}

#[tokio::test]
async fn without_the_flag_all_but_the_status_is_lost() {
    let world = Waiting::with(Generation::Current).await;
    let body = json!({"status": "failed", "message": "no button", "execution": {"steps": [{"type": "body", "body": "Pay"}]}});
    assert_eq!(world.resolve(0, "", body).await, 202);
    let result = world.result(0).await;
    assert_eq!((&result["status"], &result["message"]), (&json!("failed"), &Value::Null));
    let steps = world.sim.read(&format!("/api/rs/testresult/{}/execution?v2=true", world.ids[0])).await;
    assert_eq!(steps["steps"], json!([]));
}

#[tokio::test]
async fn old_servers_keep_steps_of_the_old_shape() {
    let world = Waiting::with(Generation::Legacy).await;
    let (_, rows) = world.attach(0, "a picture").await;
    let body = json!({"status": "failed", "message": "no button", "execution": {"steps": [
        {"name": "Pay", "status": "failed", "expectedResult": "Paid", "attachments": [{"id": rows[0]["id"]}]},
    ]}});
    assert_eq!(world.resolve(0, "", body).await, 202);
    assert_eq!(world.result(0).await["message"], "no button");
    let steps = world.sim.read(&format!("/api/rs/testresult/{}/execution", world.ids[0])).await;
    let step = &steps["steps"][0];
    assert_eq!((&step["name"], &step["expectedResult"]), (&json!("Pay"), &json!("Paid")));
    assert_eq!(step["attachments"][0]["name"], "shot.png");
}

#[tokio::test]
async fn a_file_belongs_to_its_result_and_reads_back_within_its_step() {
    let world = Waiting::with(Generation::Current).await;
    let (status, rows) = world.attach(0, "a picture").await;
    assert_eq!(status, 200, "{rows}");
    let id = rows[0]["id"].as_i64().expect("an id");
    let node = json!({"type": "attachment", "attachmentId": id});
    let body = json!({"status": "failed", "execution": {"steps": [{"type": "body", "body": "Pay", "status": "failed", "steps": [node]}]}});
    assert_eq!(world.resolve(1, "?v2=true", body.clone()).await, 404, "it is another result's");
    assert!(world.result(1).await["status"].is_null());
    assert_eq!(world.resolve(0, "?v2=true", body).await, 202);
    let steps = world.sim.read(&format!("/api/rs/testresult/{}/execution?v2=true", world.ids[0])).await;
    assert_eq!(steps["steps"][0]["steps"][0]["attachment"]["name"], "shot.png");
    let listed =
        world.sim.read(&format!("/api/rs/testresult/attachment?testResultId={}", world.ids[0])).await;
    assert_eq!((&listed["totalElements"], &listed["content"][0]["id"]), (&json!(1), &json!(id)));
    let path = format!("/api/rs/testresult/attachment/{id}/content");
    let content = world
        .sim
        .request(Method::GET, &path)
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("content");
    assert_eq!(&content[..], b"a picture");
}

#[tokio::test]
async fn what_cannot_be_read_or_may_not_be_written_changes_nothing() {
    let world = Waiting::with(Generation::Current).await;
    let odd = json!({"status": "failed", "execution": {"steps": [{"type": "step", "body": "Pay"}]}});
    assert_eq!(world.resolve(0, "?v2=true", odd).await, 400);
    assert_eq!(world.resolve(0, "?v2=true", json!({"message": "no status"})).await, 409);
    let launch = world.sim.read(&format!("/api/rs/launch/{}", world.launch)).await;
    world
        .sim
        .write(
            "/__sim/permissions",
            json!({"project_id": launch["projectId"], "permissions": ["project:read"]}),
        )
        .await;
    assert_eq!(world.resolve(0, "?v2=true", json!({"status": "passed"})).await, 403);
    assert_eq!(world.attach(0, "a picture").await.0, 403);
    let all = json!({"project_id": launch["projectId"], "permissions": ["project:read", "project:write"]});
    world.sim.write("/__sim/permissions", all).await;
    world.sim.write(&format!("/__sim/launches/{}/advance", world.launch), json!({"close": true})).await;
    assert_eq!(world.resolve(0, "?v2=true", json!({"status": "passed"})).await, 423);
    assert_eq!(world.attach(0, "a picture").await.0, 423);
    assert!(world.result(0).await["status"].is_null());
}

#[tokio::test]
async fn run_again_it_waits_under_another_id() {
    let world = Waiting::with(Generation::Current).await;
    assert_eq!(world.resolve(0, "?v2=true", json!({"status": "failed"})).await, 202);
    let (status, new) = world
        .sim
        .post(&format!("/api/rs/testresult/{}/rerun", world.ids[0]), json!({"username": "oleg.petrov"}))
        .await;
    assert_eq!(status, 200, "{new}");
    assert_ne!(new["id"], json!(world.ids[0]));
    let result = world.sim.read(&format!("/api/rs/testresult/{}", new["id"])).await;
    assert_eq!((&result["status"], &result["assignee"]), (&Value::Null, &json!("oleg.petrov")));
    assert_eq!(world.result(0).await["hidden"], true);
}

#[tokio::test]
async fn manual_test_cases_are_launched_for_those_who_are_named() {
    let sim = Sim::start().await;
    let cases = sim.read("/api/testcase/__search?projectId=2&rql=automation%3Dfalse&size=1").await;
    let id = &cases["content"][0]["id"];
    assert!(id.is_i64(), "{cases}");
    let body = json!({"launchName": "By hand", "selection": {"projectId": 2, "testCasesInclude": [id]}});
    let path = "/api/v2/test-case/bulk/run/new";
    assert_eq!(sim.post(path, body.clone()).await.0, 409, "nobody runs it");
    let mut named = body;
    named["assignees"] = json!(["anna.smirnova"]);
    let (status, launch) = sim.post(path, named).await;
    assert_eq!(status, 200, "{launch}");
    let rows = sim.read(&format!("/api/rs/testresult?launchId={}", launch["id"])).await;
    assert_eq!((&rows["content"][0]["testCaseId"], &rows["content"][0]["manual"]), (id, &json!(true)));
}
