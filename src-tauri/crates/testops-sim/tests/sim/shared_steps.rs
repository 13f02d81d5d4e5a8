//! Steps that test cases share.

use serde_json::{Value, json};

use super::Sim;

async fn made(sim: &Sim, name: &str) -> Value {
    sim.write("/api/rs/sharedstep", json!({"projectId": 2, "name": name})).await["id"].clone()
}

#[tokio::test]
async fn a_shared_step_shows_in_the_test_cases_that_use_it() {
    let sim = Sim::start().await;
    let shared = made(&sim, "Sign in").await;
    let add = async |body: Value| sim.write("/api/sharedstep/step", body).await;
    let open = add(json!({"sharedStepId": shared, "body": "Open the page"})).await["createdStepId"].clone();
    let inner = add(json!({"sharedStepId": shared, "parentId": open, "body": "Type"})).await;
    assert_eq!(
        inner["scenario"]["sharedStepScenarioSteps"][open.to_string()]["children"],
        json!([inner["createdStepId"]])
    );
    let files = format!("/api/sharedstep/attachment?sharedStepId={shared}");
    let (_, file) = sim.send(&files, &[("file", "form.png", b"seen".to_vec())]).await;
    assert!(file[0]["entity"].is_null(), "{file}");
    add(json!({"sharedStepId": shared, "attachmentId": file[0]["id"]})).await;

    let case = sim.new_case(json!({"projectId": 2, "name": "Uses it"})).await["id"].clone();
    let used = sim.write("/api/testcase/step", json!({"testCaseId": case, "sharedStepId": shared})).await;
    let scenario = sim.read(&format!("/api/testcase/{case}/step")).await;
    let step = &scenario["scenarioSteps"][used["createdStepId"].to_string()];
    assert_eq!((&step["sharedStepId"], &step["body"]), (&shared, &Value::Null));
    let children = &scenario["sharedSteps"][shared.to_string()]["children"];
    assert_eq!(children[0], open);
    assert_eq!(scenario["sharedStepScenarioSteps"][open.to_string()]["body"], "Open the page");
    assert_eq!(scenario["sharedStepAttachments"][file[0]["id"].to_string()]["contentLength"], 4);
    let plain = sim.read(&format!("/api/testcase/{case}/scenario")).await;
    assert_eq!(
        (&plain["steps"][0]["name"], &plain["steps"][0]["steps"][0]["name"]),
        (&json!("Sign in"), &json!("Open the page"))
    );

    let path = format!("/api/sharedstep/{shared}");
    let seen = sim.read(&path).await;
    assert_eq!(
        [&seen["stepsCount"], &seen["attachmentsCount"], &seen["testCasesCount"]],
        [&json!(2), &json!(1), &json!(1)]
    );
    assert_eq!(sim.read(&format!("{path}/usage")).await["content"][0]["id"], case);
    assert_eq!(sim.delete(&path).await.0, 202);
    assert_eq!(sim.read(&format!("/api/testcase/{case}/step")).await["root"]["children"], json!([]));
    assert_eq!(sim.get(&path).await.0, 404);
}

#[tokio::test]
async fn shared_steps_are_listed_renamed_and_archived() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let (first, _) = (made(&sim, "Sign in").await, made(&sim, "Sign out").await);
        let path = format!("/api/rs/sharedstep/{first}");
        let names = async |query: &str| {
            let page = sim.read(&format!("/api/rs/sharedstep?projectId=2&sort=name,asc{query}")).await;
            page["content"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|own| own["name"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names("").await, ["Sign in", "Sign out"]);
        assert_eq!(sim.patch(&path, json!({"name": "Log in"})).await.1["name"], "Log in");
        assert_eq!(sim.patch(&path, json!({"name": ""})).await.0, 409);
        assert_eq!(names("&search=LOG").await, ["Log in"]);
        sim.write(&format!("{path}/archive"), json!({})).await;
        assert_eq!(names("&archived=false").await, ["Sign out"]);
        sim.write(&format!("{path}/unarchive"), json!({})).await;
        assert_eq!(names("&archived=true").await, [""; 0]);
        assert_eq!(sim.post("/api/rs/sharedstep", json!({"projectId": 2})).await.0, 409);
        assert_eq!(sim.post("/api/rs/sharedstep", json!({"projectId": 999, "name": "x"})).await.0, 404);
        sim.may(&["project:read"]).await;
        assert_eq!(sim.delete(&path).await.0, 403);
        assert_eq!(sim.read(&path).await["name"], "Log in");
    }
}

#[tokio::test]
async fn the_steps_of_a_shared_step_are_set_moved_copied_and_removed() {
    let sim = Sim::start().await;
    let shared = made(&sim, "Pay").await;
    let whole = json!({"steps": [
        {"type": "body", "body": "Choose", "steps": [{"type": "body", "body": "Look"}],
            "expectedResultSteps": [{"type": "expected_body", "body": "Chosen"}]},
        {"type": "body", "body": "Confirm"},
    ]});
    sim.write(&format!("/api/sharedstep/{shared}/scenario"), whole).await;
    let bodies = async || {
        let scenario = sim.read(&format!("/api/sharedstep/{shared}/step")).await;
        let steps = &scenario["sharedStepScenarioSteps"];
        let top = scenario["root"]["children"].as_array().cloned().expect("steps");
        let rows = top.iter().map(|id| {
            let step = &steps[id.to_string()];
            let inner = step["children"].as_array().map_or(0, Vec::len);
            let expected =
                &steps[steps[step["expectedResultId"].to_string()]["children"][0].to_string()]["body"];
            (
                id.clone(),
                format!(
                    "{} {inner} {}",
                    step["body"].as_str().unwrap_or_default(),
                    expected.as_str().unwrap_or("-")
                ),
            )
        });
        rows.unzip::<_, _, Vec<Value>, Vec<String>>()
    };
    let (ids, rows) = bodies().await;
    assert_eq!(rows, ["Choose 1 Chosen", "Confirm 0 -"]);
    let step = |id: &Value| format!("/api/sharedstep/step/{id}");
    sim.write(&format!("{}/copy", step(&ids[0])), json!({"afterId": ids[1]})).await;
    sim.write(&format!("{}/move", step(&ids[0])), json!({"afterId": ids[1]})).await;
    assert_eq!(bodies().await.1, ["Confirm 0 -", "Choose 1 Chosen", "Choose 1 Chosen"]);
    assert_eq!(sim.patch(&step(&ids[1]), json!({"body": "Agree"})).await.0, 200);
    assert_eq!(sim.delete(&step(&ids[0])).await.0, 200);
    assert_eq!(bodies().await.1, ["Agree 0 -", "Choose 1 Chosen"]);
    let nested = json!({"sharedStepId": shared, "parentId": ids[1], "attachmentId": 1});
    assert_eq!(sim.post("/api/sharedstep/step", nested).await.0, 404, "a file that is not there");
    assert_eq!(sim.post("/api/sharedstep/step", json!({"body": "Of none"})).await.0, 409);
    let elsewhere = json!({"testCaseId": 10_001, "sharedStepId": 5});
    assert_eq!(sim.post("/api/testcase/step", elsewhere).await.0, 404);
    assert_eq!(sim.delete(&format!("/api/sharedstep/{shared}/scenario")).await.0, 200);
    assert_eq!(bodies().await.1, [""; 0]);
}
