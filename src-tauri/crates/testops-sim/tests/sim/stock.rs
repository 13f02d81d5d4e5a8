//! Test cases that appear, vanish and change, groups that are deleted, and worlds of any size: everything that lists,
//! counts or exports test cases agrees.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testops_sim::Options;

use super::Sim;
use super::exports::{all_of, by_id, order, records};

#[tokio::test]
async fn two_exports_differ_by_what_was_changed() {
    let sim = Sim::start().await;
    let before = by_id(&sim.export(order(&all_of(2))).await.1);
    let (mut appeared, mut vanished, mut changed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for change in [json!({"appear": 12, "vanish": 3, "change": 40}), json!({"change": 7, "vanish": 2})] {
        let mut order = change;
        order["project_id"] = json!(2);
        let (status, edited) = sim.post("/__sim/cases", order).await;
        assert_eq!(status, 200, "{edited}");
        let ids = |what: &str| {
            let ids = edited[what].as_array().expect("ids").iter().map(Value::to_string);
            ids.collect::<Vec<_>>()
        };
        appeared.extend(ids("appeared"));
        vanished.extend(ids("vanished"));
        changed.extend(ids("changed"));
    }
    let after = by_id(&sim.export(order(&all_of(2))).await.1);
    let keys = |one: &BTreeMap<String, Vec<String>>, other: &BTreeMap<String, Vec<String>>| {
        one.keys().filter(|id| !other.contains_key(*id)).cloned().collect::<BTreeSet<_>>()
    };
    assert_eq!((keys(&after, &before), appeared.len()), (appeared, 12));
    assert_eq!((keys(&before, &after), vanished.len()), (vanished.clone(), 5));
    let differ = before.iter().filter(|(id, row)| after.get(*id).is_some_and(|other| other != *row));
    assert_eq!((differ.map(|(id, _)| id.clone()).collect(), changed.len()), (changed, 47));

    for (place, total) in [
        ("/api/testcase?projectId=2", "totalElements"),
        ("/api/testcase/__search?projectId=2&rql=true", "totalElements"),
        ("/api/testcase/__search?projectId=2&rql=id%20%3E%200", "totalElements"),
        ("/api/testcase/query/validate?projectId=2&rql=id%20%3E%200", "count"),
        ("/api/testcasetree/countleaves?projectId=2&treeId=101", "total"),
    ] {
        assert_eq!(sim.read(place).await[total], 2_007, "{place}");
    }
    let groups = sim.read("/api/testcasetree/group?projectId=2&treeId=102").await;
    let counts =
        groups["content"].as_array().expect("groups").iter().filter_map(|group| group["count"].as_i64());
    assert_eq!(counts.sum::<i64>(), 2_007);
    let lost = vanished.first().expect("one");
    assert_eq!(sim.get(&format!("/api/testcase/{lost}")).await.0, 404);
    assert_eq!(sim.post("/__sim/cases", json!({"project_id": 2, "vanish": 3_000})).await.0, 400);
}

#[tokio::test]
async fn a_request_keeps_what_it_was_asked_for() {
    let sim = Sim::start().await;
    let (_, request) = sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(2))).await;
    sim.post("/__sim/cases", json!({"project_id": 2, "vanish": 100})).await;
    sim.later(3_000).await;
    assert_eq!(by_id(&sim.file(request["id"].as_i64().expect("an id")).await).len(), 2_000);
}

#[tokio::test]
async fn a_deleted_group_is_empty() {
    let sim = Sim::start().await;
    let place = "/api/v2/project/2/test-case/tree/tree-node?treeId=101";
    let root = sim.read(place).await;
    let (gone, stays) = (&root["children"]["content"][0], &root["children"]["content"][1]);
    let delete = json!({"project_id": 2, "group_id": gone["id"], "delete": true});
    assert_eq!(sim.post("/__sim/groups", delete.clone()).await.0, 204);
    assert_eq!(sim.post("/__sim/groups", delete).await.0, 404);
    assert_eq!(sim.read(place).await["children"]["totalElements"], 7);
    assert_eq!(sim.get(&format!("{place}&parentNodeId={}", gone["id"])).await.0, 404);
    let of = |node: &Value| json!({"projectId": 2, "treeId": 101, "groupsInclude": [node["id"]]});
    assert_eq!((sim.count(&of(gone)).await, sim.count(&of(stays)).await), (json!(0), json!(250)));
    let path = json!({"projectId": 2, "treeId": 101, "groupsInclude": [[gone["customFieldValueId"]]]});
    assert_eq!(sim.post("/api/testcasetree/select", path).await.1, 0);
    assert_eq!(sim.count(&all_of(2)).await, 2_000, "its test cases stay");
    let (_, text) = sim.export(order(&of(gone))).await;
    assert_eq!(records(&text).len(), 1, "a header and nothing below");
}

#[tokio::test]
async fn a_world_of_any_size() {
    let sim = Sim::with(Options { cases: 1_000_000, ..Options::default() }).await;
    assert_eq!(sim.count(&all_of(2)).await, 1_000_000);
    let root = sim.read("/api/v2/project/2/test-case/tree/tree-node?treeId=101").await;
    assert_eq!(root["children"]["content"][0]["count"], 125_000);
    let story = "/api/testcasetree/leaf?projectId=2&treeId=101&path=20011&path=20021&size=2&page=12499";
    let leaves = sim.read(story).await;
    assert_eq!((&leaves["totalElements"], &leaves["last"]), (&json!(25_000), &json!(true)));
    let last = sim.read("/api/testcase?projectId=2&size=1&sort=id,desc").await["content"][0]["id"].clone();
    assert_eq!(sim.read(&format!("/api/testcase/{last}")).await["projectId"], 2);
    let some = json!({"projectId": 2, "testCasesInclude": [last, 10_001]});
    assert_eq!(by_id(&sim.export(order(&some)).await.1).len(), 2);

    let (_, added) = sim.post("/__sim/projects", json!({"name": "Own", "cases": 30})).await;
    let id = added["id"].as_i64().expect("an id");
    let rows = by_id(&sim.export(order(&all_of(id))).await.1);
    assert_eq!(rows.len(), 30);
    let own = rows.keys().next().expect("a row");
    assert_eq!(sim.read(&format!("/api/testcase/{own}")).await["projectId"], id);
    assert_eq!(sim.post("/__sim/projects", json!({"name": "Much", "cases": 20_000_000})).await.0, 400);
}

#[tokio::test]
async fn people_work_on_the_test_cases() {
    let drifting = async || Sim::with(Options { drift: true, ..Options::default() }).await;
    let (sim, same) = (drifting().await, drifting().await);
    let before = by_id(&sim.export(order(&all_of(2))).await.1);
    for sim in [&sim, &same] {
        sim.later(86_400_000).await;
    }
    let after = by_id(&sim.export(order(&all_of(2))).await.1);
    let differ = after.iter().filter(|(id, row)| before.get(*id) != Some(row)).count();
    assert!((24..=100).contains(&differ), "{differ} of them");
    let rows = by_id(&same.export(order(&all_of(2))).await.1);
    assert_eq!(rows, after, "what they do follows from the seed and the time");
    // Clocks may jump far.
    sim.later(86_400_000_000_000).await;
    sim.read("/__sim/world").await;
}

#[tokio::test]
async fn a_search_is_searched_anew_after_a_change() {
    let sim = Sim::with(Options { cases: 5_000, ..Options::default() }).await;
    let pages = async |sort: &str| {
        let mut ids = Vec::new();
        for page in 0..6 {
            let place = format!(
                "/api/testcase/__search?projectId=2&rql=automation%20%3D%20true&size=700&page={page}{sort}"
            );
            let found = sim.read(&place).await;
            let row = |row: &Value| row["id"].as_i64();
            ids.extend(found["content"].as_array().expect("rows").iter().filter_map(row));
        }
        ids
    };
    let all = pages("&sort=id,asc").await;
    assert_eq!((all.len(), all.is_sorted()), (3_600, true));
    assert_eq!(pages("").await, all);
    assert_eq!(pages("&sort=id,desc").await, all.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(pages("&sort=name,desc&sort=id,asc").await.into_iter().collect::<BTreeSet<_>>().len(), 3_600);
    let (_, edited) = sim.post("/__sim/cases", json!({"project_id": 2, "vanish": 400})).await;
    let gone: BTreeSet<i64> =
        edited["vanished"].as_array().expect("ids").iter().filter_map(Value::as_i64).collect();
    let left: Vec<i64> = all.into_iter().filter(|id| !gone.contains(id)).collect();
    assert!(left.len() < 3_600);
    assert_eq!(pages("&sort=id,asc").await, left);
    let stats = sim.read("/api/project/2/stats").await;
    assert_eq!(stats["automatedTestCases"], left.len());
}

#[tokio::test]
async fn ids_are_those_of_the_test_cases_that_are_there() {
    for cases in [1_500, 2_000, 5_000] {
        let sim = Sim::with(Options { cases, ..Options::default() }).await;
        let all = sim.read("/api/testcase?projectId=2&size=5000&sort=id,asc").await;
        let ids: Vec<i64> =
            all["content"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_i64()).collect();
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (cases, cases));
        for id in ids.iter().step_by(97).chain(ids.last()) {
            assert_eq!(sim.read(&format!("/api/testcase/{id}")).await["id"], *id);
        }
        let beyond = ids.last().expect("one") + 1;
        let of_another = sim.get(&format!("/api/testcase/{beyond}")).await.1["projectId"].clone();
        assert_ne!(of_another, 2, "nothing stands behind the last one");
        assert_eq!(sim.get(&format!("/api/testcase/{}", i64::MIN)).await.0, 404);
    }
}

#[tokio::test]
async fn counts_follow_what_appears_and_vanishes() {
    let sim = Sim::with(Options { cases: 4_321, ..Options::default() }).await;
    let mut all = 4_321;
    for _ in 0..5 {
        sim.post("/__sim/cases", json!({"project_id": 2, "vanish": 300, "change": 20, "appear": 40})).await;
        all -= 260;
        assert_eq!(sim.read("/api/testcase?projectId=2&size=1").await["totalElements"], all);
        let groups = sim.read("/api/testcasetree/group?projectId=2&treeId=101").await;
        let counts =
            groups["content"].as_array().expect("groups").iter().filter_map(|own| own["count"].as_i64());
        assert_eq!(counts.sum::<i64>(), all);
        let automated = "/api/testcase/query/validate?projectId=2&rql=automation%20%3D%20true";
        let stats = sim.read("/api/project/2/stats").await;
        assert_eq!(stats["automatedTestCases"], sim.read(automated).await["count"]);
    }
}

#[tokio::test]
async fn every_change_shows() {
    let sim = Sim::start().await;
    let project = sim.post("/__sim/projects", json!({"name": "Single", "cases": 1})).await.1["id"].clone();
    let id = sim.read(&format!("/api/testcase?projectId={project}")).await["content"][0]["id"].clone();
    let shown = async || {
        let case = sim.read(&format!("/api/testcase/{id}/overview")).await;
        ["name", "tags", "status", "scenario"].map(|part| case[part].clone())
    };
    let mut before = shown().await;
    for n in 0..40 {
        sim.post("/__sim/cases", json!({"project_id": project, "change": 1})).await;
        let after = shown().await;
        assert_ne!(after, before, "change {n}");
        before = after;
    }
}
