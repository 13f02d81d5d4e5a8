//! Comments on test cases, and the words that they are described with.

use serde_json::json;

use super::Sim;

#[tokio::test]
async fn comments_are_kept() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let made =
            sim.write("/api/rs/comment", json!({"testCaseId": 10_001, "body": "Flaky on Fridays"})).await;
        let path = format!("/api/rs/comment/{}", made["id"]);
        assert_eq!(sim.patch(&path, json!({"body": "Flaky"})).await.1["body"], "Flaky");
        let all = sim.read("/api/rs/comment?testCaseId=10001").await;
        assert_eq!(all["content"][0]["bodyHtml"], "<p>Flaky</p>");
        assert_eq!(sim.post("/api/rs/comment", json!({"testCaseId": 10_001, "body": ""})).await.0, 409);
        assert_eq!(sim.delete(&path).await.0, 204);
        assert_eq!(sim.get(&path).await.0, 404);
    }
}

#[tokio::test]
async fn words_are_listed_and_suggested() {
    let sim = Sim::start().await;
    for (path, name) in [
        ("/api/testlayer/suggest?query=api", "API Tests"),
        ("/api/testlayer?sort=name,desc", "Unit Tests"),
        ("/api/status/suggest?query=act&workflowId=-1", "Active"),
        ("/api/workflow", "Default"),
        ("/api/tag/suggest?query=smoke", "smoke"),
        ("/api/cf/suggest?query=comp", "Component"),
        ("/api/cfv/suggest?customFieldId=111&query=block", "blocker"),
        ("/api/member/suggest?roleId=-1&query=oleg", "oleg.petrov"),
        ("/api/member?roleId=-2", "anna.smirnova"),
    ] {
        assert_eq!(sim.read(path).await["content"][0]["name"], name, "{path}");
    }
    assert_eq!(sim.read("/api/workflowschema?projectId=2").await["content"][0]["type"], "manual");
    let tag = sim.write("/api/tag", json!({"name": "fresh"})).await;
    assert_eq!(sim.read(&format!("/api/tag/{}", tag["id"])).await["name"], "fresh");
    let value = sim.write("/api/project/2/cfv", json!({"customField": {"id": 112}, "name": "P5"})).await;
    assert_eq!(sim.read(&format!("/api/cfv/{}", value["id"])).await["customField"]["id"], 112);
}
