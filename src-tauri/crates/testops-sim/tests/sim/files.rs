//! Files of test cases, and the steps that show them.

use reqwest::Method;
use serde_json::{Value, json};

use super::Sim;

fn picture(content: &str) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![("file", "screen.png", content.as_bytes().to_vec())]
}

async fn content(sim: &Sim, path: &str) -> (u16, String, Vec<u8>) {
    let response = sim.request(Method::GET, path).send().await.expect("an answer");
    let kind = response.headers()["content-type"].to_str().expect("a type").to_owned();
    (response.status().as_u16(), kind, response.bytes().await.expect("bytes").to_vec())
}

#[tokio::test]
async fn files_are_sent_listed_renamed_replaced_and_deleted() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let case = sim.new_case(json!({"projectId": 2, "name": "With files"})).await["id"].clone();
        let all = format!("/api/rs/testcase/attachment?testCaseId={case}");
        let two = [picture("first"), vec![("file", "notes.txt", b"second one".to_vec())]].concat();
        let (status, made) = sim.send(&all, &two).await;
        assert_eq!(status, 200, "{made}");
        let file = &made[0];
        assert_eq!(
            [&file["entity"], &file["name"], &file["contentType"], &file["contentLength"]],
            [&json!("test_case"), &json!("screen.png"), &json!("image/png"), &json!(5)]
        );
        let listed = sim.read(&format!("{all}&sort=contentLength,desc")).await;
        assert_eq!((listed["totalElements"].as_i64(), &listed["content"][1]), (Some(2), file));

        let path = format!("/api/rs/testcase/attachment/{}", file["id"]);
        let renamed = json!({"name": "page.jpg", "contentType": "image/jpeg"});
        assert_eq!(sim.patch(&path, renamed).await.1["name"], "page.jpg");
        assert_eq!(sim.patch(&path, json!({"name": ""})).await.0, 409);
        assert_eq!(
            content(&sim, &format!("{path}/content")).await,
            (200, "image/jpeg".to_owned(), b"first".to_vec())
        );
        let (status, replaced) =
            sim.send_by(Method::PUT, &format!("{path}/content"), &picture("another")).await;
        assert_eq!(
            (status, &replaced["contentLength"], &replaced["name"]),
            (200, &json!(7), &json!("page.jpg"))
        );
        assert_eq!(content(&sim, &format!("{path}/content?inline=true")).await.2, b"another");
        assert_eq!(sim.delete(&path).await.0, 200);
        assert_eq!(sim.get(&format!("{path}/content")).await.0, 404);
        assert_eq!(sim.read(&all).await["totalElements"], 1);
    }
}

#[tokio::test]
async fn steps_show_files_and_lose_them() {
    let sim = Sim::start().await;
    let case = sim.new_case(json!({"projectId": 2, "name": "Steps with files"})).await["id"].clone();
    let all = format!("/api/testcase/attachment?testCaseId={case}");
    let file = async || sim.send(&all, &picture("seen")).await.1[0]["id"].clone();
    let (first, second) = (file().await, file().await);
    let add = async |body: Value| sim.write("/api/testcase/step", body).await["createdStepId"].clone();
    let open = add(json!({"testCaseId": case, "body": "Open"})).await;
    add(json!({"testCaseId": case, "parentId": open, "attachmentId": first})).await;
    let shown = add(json!({"testCaseId": case, "attachmentId": second})).await;

    let scenario = sim.read(&format!("/api/testcase/{case}/step")).await;
    assert_eq!(scenario["scenarioSteps"][shown.to_string()]["attachmentId"], second);
    assert_eq!(scenario["attachments"][first.to_string()]["name"], "screen.png");
    let plain = sim.read(&format!("/api/testcase/{case}/overview")).await["scenario"].clone();
    assert_eq!(
        [&plain["attachments"][0]["id"], &plain["steps"][0]["attachments"][0]["id"]],
        [&second, &first]
    );

    let copy = sim.write(&format!("/api/testcase/{case}/clone"), json!({})).await["id"].clone();
    let copied = sim.read(&format!("/api/testcase/attachment?testCaseId={copy}")).await;
    assert_eq!(copied["totalElements"], 2, "a copy has files of its own");
    assert_eq!(sim.delete(&format!("/api/testcase/attachment/{second}")).await.0, 200);
    let left = sim.read(&format!("/api/testcase/{case}/step")).await;
    assert_eq!(
        (&left["root"]["children"], left["attachments"].as_object().map(serde_json::Map::len)),
        (&json!([open]), Some(1))
    );
    assert_eq!(sim.delete(&format!("/api/testcase/step/{open}")).await.0, 200);
    assert_eq!(sim.read(&all).await["totalElements"], 0, "a step takes its files along");
    let copied = sim.read(&format!("/api/testcase/{copy}/step")).await;
    assert_eq!(copied["attachments"].as_object().map(serde_json::Map::len), Some(2));
}

#[tokio::test]
async fn what_no_file_may_be() {
    let sim = Sim::start().await;
    let all = "/api/testcase/attachment?testCaseId=10001";
    let file = sim.send(all, &picture("x")).await.1[0]["id"].clone();
    assert_eq!(sim.send("/api/testcase/attachment", &picture("x")).await.0, 400, "of no test case");
    assert_eq!(sim.send("/api/testcase/attachment?testCaseId=1", &picture("x")).await.0, 404);
    assert_eq!(sim.send(all, &[("picture", "a.png", b"x".to_vec())]).await.0, 400, "another field");
    assert_eq!(sim.post(all, json!({})).await.0, 415);
    let long = vec![0; (32 << 20) + 1];
    let (status, refusal) = sim.send(all, &[("file", "long.bin", long)]).await;
    assert_eq!((status, &refusal["message"]), (413, &json!("Maximum upload size exceeded")));
    for step in [
        json!({"testCaseId": 10_001, "attachmentId": 7}),
        json!({"testCaseId": 10_002, "attachmentId": file}),
    ] {
        assert_eq!(sim.post("/api/testcase/step", step.clone()).await.0, 404, "{step}");
    }
    assert_eq!(
        sim.get(&format!("/api/sharedstep/attachment/{file}/content")).await.0,
        404,
        "of another kind"
    );
    sim.may(&["project:read"]).await;
    assert_eq!(sim.send(all, &picture("x")).await.0, 403);
    assert_eq!(sim.patch(&format!("/api/testcase/attachment/{file}"), json!({"name": "y"})).await.0, 403);
    assert_eq!(sim.get(&format!("/api/testcase/attachment/{file}/content")).await.0, 200);
}
