//! Choosing tests, plans, comparing launches and keeping them in order: the requests of both generations.

use serde_json::{Value, json};
use testops::{
    CasesRunRequest, DiffKind, ErrorKind, GroupRef, JobMapping, JobRunRequest, LaunchChange, LaunchName,
    LaunchOrder, MatrixMode, PageRequest, QueryCheck, ResultSelection, Selection, Sent, Status, TagRef,
};
use wiremock::matchers::{body_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::exports::{current, ok, old};
use crate::support::{answer, client, page, server};

async fn takes(server: &MockServer, verb: &str, place: &str, body: &Value, response: ResponseTemplate) {
    let mock = Mock::given(method(verb)).and(path(place)).and(body_json(body));
    mock.respond_with(response).expect(1).with_priority(1).mount(server).await;
}

fn cases() -> Selection {
    Selection { project_id: 7, cases: vec![101, 102], ..Selection::default() }
}

fn name(text: &str) -> LaunchName {
    LaunchName::new(text).expect("a name")
}

#[tokio::test]
async fn cases_of_a_tree_and_of_a_query() {
    let server = current().await;
    let nodes = json!({"children": page(&json!([
        {"type": "GROUP", "id": 5, "name": "g"},
        {"type": "LEAF", "id": 900, "testCaseId": 101, "name": "t", "automated": true, "status": {"name": "Active", "color": "#0f0"}},
    ]))});
    let place = "/api/v2/project/7/test-case/tree/tree-node";
    Mock::given(path(place))
        .and(query_param("parentNodeId", "44"))
        .and(query_param("baseAql", "true"))
        .respond_with(ok(&nodes))
        .mount(&server)
        .await;
    let flat = json!([{"id": 101, "layerName": "UI", "status": {"name": "Active"}}]);
    answer(&server, "GET", "/api/v2/project/7/test-case/flat", ok(&page(&flat))).await;
    let group = GroupRef { id: 44, path: vec![3, 4] };
    let first = PageRequest::first(10);
    let current = client(&server.uri());
    let found = current.tree_cases(7, 1, &group, Some("true"), first).await.expect("cases").items;
    assert_eq!((found.len(), found[0].id, found[0].status.as_deref()), (1, 101, Some("Active")));
    assert_eq!(
        current.flat_cases(7, "true", first).await.expect("cases").items[0].layer.as_deref(),
        Some("UI")
    );

    let server = old().await;
    let leaf =
        json!([{"id": 101, "name": "t", "automated": true, "statusName": "Active", "statusColor": "#0f0"}]);
    Mock::given(path("/api/rs/testcasetree/leaf"))
        .and(query_param("path", "3"))
        .and(query_param("baseRql", "true"))
        .respond_with(ok(&page(&leaf)))
        .mount(&server)
        .await;
    let searched = json!([{"id": 101, "testLayer": {"id": 1, "name": "UI"}}]);
    answer(&server, "GET", "/api/rs/testcase/__search", ok(&page(&searched))).await;
    let old = client(&server.uri());
    assert_eq!(old.tree_cases(7, 1, &group, Some("true"), first).await.expect("cases").items, found);
    assert_eq!(old.flat_cases(7, "true", first).await.expect("cases").items[0].layer.as_deref(), Some("UI"));
}

#[tokio::test]
async fn what_a_run_would_be_on_both_generations() {
    let mapping = [JobMapping { from_id: None, to_id: 5 }];
    let (stats, shares) =
        (json!({"automated": 2, "notRun": 1}), json!([{"job": {"id": 5, "name": "J"}, "testCasesCount": 2}]));
    for (server, run, job) in [
        (current().await, "/api/v2/test-case/bulk/run/stats", "/api/v2/test-case/bulk/job/stats"),
        (old().await, "/api/rs/testcasetree/runstats", "/api/rs/testcasetree/job"),
    ] {
        answer(&server, "POST", run, ok(&stats)).await;
        answer(&server, "POST", job, ok(&shares)).await;
        let client = client(&server.uri());
        let told = client.run_stats(&cases(), &mapping).await.expect("counts");
        assert_eq!((told.automated, told.not_run, told.manual), (2, 1, 0));
        let told = client.job_shares(&cases(), &mapping).await.expect("shares");
        assert_eq!((told[0].job.as_ref().map(|job| job.id), told[0].test_cases_count), (Some(5), 2));
        let sent = server.received_requests().await.expect("recording");
        let body: Value =
            sent.iter().find(|one| one.url.path() == run).expect("asked").body_json().expect("JSON");
        assert_eq!(body["jobsMapping"], json!([{"toId": 5}]));
        let chosen =
            if run.contains("v2") { &body["selection"]["testCasesInclude"] } else { &body["leafsInclude"] };
        assert_eq!(chosen, &json!([101, 102]));
    }
}

#[tokio::test]
async fn chosen_cases_are_run() {
    let request = CasesRunRequest {
        launch_name: name("Smoke"),
        selection: cases(),
        tags: vec![TagRef { id: None, name: "x".into() }],
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
        assignees: vec!["ann".into()],
        jobs: vec![JobMapping { from_id: Some(3), to_id: 5 }],
        parameters: Vec::new(),
    };
    for (server, place, leaves) in [
        (current().await, "/api/v2/test-case/bulk/run/new", "testCasesInclude"),
        (old().await, "/api/rs/testcase/bulk/run/new", "leafsInclude"),
    ] {
        answer(&server, "POST", place, ok(&json!({"id": 900}))).await;
        assert_eq!(client(&server.uri()).run_cases(&request).await.expect("a launch").id, 900);
        let sent = server.received_requests().await.expect("recording");
        let body: Value = sent.last().expect("it").body_json().expect("JSON");
        assert_eq!(
            (&body["selection"][leaves], &body["jobsMapping"]),
            (&json!([101, 102]), &json!([{"fromId": 3, "toId": 5}]))
        );
        assert_eq!((&body["launchName"], &body["tags"]), (&json!("Smoke"), &json!([{"name": "x"}])));
    }
    let server = server().await;
    let client = client(&server.uri());
    answer(&server, "POST", "/api/testresult/bulk/rerun", ResponseTemplate::new(204)).await;
    let chosen = ResultSelection::new(9, vec![70]).expect("one");
    client.rerun_results(&chosen, true, &[]).await.expect("accepted");
    let sent = server.received_requests().await.expect("recording");
    let body: Value = sent.last().expect("it").body_json().expect("JSON");
    assert_eq!((&body["forceManual"], &body["selection"]["leafsInclude"]), (&json!(true), &json!([70])));
    answer(&server, "GET", "/api/jobrun/5/plan", ok(&json!([{"id": 101, "selector": "a.b"}]))).await;
    assert_eq!(client.job_run_plan(5, true).await.expect("a plan")[0].selector, "a.b");
}

#[tokio::test]
async fn plans() {
    let server = server().await;
    let client = client(&server.uri());
    let plan =
        json!({"id": 4, "name": "Smoke", "testCasesCount": 9, "baseRql": "tag = \"smoke\"", "tree": null});
    answer(&server, "GET", "/api/testplan", ok(&page(&json!([plan])))).await;
    answer(&server, "GET", "/api/testplan/4", ok(&plan)).await;
    answer(&server, "GET", "/api/testplan/4/diff", ok(&json!({"added": 2, "deleted": null}))).await;
    answer(&server, "GET", "/api/testplan/4/member", ok(&json!([{"username": "ann", "testCasesCount": 3}])))
        .await;
    answer(&server, "GET", "/api/testplan/4/job", ok(&json!([{"job": {"id": 5}, "testCasesCount": 3}])))
        .await;
    answer(&server, "POST", "/api/testplan/4/sync", ok(&plan)).await;
    takes(&server, "POST", "/api/testplan/4/run", &json!({"launchName": "N"}), ok(&json!({"id": 900}))).await;
    let found = client.test_plans(7, Some("sm"), PageRequest::first(10)).await.expect("plans").items;
    assert_eq!((found[0].test_cases_count, found[0].base_rql.as_deref()), (9, Some("tag = \"smoke\"")));
    assert_eq!(client.test_plan(4).await.expect("a plan"), found[0]);
    let diff = client.plan_diff(4).await.expect("a difference");
    assert_eq!((diff.added, diff.deleted), (2, 0));
    assert_eq!(client.plan_members(4).await.expect("members")[0].username, "ann");
    assert_eq!(client.plan_jobs(4).await.expect("jobs")[0].test_cases_count, 3);
    assert_eq!(client.sync_plan(4).await.expect("synced"), found[0]);
    let order = LaunchOrder {
        launch_name: name("N"),
        tags: Vec::new(),
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
    };
    assert_eq!(client.run_plan(4, &order).await.expect("a launch").id, 900);
    takes(&server, "POST", "/api/launch/9/copy", &json!({"launchName": "N"}), ResponseTemplate::new(202))
        .await;
    client.copy_launch(9, &order).await.expect("accepted");
}

#[tokio::test]
async fn launches_kept_in_order() {
    let server = server().await;
    let client = client(&server.uri());
    let change = LaunchChange { name: Some(name("N")), tags: Some(Vec::new()), ..LaunchChange::default() };
    takes(
        &server,
        "PATCH",
        "/api/launch/9",
        &json!({"name": "N", "tags": []}),
        ok(&json!({"id": 9, "name": "N"})),
    )
    .await;
    assert_eq!(client.change_launch(9, &change).await.expect("a launch").name, "N");
    takes(
        &server,
        "POST",
        "/api/launch/merge",
        &json!({"from": 8, "to": 9}),
        ok(&json!({"id": 9, "name": "N"})),
    )
    .await;
    assert_eq!(client.merge_launches(8, 9).await.expect("merged").id, 9);
    assert_eq!(
        client.merge_launches(9, 9).await.expect_err("it would be deleted").kind(),
        &ErrorKind::Config
    );
    answer(&server, "DELETE", "/api/launch/9", ResponseTemplate::new(204)).await;
    client.delete_launch(9).await.expect("deleted");
}

#[tokio::test]
async fn launches_side_by_side() {
    let server = server().await;
    let client = client(&server.uri());
    let row = json!({"testCaseId": 8, "testCaseName": "t", "cells": [
        {"launchId": 1, "status": "passed", "results": [{"id": 70, "status": "passed", "duration": 5}]},
        {"launchId": 2, "status": null, "results": null}]});
    Mock::given(path("/api/launch/diff/matrix"))
        .and(query_param("mode", "all"))
        .and(query_param("launchIds", "1"))
        .respond_with(ok(&page(&json!([row]))))
        .mount(&server)
        .await;
    let rows = client
        .launch_matrix(&[1, 2], &MatrixMode::All, false, PageRequest::first(9))
        .await
        .expect("rows")
        .items;
    assert_eq!((rows[0].cells[0].results[0].duration, rows[0].cells[1].status.clone()), (Some(5), None));
    let changed = json!([{"testCaseId": 8, "fromId": 1, "fromStatus": "passed", "toId": 2, "toName": "t", "toStatus": "failed"}]);
    answer(&server, "GET", "/api/launch/diff/failed", ok(&changed)).await;
    answer(
        &server,
        "GET",
        "/api/launch/diff/missed",
        ok(&json!([{"id": 1, "name": "gone", "status": "passed"}])),
    )
    .await;
    let failed = client.launch_diff(&DiffKind::Failed, 1, 2).await.expect("rows");
    assert_eq!(failed[0].to.as_ref().and_then(|side| side.status.clone()), Some(Status::Failed));
    let missed = client.launch_diff(&DiffKind::Missed, 1, 2).await.expect("rows");
    assert_eq!(
        (missed[0].name.as_str(), missed[0].to.is_none(), missed[0].from.is_some()),
        ("gone", true, true)
    );
    answer(&server, "GET", "/api/launch/9/duration", ok(&json!([{"duration": 1000, "count": 3}]))).await;
    assert_eq!(client.launch_durations(9).await.expect("a histogram")[0].count, 3);
    answer(&server, "GET", "/api/testresult/query/validate", ok(&json!({"valid": true, "count": 4}))).await;
    let check = client.check_result_query(7, "launch = 9").await.expect("an answer");
    assert_eq!(check, QueryCheck { valid: true, count: Some(4) });
}

#[tokio::test]
async fn a_choice_of_nothing_is_refused_before_it_is_sent() {
    let server = server().await;
    let client = client(&server.uri());
    let everything = CasesRunRequest {
        launch_name: name("Smoke"),
        selection: Selection { project_id: 7, without_cases: vec![5], ..Selection::default() },
        tags: Vec::new(),
        issues: Vec::new(),
        env_var_value_sets: Vec::new(),
        assignees: Vec::new(),
        jobs: Vec::new(),
        parameters: Vec::new(),
    };
    let kept = serde_json::to_value(&everything).expect("JSON");
    assert_eq!(serde_json::from_value::<CasesRunRequest>(kept).expect("read back"), everything);
    let error = client.run_cases(&everything).await.expect_err("refused");
    assert_eq!((error.kind(), error.sent()), (&ErrorKind::Config, Sent::No));
    let error = client.run_job_tests(3, &JobRunRequest::new(name("Smoke"))).await.expect_err("refused");
    assert_eq!((error.kind(), error.sent()), (&ErrorKind::Config, Sent::No));
    let sent = server.received_requests().await.expect("recording");
    assert!(
        sent.iter().all(|request| request.method.as_str() != "POST" || !request.url.path().ends_with("/run"))
    );
}
