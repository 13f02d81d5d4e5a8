//! What an administrator sets up: projects, categories and their rules, tokens.

use serde_json::{Value, json};

use super::{Sim, answer};

#[tokio::test]
async fn projects_are_made_changed_and_deleted() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let new = json!({"name": "Fresh start", "description": "Empty", "isPublic": true});
        let made = sim.write("/api/rs/project", new).await;
        assert_eq!(
            [&made["abbr"], &made["isPublic"], &made["favorite"]],
            [&json!("FS"), &json!(true), &json!(false)]
        );
        let path = format!("/api/rs/project/{}", made["id"]);
        assert_eq!(sim.post("/api/rs/project", json!({"name": "Fresh start"})).await.0, 409);
        assert_eq!(sim.post("/api/rs/project", json!({"abbr": "X"})).await.0, 409);
        assert_eq!(
            sim.patch(&path, json!({"name": "Started", "favorite": true})).await.1["description"],
            "Empty"
        );
        assert_eq!(sim.read(&path).await["name"], "Started");
        let case = sim.new_case(json!({"projectId": made["id"], "name": "First"})).await["id"].clone();
        assert_eq!(sim.read(&format!("/api/rs/testcase?projectId={}", made["id"])).await["totalElements"], 1);
        assert_eq!(sim.delete(&path).await.0, 204);
        assert_eq!(sim.get(&path).await.0, 404);
        assert_eq!(sim.get(&format!("/api/rs/testcase/{case}")).await.0, 404);
        let next = sim.write("/api/rs/project", json!({"name": "Another"})).await["id"].clone();
        let other = sim.new_case(json!({"projectId": next, "name": "Its first"})).await["id"].clone();
        assert_ne!(other, case, "ids are not given again");
        sim.may(&["project:read", "project:write"]).await;
        assert_eq!(sim.patch("/api/rs/project/2", json!({"name": "No"})).await.0, 403);
        assert_eq!(sim.delete("/api/rs/project/2").await.0, 403);
    }
}

#[tokio::test]
async fn deleting_a_project_takes_its_launches_along() {
    let sim = Sim::start().await;
    let launch = sim.read("/api/launch?projectId=2&size=1&preview=true").await["content"][0]["id"].clone();
    assert_eq!(sim.delete("/api/project/2").await.0, 204);
    assert_eq!(sim.get(&format!("/api/launch/{launch}")).await.0, 500);
    assert_eq!(sim.get("/api/job/301").await.0, 404);
    assert_eq!(sim.get("/api/testcase?projectId=2").await.0, 404);
    sim.read("/__sim/world").await;
}

#[tokio::test]
async fn categories_are_of_the_server_and_used_by_projects() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let names = async |path: &str| {
            let page = sim.read(&format!("/api/rs{path}")).await;
            page["content"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|own| own["name"].clone())
                .collect::<Vec<_>>()
        };
        let first = names("/project/2/category").await;
        assert_eq!(first.len(), 4);
        let new = json!({"name": "Weather", "color": "#123456"});
        let made = sim.write("/api/rs/category", new).await["id"].clone();
        assert_eq!(names("/project/2/category").await, first, "a project takes it up in a second call");
        assert_eq!(names("/category?excludedProjectId=2").await, ["Weather"]);
        assert_eq!(
            sim.write("/api/rs/project/2/category", json!({"categoryId": made})).await["name"],
            "Weather"
        );
        assert_eq!(names("/category/suggest?projectId=2&query=wea").await, ["Weather"]);
        assert_eq!(names("/category?excludedProjectId=2").await, [""; 0]);
        let path = format!("/api/rs/category/{made}");
        assert_eq!(sim.patch(&path, json!({"name": "Climate"})).await.1["color"], "#123456");
        sim.write("/api/rs/project/2/category/remove", json!({"categoryId": 1})).await;
        assert!(!names("/project/2/category").await.contains(&first[0]));
        for (body, expected) in [
            (json!({"name": "x"}), 409),
            (json!({"color": "red"}), 409),
            (json!({"name": "x", "color": "#12345678901"}), 409),
            (json!({"name": "x", "color": "red", "projectId": 999}), 404),
            (json!({"name": "x", "color": "red", "description": "x".repeat(1_001)}), 409),
        ] {
            assert_eq!(sim.post("/api/rs/category", body.clone()).await.0, expected, "{body}");
        }
        assert_eq!(sim.delete(&path).await.0, 204);
        assert_eq!(sim.patch(&path, json!({"name": "x"})).await.0, 404);
        sim.may(&["project:read", "project:write"]).await;
        assert_eq!(sim.post("/api/rs/project/2/category", json!({"categoryId": 1})).await.0, 403);
    }
}

fn failed(name: &str, message: &str) -> Vec<u8> {
    let result = json!({"uuid": name, "historyId": name, "name": name, "status": "failed", "start": 1, "stop": 2,
        "statusDetails": {"message": message}});
    result.to_string().into_bytes()
}

#[tokio::test]
async fn rules_give_results_their_category_while_they_come_in() {
    let sim = Sim::start().await;
    let launch = sim.write("/api/launch", json!({"projectId": 2, "name": "Ruled"})).await["id"].clone();
    let session =
        sim.write("/api/upload/session?manual=true", json!({"launchId": launch})).await["id"].clone();
    let upload = async |name: &str, message: &str| {
        let path = format!("/api/upload/file?id={session}");
        let file = format!("{name}-result.json");
        sim.send(&path, &[("file", file.as_str(), failed(name, message))]).await;
        sim.later(2_000).await;
    };
    let category = async |name: &str| {
        let page = sim.read(&format!("/api/testresult?launchId={launch}&size=50")).await;
        let rows = page["content"].as_array().cloned().expect("results");
        rows.into_iter()
            .find(|own| own["name"] == name)
            .map_or(Value::Null, |own| own["category"]["name"].clone())
    };
    upload("before", "rain on Tuesday").await;
    let made =
        sim.write("/api/category", json!({"name": "Weather", "color": "#123456", "projectId": 2})).await;
    let rule = json!({"name": "Rain", "category": {"id": made["id"]}, "messageRegex": ".*rain.*"});
    let rule = sim.write("/api/categorymatcher", rule).await["id"].clone();
    upload("unused", "rain on Wednesday").await;
    assert_eq!(sim.read("/api/categorymatcher?excludedProjectId=2").await["content"][0]["id"], rule);
    sim.write("/api/project/2/categorymatcher", json!({"matcherId": rule})).await;
    assert_eq!(sim.read("/api/project/2/categorymatcher").await["content"][0]["category"]["name"], "Weather");
    upload("after", "rain on Thursday").await;
    upload("other", "sun on Friday").await;
    assert_eq!(category("after").await, "Weather");
    for name in ["before", "unused", "other"] {
        assert_ne!(category(name).await, "Weather", "{name}");
    }
    let path = format!("/api/categorymatcher/{rule}");
    assert_eq!(sim.patch(&path, json!({"messageRegex": ".*sun.*"})).await.1["name"], "Rain");
    upload("later", "sun on Saturday").await;
    assert_eq!(category("later").await, "Weather");
    assert_eq!(sim.patch(&path, json!({"traceRegex": "("})).await.0, 409);
    assert_eq!(sim.post("/api/categorymatcher", json!({"name": "x"})).await.0, 409);
    assert_eq!(sim.post("/api/categorymatcher", json!({"name": "x", "category": {"id": 99}})).await.0, 404);
    sim.write("/api/project/2/categorymatcher/remove", json!({"matcherId": rule})).await;
    upload("last", "sun on Sunday").await;
    assert_ne!(category("last").await, "Weather");
    assert_eq!(sim.delete(&path).await.0, 204);
    assert_eq!(sim.delete(&path).await.0, 404);
}

#[tokio::test]
async fn a_token_that_is_deleted_signs_nobody_in() {
    let sim = Sim::start().await;
    let token = sim.write("/api/token", json!({"name": "plug-in"})).await;
    let signed =
        async || {
            let request = sim.http.get(format!("{}/api/project", sim.running.url));
            answer(request.header(
                "authorization",
                format!("Api-Token {}", token["token"].as_str().unwrap_or_default()),
            ))
            .await
            .0
        };
    assert_eq!(signed().await, 200);
    assert_eq!(sim.delete(&format!("/api/token/{}", token["id"])).await.0, 204);
    assert_eq!(signed().await, 401);
    assert_eq!(sim.delete(&format!("/api/token/{}", token["id"])).await.0, 404);
    assert_eq!(sim.read("/api/token").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn keys_of_other_systems_are_replaced() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let path = "/api/rs/testcase/10001/testkey";
        assert_eq!(sim.read(path).await, json!([]));
        let keys = sim
            .write(
                path,
                json!([{"integrationId": 9, "name": "TMS-1"}, {"integrationId": 9, "name": "TMS-2"}]),
            )
            .await;
        assert_eq!(sim.read(path).await, keys);
        assert_eq!(sim.read(&format!("/api/rs/testkey/{}", keys[1]["id"])).await["name"], "TMS-2");
        assert_eq!(sim.read("/api/rs/testcase/10001/overview").await["testKeys"], keys);
        assert_eq!(sim.post(path, json!([{"name": "TMS-3"}])).await.0, 409);
        sim.write(path, json!([])).await;
        assert_eq!(sim.get(&format!("/api/rs/testkey/{}", keys[1]["id"])).await.0, 404);
    }
}
