//! Many test cases at once: restored, moved, put into plans and launches.

use serde_json::{Value, json};

use super::{Sim, encoded};

fn chosen(ids: &[i64]) -> Value {
    json!({"projectId": 2, "testCasesInclude": ids})
}

#[tokio::test]
async fn the_bin_gives_back_what_is_chosen_of_it() {
    let sim = Sim::start().await;
    let bulk = async |what: &str, selection: Value| {
        sim.post(&format!("/api/v2/test-case/bulk/{what}"), json!({"selection": selection})).await.0
    };
    let binned = async || sim.read("/api/testcase/deleted?projectId=2").await["totalElements"].clone();
    assert_eq!(bulk("remove", chosen(&[10_001, 10_002, 10_003])).await, 204);
    assert_eq!(bulk("restore", chosen(&[10_002, 10_009])).await, 204);
    assert_eq!((binned().await, sim.get("/api/testcase/10002").await.0), (json!(2), 200));
    assert_eq!(bulk("restore", json!({"projectId": 2})).await, 204, "an empty selection restores nothing");
    assert_eq!(binned().await, 2);
    let but_one = json!({"projectId": 2, "inverted": true, "testCasesExclude": [10_001], "deleted": true});
    assert_eq!(bulk("restore", but_one).await, 204);
    assert_eq!((binned().await, sim.get("/api/testcase/10001").await.0), (json!(1), 404));
    assert_eq!(sim.post("/api/v2/test-case/bulk/restore", json!({})).await.0, 409);
    sim.may(&["project:read"]).await;
    assert_eq!(bulk("restore", chosen(&[10_001])).await, 403);
}

#[tokio::test]
async fn test_cases_move_into_another_project_with_all_that_is_theirs() {
    for (sim, path, member) in [
        (Sim::start().await, "/api/v2/test-case/bulk/move", "testCasesInclude"),
        (Sim::legacy().await, "/api/rs/testcase/bulk/move", "leafsInclude"),
    ] {
        let case = sim.new_case(json!({
            "projectId": 2, "name": "Wanders", "tags": [{"name": "far"}],
            "customFields": [{"name": "Cards", "customField": {"id": -2}}],
        }));
        let id = case.await["id"].as_i64().expect("an id");
        sim.write("/api/rs/testcase/step", json!({"testCaseId": id, "body": "Go"})).await;
        let files = format!("/api/rs/testcase/attachment?testCaseId={id}");
        sim.send(&files, &[("file", "map.png", b"map".to_vec())]).await;
        let projects = sim.read("/api/rs/project?size=50&sort=id,asc").await["content"].clone();
        let other =
            projects.as_array().expect("projects").iter().find(|own| own["id"] != 2).expect("one")["id"]
                .clone();
        let before =
            sim.read(&format!("/api/rs/testcase?projectId={other}&size=1")).await["totalElements"].as_i64();

        let order = json!({"selection": {"projectId": 2, member: [id]}, "toProjectId": other, "strategy": "MAP", "cfMapping": {"-2": -3}});
        assert_eq!(sim.write(path, order).await, Value::Null);
        let moved = sim.read(&format!("/api/rs/testcase/{id}/overview")).await;
        assert_eq!(
            [&moved["projectId"], &moved["name"], &moved["tags"][0]["name"]],
            [&other, &json!("Wanders"), &json!("far")]
        );
        let value = &moved["customFields"][0];
        assert_eq!([&value["name"], &value["customField"]["id"]], [&json!("Cards"), &json!(-3)]);
        assert_eq!(sim.outline(&json!(id)).await, ["Go"]);
        assert_eq!(sim.read(&files).await["totalElements"], 1);
        let after = sim.read(&format!("/api/rs/testcase?projectId={other}&size=1&sort=id,desc")).await;
        assert_eq!(after["totalElements"].as_i64(), before.map(|count| count + 1));
        let found = |project: &Value| {
            format!("/api/rs/testcase/__search?projectId={project}&rql={}", encoded(&format!("id = {id}")))
        };
        assert_eq!(sim.read(&found(&json!(2))).await["totalElements"], 0);
        assert_eq!(sim.read(&found(&other)).await["totalElements"], 1);
        let ids =
            sim.read(&format!("/api/rs/testcase?projectId={other}&size=2500&sort=id,asc")).await["content"]
                .clone();
        let ids: Vec<i64> =
            ids.as_array().expect("rows").iter().filter_map(|row| row["id"].as_i64()).collect();
        assert!(ids.is_sorted() && ids.contains(&id));

        let back = json!({"selection": {"projectId": other, member: [id]}, "toProjectId": 2});
        sim.write(path, back).await;
        assert_eq!(sim.read(&format!("/api/rs/testcase/{id}")).await["projectId"], 2);
        let nowhere = json!({"selection": {"projectId": 2, member: [id]}, "toProjectId": 999});
        assert_eq!(sim.post(path, nowhere).await.0, 404);
        assert_eq!(sim.post(path, json!({"selection": {"projectId": 2, member: [id]}})).await.0, 409);
        let odd =
            json!({"selection": {"projectId": 2, member: [id]}, "toProjectId": other, "strategy": "KEEP"});
        assert_eq!(sim.post(path, odd).await.0, 400);
    }
}

#[tokio::test]
async fn values_of_many_test_cases_are_told_together() {
    let sim = Sim::start().await;
    let of =
        async |ids: &[i64]| sim.write("/api/v2/test-case/bulk/cfv", json!({"selection": chosen(ids)})).await;
    let one = sim.read("/api/testcase/10001/cfv?projectId=2").await;
    assert_eq!(of(&[10_001]).await, one);
    assert_eq!(sim.write("/api/testcase/cfv", json!({"projectId": 2, "leafsInclude": [10_001]})).await, one);
    let count = |all: &Value| {
        let fields = all.as_array().expect("fields").iter();
        fields.map(|field| field["values"].as_array().map_or(0, Vec::len)).sum::<usize>()
    };
    assert!(count(&of(&[10_001, 10_900, 11_500]).await) > count(&one));
    let delta = json!({"selection": chosen(&[10_001]), "toProjectId": 2});
    assert_eq!(sim.write("/api/v2/test-case/bulk/cf/delta", delta).await, json!([]));
}

#[tokio::test]
async fn chosen_test_cases_become_a_plan_and_run_in_a_launch_that_is_there() {
    for (sim, root, member, plan) in [
        (Sim::start().await, "/api/v2/test-case/bulk", "testCasesInclude", "test-plan/create"),
        (Sim::legacy().await, "/api/rs/testcase/bulk", "leafsInclude", "testplan/create"),
    ] {
        let selection = json!({"projectId": 2, member: [10_001, 10_002]});
        let order = json!({"selection": selection, "testPlanName": "By hand"});
        let plan = sim.write(&format!("{root}/{plan}"), order).await;
        assert_eq!((&plan["name"], &plan["testCasesCount"]), (&json!("By hand"), &json!(2)));
        let path = format!("/api/rs/testplan/{}", plan["id"]);
        sim.post(&format!("{path}/sync"), json!({})).await;
        assert_eq!(sim.read(&path).await["testCasesCount"], 2);

        let launch =
            sim.write("/api/rs/launch", json!({"projectId": 2, "name": "Grows"})).await["id"].clone();
        let add = json!({"launchId": launch, "selection": selection});
        let grown = sim.write(&format!("{root}/run/existing"), add.clone()).await;
        assert_eq!(grown["id"], launch);
        sim.later(3_600_000).await;
        let results = sim.read(&format!("/api/rs/testresult?launchId={launch}")).await;
        let mut ran: Vec<i64> = results["content"]
            .as_array()
            .expect("results")
            .iter()
            .filter_map(|own| own["testCaseId"].as_i64())
            .collect();
        ran.sort_unstable();
        ran.dedup();
        assert_eq!(ran, [10_001, 10_002]);
        assert_eq!(sim.post(&format!("{root}/run/existing"), json!({"launchId": launch})).await.0, 409);
        let unknown = json!({"launchId": 1, "selection": selection});
        assert_eq!(sim.post(&format!("{root}/run/existing"), unknown).await.0, 404);
        sim.post(&format!("/api/rs/launch/{launch}/close"), json!({})).await;
        sim.later(60_000).await;
        assert_eq!(sim.post(&format!("{root}/run/existing"), add).await.0, 423);
        let new = json!({"launchName": "Anew", "selection": selection});
        assert_eq!(sim.write(&format!("{root}/run"), new).await["name"], "Anew");
    }
}
