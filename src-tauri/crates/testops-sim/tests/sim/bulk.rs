//! Many test cases are changed at once, and an empty launch is closed.

use serde_json::{Value, json};

use super::Sim;

#[tokio::test]
async fn many_test_cases_are_changed_at_once() {
    for (sim, old) in [(Sim::start().await, false), (Sim::start().await, true), (Sim::legacy().await, true)] {
        let (root, member) = if old {
            ("/api/rs/testcase/bulk", "leafsInclude")
        } else {
            ("/api/v2/test-case/bulk", "testCasesInclude")
        };
        let bulk = |part: &str, mut body: Value| {
            body["selection"] = json!({"projectId": 2, member: ["10001", 10_002]});
            let (sim, path) = (&sim, format!("{root}/{part}"));
            async move { sim.write(&path, body).await }
        };
        let seen = |part: &str, id: i64| {
            let (sim, path) = (&sim, format!("/api/rs/testcase/{id}/{part}"));
            async move { sim.read(&path).await }
        };
        bulk("tag/add", json!({"tags": [{"name": "many"}]})).await;
        let tags = seen("tag", 10_002).await;
        let tag = tags.as_array().expect("tags").last().expect("a tag").clone();
        assert_eq!(tag["name"], "many");
        bulk("tag/remove", json!({"tags": [{"name": "many"}]})).await;
        assert_eq!(
            seen("tag", 10_001).await.as_array().expect("tags").last(),
            Some(&tag),
            "the wrong shape removes nothing"
        );
        bulk("tag/remove", json!({"ids": [tag["id"]]})).await;
        assert_ne!(seen("tag", 10_001).await.as_array().expect("tags").last(), Some(&tag));
        bulk("status/set", json!({"statusId": -4, "workflowId": -1})).await;
        bulk("layer/set", json!({"layerId": -4})).await;
        let both = "/api/rs/testcase/__search?projectId=2&rql=status%20%3D%20%22Outdated%22%20and%20id%20in%20%5B10001,10002%5D";
        assert_eq!(sim.read(both).await["totalElements"], 2);
        bulk("member/add", json!({"members": [{"name": "ci-bot", "role": {"id": -2}}]})).await;
        assert_eq!(seen("members", 10_001).await[2]["name"], "ci-bot");
        bulk("mute/add", json!({"mute": {"name": "Together"}})).await;
        let wanted = format!("{root}/mute/add");
        let unnamed = json!({"selection": {"projectId": 2, member: [10_001]}, "mute": {"reason": "none"}});
        assert_eq!(sim.post(&wanted, unnamed).await.0, 500, "a mute needs its name");
        bulk("remove", json!({})).await;
        assert_eq!(sim.read("/api/rs/testcase/deleted?projectId=2").await["totalElements"], 2);
        assert_eq!(sim.post(&format!("{root}/remove"), json!({})).await.0, 409);
    }
}

#[tokio::test]
async fn values_are_removed_by_their_own_ids_and_only_by_the_newer_operation() {
    let sim = Sim::start().await;
    let values = || async {
        let all = sim.read("/api/testcase/10001/overview").await["customFields"].clone();
        all.as_array().cloned().expect("values")
    };
    let first = values().await;
    let order =
        |ids: Value, member: &str| json!({"selection": {"projectId": 2, member: [10_001]}, "ids": ids});
    let (value, field) = (first[0]["id"].clone(), first[0]["customField"]["id"].clone());
    sim.write("/api/testcase/bulk/cfv/remove", order(json!([value]), "leafsInclude")).await;
    sim.write("/api/v2/test-case/bulk/cfv/remove", order(json!([field]), "testCasesInclude")).await;
    assert_eq!(values().await.len(), first.len());
    sim.write("/api/v2/test-case/bulk/cfv/remove", order(json!([value]), "testCasesInclude")).await;
    assert_eq!(values().await.len(), first.len() - 1);
}

#[tokio::test]
async fn a_launch_without_results_is_closed_at_once() {
    let sim = Sim::start().await;
    let launch =
        sim.write("/api/launch", json!({"projectId": 2, "name": "Nothing in it"})).await["id"].clone();
    sim.write(&format!("/api/launch/{launch}/close"), json!({})).await;
    assert_eq!(sim.read(&format!("/api/launch/{launch}")).await["closed"], true);
}
