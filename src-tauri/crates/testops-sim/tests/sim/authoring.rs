//! Test cases are written, as other people's clients write them.

use serde_json::{Value, json};

use super::{Sim, encoded};

impl Sim {
    pub(super) async fn new_case(&self, body: Value) -> Value {
        self.write("/api/rs/testcase", body).await
    }

    /// The bodies of a scenario's steps, those within others and what is expected of them indented.
    pub(super) async fn outline(&self, case: &Value) -> Vec<String> {
        let scenario = self.read(&format!("/api/rs/testcase/{case}/step")).await;
        let mut lines = Vec::new();
        walk(&scenario, &scenario["root"]["children"], 0, &mut lines);
        lines
    }
}

fn walk(scenario: &Value, ids: &Value, depth: usize, lines: &mut Vec<String>) {
    for id in ids.as_array().into_iter().flatten() {
        let step = &scenario["scenarioSteps"][id.to_string()];
        lines.push(format!("{}{}", " ".repeat(depth), step["body"].as_str().unwrap_or("?")));
        if let Some(container) = step["expectedResultId"].as_i64() {
            let container = &scenario["scenarioSteps"][container.to_string()];
            walk(scenario, &container["children"], depth + 2, lines);
        }
        if let Some(expected) = step["expectedResult"].as_str() {
            lines.push(format!("{}{expected}", " ".repeat(depth + 2)));
        }
        walk(scenario, &step["children"], depth + 1, lines);
    }
}

#[tokio::test]
async fn a_test_case_is_written_found_changed_deleted_and_restored() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let case = sim
            .new_case(json!({
                "projectId": "2", "name": "Pays by card", "automated": "false", "statusId": -2, "workflowId": -1,
                "testLayerId": -3, "tags": [{"name": "smoke"}, {"name": "by-hand"}],
                "links": [{"name": "task", "url": "https://tasks.example.test/1", "type": "issue"}],
                "members": [{"name": "oleg.petrov", "role": {"id": -1}}],
                "customFields": [{"name": "Cards", "customField": {"id": "-2"}}],
            }))
            .await;
        let id = &case["id"];
        assert_eq!(
            (&case["status"]["name"], &case["testLayer"]["name"]),
            (&json!("Active"), &json!("API Tests"))
        );
        let found = sim
            .read(&format!(
                "/api/rs/testcase/__search?projectId=2&rql={}",
                encoded(r#"tag = "by-hand" and cf["Feature"] = "Cards" and role["Owner"] = "oleg.petrov""#)
            ))
            .await;
        assert_eq!(found["content"][0]["id"], *id);
        assert_eq!(found["totalElements"], 1);

        let path = format!("/api/rs/testcase/{id}");
        assert_eq!(
            sim.patch(&path, json!({"name": "Pays"})).await.1["links"].as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(sim.patch(&path, json!({"links": []})).await.1["links"], json!([]));
        assert_eq!(sim.patch(&path, json!({"statusId": -1})).await.0, 409, "a status goes with its workflow");
        assert_eq!(sim.patch(&path, json!({"name": "x".repeat(256)})).await.0, 409);

        assert_eq!(sim.delete(&path).await.0, 202);
        assert_eq!(sim.get(&path).await.0, 404);
        let bin = sim.read("/api/rs/testcase/deleted?projectId=2").await;
        assert_eq!(bin["content"][0]["name"], "Pays");
        assert_eq!(sim.write(&format!("{path}/restore"), json!({})).await["name"], "Pays");
        assert_eq!(sim.read(&path).await["name"], "Pays");
        assert_eq!(sim.delete(&format!("{path}?force=true")).await.0, 202);
        assert_eq!(sim.post(&format!("{path}/restore"), json!({})).await.0, 404);
    }
}

#[tokio::test]
async fn what_a_new_test_case_needs() {
    let sim = Sim::start().await;
    for (body, expected) in [
        (json!({"name": "x"}), 409),
        (json!({"projectId": 2}), 409),
        (json!({"projectId": 2, "name": ""}), 409),
        (json!({"projectId": 999, "name": "x"}), 404),
        (json!({"projectId": {}, "name": "x"}), 400),
        (json!({"projectId": 2, "name": "x", "statusId": -1}), 409),
        (json!({"projectId": 2, "name": "x", "testLayerId": 5}), 404),
        (json!({"projectId": 2, "name": "x", "members": [{"name": "oleg.petrov"}]}), 409),
        (json!({"projectId": 2, "name": "x", "customFields": [{"id": 1, "customField": {"id": -1}}]}), 500),
    ] {
        assert_eq!(sim.post("/api/testcase", body.clone()).await.0, expected, "{body}");
    }
    sim.write("/__sim/permissions", json!({"project_id": 2, "permissions": ["project:read"]})).await;
    assert_eq!(sim.post("/api/testcase", json!({"projectId": 2, "name": "x"})).await.0, 403);
}

#[tokio::test]
async fn steps_are_written_one_by_one() {
    let sim = Sim::start().await;
    let case = sim.new_case(json!({"projectId": 2, "name": "Steps"})).await["id"].clone();
    let step = |body: &'static str| json!({"testCaseId": case, "body": body});
    let add = |query: String, body: Value| {
        let sim = &sim;
        async move { sim.write(&format!("/api/testcase/step{query}"), body).await }
    };
    let open = add(String::new(), step("Open")).await["createdStepId"].clone();
    let pay = add("?withExpectedResult=true".to_owned(), step("Pay")).await;
    let pay_id = pay["createdStepId"].to_string();
    let container = pay["scenario"]["scenarioSteps"][&pay_id]["expectedResultId"].clone();
    assert_eq!(pay["scenario"]["scenarioSteps"][&pay_id]["bodyJson"]["type"], "doc");
    add(String::new(), json!({"parentId": container, "body": "Paid"})).await;
    add(format!("?beforeId={pay_id}"), step("Fill")).await;
    let inner = add(String::new(), json!({"testCaseId": case, "parentId": open, "body": "Inside"})).await;
    let inner = inner["createdStepId"].clone();
    assert_eq!(sim.outline(&case).await, ["Open", " Inside", "Fill", "Pay", "  Paid"]);

    let path = |id: &Value| format!("/api/testcase/step/{id}");
    assert_eq!(sim.patch(&path(&open), json!({"expectedResult": "Shown"})).await.0, 400);
    assert_eq!(sim.patch(&format!("/api/testcase/step/{pay_id}"), json!({"body": "Pay it"})).await.0, 200);
    assert_eq!(
        sim.outline(&case).await,
        ["Open", " Inside", "Fill", "Pay it"],
        "without the flag it is lost"
    );
    sim.write(&format!("{}/move", path(&inner)), json!({})).await;
    assert_eq!(
        sim.outline(&case).await,
        ["Open", "Fill", "Pay it", "Inside"],
        "a move without a place un-nests"
    );
    sim.write(&format!("{}/move", path(&inner)), json!({"parentId": open})).await;
    sim.write(&format!("{}/copy", path(&open)), json!({"afterId": open})).await;
    assert_eq!(sim.outline(&case).await, ["Open", " Inside", "Open", " Inside", "Fill", "Pay it"]);
    assert_eq!(sim.post(&format!("{}/move", path(&open)), json!({"parentId": inner})).await.0, 404);
    assert_eq!(sim.delete(&path(&open)).await.0, 200);
    assert_eq!(sim.outline(&case).await, ["Open", " Inside", "Fill", "Pay it"]);
    assert_eq!(sim.delete(&path(&open)).await.0, 404);

    let typed = json!({"steps": [{"type": "body", "body": "One"}, {"type": "expected_body", "body": "Done"}, {"type": "step", "body": "Two"}]});
    sim.write(&format!("/api/testcase/{case}/scenario"), typed.clone()).await;
    assert_eq!(
        sim.outline(&case).await,
        ["One", "  Done", "<empty>"],
        "a type that it does not know is empty"
    );
    assert_eq!(sim.patch(&format!("/api/testcase/{case}"), json!({"scenario": typed})).await.0, 200);
    assert_eq!(sim.outline(&case).await, ["<empty>"; 3]);
}

#[tokio::test]
async fn steps_of_old_servers_have_their_expected_result_as_a_text() {
    let sim = Sim::legacy().await;
    let case = sim.new_case(json!({"projectId": 2, "name": "Steps"})).await["id"].clone();
    let body = json!({"testCaseId": case, "body": "Pay", "expectedResult": "Paid"});
    let made = sim.write("/api/rs/testcase/step", body).await;
    let step = &made["scenario"]["scenarioSteps"][made["createdStepId"].to_string()];
    assert_eq!(step["expectedResult"], "Paid");
    assert!(step["bodyJson"].is_null() && step["expectedResultId"].is_null(), "{step}");
    assert_eq!(made["scenario"]["scenarioSteps"].as_object().map(serde_json::Map::len), Some(1));
    let path = format!("/api/rs/testcase/step/{}", made["createdStepId"]);
    assert_eq!(sim.patch(&path, json!({"expectedResult": "Paid for"})).await.0, 200);
    assert_eq!(sim.outline(&case).await, ["Pay", "  Paid for"]);
    let named = json!({"steps": [{"name": "Open", "expectedResult": "Shown", "steps": [{"name": "Look"}]}]});
    let stored = sim.write(&format!("/api/rs/testcase/{case}/scenario"), named).await;
    assert_eq!(stored["steps"][0]["steps"][0]["name"], "Look");
    assert_eq!(sim.outline(&case).await, ["Open", "  Shown", " Look"]);
    assert_eq!(sim.delete(&format!("/api/rs/testcase/{case}/step")).await.0, 200);
    assert_eq!(sim.outline(&case).await, [""; 0]);
}

#[tokio::test]
async fn lists_of_a_test_case_are_replaced() {
    let sim = Sim::start().await;
    let case =
        sim.new_case(json!({"projectId": 2, "name": "Lists", "tags": [{"name": "one"}]})).await["id"].clone();
    let path = |part: &str| format!("/api/testcase/{case}/{part}");
    assert_eq!(sim.write(&path("tag"), json!([{"name": "two"}])).await[0]["name"], "two");
    assert_eq!(sim.read(&path("tag")).await.as_array().map(Vec::len), Some(1));
    let members = json!([{"name": "j.carter", "role": {"id": -2}}]);
    assert_eq!(sim.write(&path("members"), members).await[0]["role"]["name"], "Lead");
    assert_eq!(sim.read(&path("members")).await.as_array().map(Vec::len), Some(1));
    assert_eq!(
        sim.write(&path("issue"), json!([{"integrationId": 9, "name": "BANK-1"}])).await[0]["name"],
        "BANK-1"
    );
    assert_eq!(sim.write(&path("issue"), json!([{"id": 4}])).await.as_array().map(Vec::len), Some(113));

    sim.write(&path("relation"), json!([{"type": "duplicates", "target": {"id": 10_001}}])).await;
    let back = sim.read("/api/testcase/10001/relation").await;
    assert_eq!((&back[0]["type"], &back[0]["target"]["id"]), (&json!("is duplicated by"), &case));
    assert_eq!(
        sim.post(&path("relation"), json!([{"type": "blocks", "target": {"id": 10_001}}])).await.0,
        400
    );
    sim.write(&path("relation"), json!([])).await;
    assert_eq!(sim.read("/api/testcase/10001/relation").await, json!([]));

    let values = json!([{"customField": {"id": "111"}, "values": [{"name": "major"}]}]);
    assert_eq!(sim.patch(&path("cfv"), values).await.0, 200);
    let kept = sim.read(&format!("{}?projectId=2", path("cfv"))).await;
    assert_eq!(kept[0]["values"][0]["name"], "major");
    let known = sim.read("/api/cfv?customFieldId=111&projectId=2&query=major").await;
    assert_eq!(known["content"][0]["testCasesCount"], 1);
}

#[tokio::test]
async fn clones_and_what_was_there_before() {
    let sim = Sim::start().await;
    let copy = sim.write("/api/testcase/10001/clone", json!({})).await;
    let original = sim.outline(&json!(10_001)).await;
    assert!(!original.is_empty());
    assert_eq!(sim.outline(&copy["id"]).await, original);
    assert_eq!(sim.read("/api/testcase/10001/relation").await[0]["type"], "is cloned by");
    assert_eq!(sim.post("/api/testcase/10001/clone", json!({"statusId": -1})).await.0, 409);
    let first = sim.read("/api/testcase/10001/overview").await;
    let step = json!({"testCaseId": 10_001, "body": "One more"});
    sim.write("/api/testcase/step", step).await;
    let after = sim.read("/api/testcase/10001/overview").await;
    assert_eq!(after["customFields"], first["customFields"], "one change leaves the rest alone");
    let steps = |of: &Value| of["scenario"]["steps"].as_array().map(Vec::len);
    assert_eq!(steps(&after), steps(&first).map(|count| count + 1));
}

#[tokio::test]
async fn the_values_of_parameters_are_read_and_replaced() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let case = sim.new_case(json!({"projectId": 2, "name": "Pays by card"})).await["id"].clone();
        let path = format!("/api/rs/testcase/{case}/example");
        let sent = json!([[{"name": "os", "value": "mac"}, {"name": "lang", "value": "ru"}], [{"name": "os", "value": "win"}]]);
        let answered = sim.write(&path, sent).await;
        assert_eq!(answered[0]["parameters"][1], json!({"name": "lang", "value": "ru"}));
        let read = sim.read(&path).await;
        assert_eq!((read["totalElements"].clone(), read["content"].clone()), (json!(2), answered));
        let overview = sim.read(&format!("/api/rs/testcase/{case}/overview")).await;
        assert_eq!(overview["parameters"], json!([{"name": "os"}, {"name": "lang"}]));
        sim.write(&path, json!([])).await;
        assert_eq!(sim.read(&path).await["content"], json!([]));
    }
}
