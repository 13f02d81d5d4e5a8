//! Exports, on both generations of the server: the requests that go out, and the answers that come back.

use futures::future::join_all;
use serde_json::{Value, json};
use testops::{
    ColumnSpec, ErrorKind, ExportOrder, ExportStatus, GroupRef, PageRequest, QueryCheck, Selection, Sent,
};
use wiremock::matchers::{body_json, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{answer, arrived, bare_server, client, page, server};

/// A server of 25 or later.
pub(crate) async fn current() -> MockServer {
    let server = server().await;
    answer(&server, "GET", "/api/v2/tree", ok(&page(&json!([])))).await;
    server
}

/// A server of 4.x: its page under `/api`.
pub(crate) async fn old() -> MockServer {
    let server = bare_server().await;
    let html = ResponseTemplate::new(200).set_body_raw("<!doctype html>", "text/html");
    answer(&server, "GET", "/api/project", html).await;
    answer(&server, "GET", "/api/rs/project", ok(&page(&json!([{"id": 1}])))).await;
    server
}

pub(crate) fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

async fn post(server: &MockServer, place: &str, body: &Value, response: &Value) {
    let mock = Mock::given(method("POST")).and(path(place)).and(body_json(body));
    mock.respond_with(ok(response)).expect(1).mount(server).await;
}

fn two_groups() -> Selection {
    let group = |id, path: &[i64]| GroupRef { id, path: path.to_vec() };
    Selection {
        project_id: 7,
        tree_id: Some(101),
        groups: vec![group(501, &[20]), group(502, &[21, 30])],
        cases: Vec::new(),
        without_cases: Vec::new(),
    }
}

fn order() -> ExportOrder {
    let column = |field: &str, name: &str, id| ColumnSpec { field: field.into(), name: name.into(), id };
    ExportOrder {
        name: "Daily".into(),
        selection: two_groups(),
        columns: vec![column("allure_id", "ID", None), column("issue_integration", "Задачи", Some(4))],
        separator: ";".into(),
        with_headers: true,
    }
}

#[tokio::test]
async fn the_generation_is_found_out_once() {
    let server = current().await;
    let new = client(&server.uri());
    for known in join_all((0..10).map(|_| new.has_v2())).await {
        assert!(known.expect("an answer"));
    }
    assert_eq!(arrived(&server, "GET", "/api/v2/tree").await, 1);

    assert!(!client(&old().await.uri()).has_v2().await.expect("an answer"));

    let between = bare_server().await;
    answer(&between, "GET", "/api/project", ok(&page(&json!([{"id": 1}])))).await;
    answer(&between, "GET", "/api/v2/tree", ResponseTemplate::new(404)).await;
    assert!(!client(&between.uri()).has_v2().await.expect("an answer"));

    let broken = server_with_trouble().await;
    let error = client(&broken.uri()).has_v2().await.expect_err("trouble is no answer");
    assert!(matches!(error.kind(), ErrorKind::Server { .. }));
}

async fn server_with_trouble() -> MockServer {
    let server = server().await;
    answer(&server, "GET", "/api/v2/tree", ResponseTemplate::new(500)).await;
    server
}

#[tokio::test]
async fn trees_and_their_groups() {
    let server = current().await;
    let client = client(&server.uri());
    let tree = json!({"id": 101, "name": "Features", "fields": [{"id": -2, "name": "Feature"}, {"id": -3, "name": "Story"}]});
    answer(&server, "GET", "/api/tree", ok(&page(&json!([tree, {"id": 102, "name": null}])))).await;
    let trees = client.trees(7).await.expect("trees");
    assert_eq!((trees.len(), trees[0].fields[1].name.as_str()), (2, "Story"));

    let place = "/api/v2/project/7/test-case/tree/tree-node";
    let root = json!({"id": 101, "children": {"content": [
        {"type": "GROUP", "id": 501, "name": "Переводы", "count": 250, "customFieldId": -2, "customFieldValueId": 20},
        {"type": "GROUP", "id": 502, "name": "Cards", "count": null, "customFieldValueId": 21},
    ], "totalElements": 3, "last": false}});
    Mock::given(method("GET"))
        .and(path(place))
        .and(query_param("treeId", "101"))
        .and(query_param_is_missing("parentNodeId"))
        .respond_with(ok(&root))
        .mount(&server)
        .await;
    let groups = client.tree_groups(7, 101, None, PageRequest::first(2)).await.expect("groups");
    assert_eq!((groups.total, groups.last, groups.items.len()), (None, false, 2));
    assert_eq!(groups.items[0].at, GroupRef { id: 501, path: vec![20] });
    assert_eq!((groups.items[0].count, groups.items[1].count), (Some(250), None));
    assert!(!trees[0].is_lowest(&groups.items[0].at));

    let below = json!({"id": 501, "children": {"content": [
        {"type": "GROUP", "id": 601, "name": "Limits", "count": 50, "customFieldValueId": 30},
        {"type": "LEAF", "id": 9001, "name": "a test case", "testCaseId": 5},
    ], "totalElements": 90, "last": false}});
    Mock::given(query_param("parentNodeId", "501"))
        .and(path(place))
        .respond_with(ok(&below))
        .mount(&server)
        .await;
    let groups =
        client.tree_groups(7, 101, Some(&groups.items[0].at), PageRequest::first(2)).await.expect("groups");
    let [lowest] = &groups.items[..] else { panic!("one group, not {groups:?}") };
    assert_eq!((&lowest.at, groups.last), (&GroupRef { id: 601, path: vec![20, 30] }, true));
    assert!(trees[0].is_lowest(&lowest.at));
}

#[tokio::test]
async fn groups_of_an_old_server() {
    let server = old().await;
    Mock::given(path("/api/rs/testcasetree/group"))
        .and(query_param("projectId", "7"))
        .and(query_param("treeId", "101"))
        .and(query_param("path", "20"))
        .respond_with(ok(&page(&json!([{"id": 30, "name": "Limits", "count": 50, "customFieldId": -3}]))))
        .mount(&server)
        .await;
    let parent = GroupRef { id: 20, path: vec![20] };
    let groups = client(&server.uri())
        .tree_groups(7, 101, Some(&parent), PageRequest::first(100))
        .await
        .expect("groups");
    assert_eq!(groups.items[0].at, GroupRef { id: 30, path: vec![20, 30] });
    assert_eq!((groups.items[0].count, groups.total, groups.last), (Some(50), Some(1), true));
}

#[tokio::test]
async fn counting() {
    let server = current().await;
    let body = json!({"selection": {"projectId": 7, "treeId": 101, "groupsInclude": [501, 502],
        "groupsExclude": [], "testCasesInclude": [], "testCasesExclude": [], "inverted": false, "deleted": false}});
    post(&server, "/api/v2/test-case/bulk/count", &body, &json!({"total": 300})).await;
    assert_eq!(client(&server.uri()).count_cases(&two_groups()).await.expect("a count"), 300);

    let server = old().await;
    let body = json!({"projectId": 7, "treeId": 101, "groupsInclude": [[20], [21, 30]], "groupsExclude": [],
        "leafsInclude": [], "leafsExclude": [], "path": [], "inverted": false, "deleted": false});
    post(&server, "/api/rs/testcasetree/select", &body, &json!(300)).await;
    assert_eq!(client(&server.uri()).count_cases(&two_groups()).await.expect("a count"), 300);
    let all = Selection { project_id: 7, ..Selection::default() };
    let error = client(&server.uri()).count_cases(&all).await.expect_err("no such answer");
    assert!(matches!(error.kind(), ErrorKind::Rejected { status: 418, .. }));
}

#[tokio::test]
async fn an_aql_of_test_cases() {
    let server = current().await;
    let client = client(&server.uri());
    let check = |rql, body: Value| {
        Mock::given(path("/api/testcase/query/validate"))
            .and(query_param("projectId", "7"))
            .and(query_param("rql", rql))
            .respond_with(ok(&body))
    };
    check("muted = true", json!({"valid": true, "count": 3})).mount(&server).await;
    check("nonsense", json!({"valid": false})).mount(&server).await;
    let good = client.check_case_query(7, "muted = true").await.expect("an answer");
    assert_eq!(good, QueryCheck { valid: true, count: Some(3) });
    let bad = client.check_case_query(7, "nonsense").await.expect("an answer");
    assert_eq!(bad, QueryCheck { valid: false, count: None });

    for (number, ids) in [(0, json!([{"id": 1}, {"id": 2}])), (1, json!([{"id": 5, "name": "x"}]))] {
        let part = json!({"content": ids, "totalElements": 3, "totalPages": 2, "number": number, "last": number == 1});
        Mock::given(path("/api/testcase/__search"))
            .and(query_param("rql", "muted = true"))
            .and(query_param("sort", "id,asc"))
            .and(query_param("page", number.to_string()))
            .respond_with(ok(&part))
            .mount(&server)
            .await;
    }
    assert_eq!(client.case_ids(7, "muted = true").await.expect("ids"), [1, 2, 5]);
}

#[tokio::test]
async fn what_can_be_a_column() {
    let server = current().await;
    let new = client(&server.uri());
    answer(
        &server,
        "GET",
        "/api/export/testcase/csv/mapping",
        ok(&json!(["allure_id", "issue_integration"])),
    )
    .await;
    assert_eq!(new.export_fields().await.expect("fields"), ["allure_id", "issue_integration"]);
    let used = json!([{"id": 77, "name": "Epic", "customField": {"id": -1, "name": "Epic"}},
                      {"id": 78, "name": "Риск", "customField": {"id": 12}}]);
    answer(&server, "GET", "/api/project/7/cf", ok(&page(&used))).await;
    let fields = new.custom_fields(7).await.expect("fields");
    assert_eq!(
        fields.iter().map(|field| (field.id, field.name.as_str())).collect::<Vec<_>>(),
        [(-1, "Epic"), (12, "Риск")]
    );
    answer(&server, "GET", "/api/role", ok(&json!([{"id": -1, "name": "Owner"}]))).await;
    assert_eq!(new.roles().await.expect("roles")[0].name, "Owner");
    let links = json!([
        {"id": 1, "name": "CI", "info": {"type": "jenkins", "operations": ["job_run"]}},
        {"id": 2, "name": "Jira", "info": {"type": "jira", "operations": ["issue_suggest"]}},
        {"id": 3, "name": "?"},
    ]);
    answer(&server, "GET", "/api/integration/project/7", ok(&page(&links))).await;
    let links = new.integrations(7).await.expect("integrations");
    assert_eq!(links.iter().map(testops::Integration::has_issues).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(links[1].kind(), Some("jira"));

    let server = old().await;
    let before = client(&server.uri());
    answer(&server, "GET", "/api/rs/export/testcase/csv/mapping", ok(&json!(["allure_id", "issue"]))).await;
    assert_eq!(before.export_fields().await.expect("fields"), ["allure_id", "issue_integration"]);
    answer(&server, "GET", "/api/rs/cf", ok(&page(&json!([{"id": -1, "name": "Epic"}])))).await;
    assert_eq!(before.custom_fields(7).await.expect("fields")[0].id, -1);
}

#[tokio::test]
async fn asking_for_a_file() {
    let request = json!({"id": 33, "projectId": 7, "status": "queued", "name": "Daily", "shared": false,
        "createdBy": "anna", "createdDate": 1_700_000_000_000_i64, "type": "TEST_CASE_CSV"});
    let server = current().await;
    let body = |selection: Value, issues: &str| {
        json!({"name": "Daily", "selection": selection, "columnSeparator": ";", "withHeaders": true,
            "mapping": [{"field": "allure_id", "name": "ID"},
                        {"field": issues, "name": "Задачи", "integrationId": 4, "itemsSeparator": ", "}]})
    };
    let selection = json!({"projectId": 7, "treeId": 101, "groupsInclude": [501, 502], "groupsExclude": [],
        "testCasesInclude": [], "testCasesExclude": [], "inverted": false, "deleted": false});
    Mock::given(method("POST"))
        .and(path("/api/v2/test-case/bulk/export/csv"))
        .and(query_param("shared", "false"))
        .and(body_json(body(selection, "issue_integration")))
        .respond_with(ok(&request))
        .expect(1)
        .mount(&server)
        .await;
    let asked = client(&server.uri()).request_export(&order()).await.expect("a request");
    assert_eq!((asked.id, asked.status, asked.error_message), (33, ExportStatus::Queued, None));

    let server = old().await;
    let selection = json!({"projectId": 7, "treeId": 101, "groupsInclude": [[20], [21, 30]], "groupsExclude": [],
        "leafsInclude": [], "leafsExclude": [], "path": [], "inverted": false, "deleted": false});
    Mock::given(method("POST"))
        .and(path("/api/rs/export/testcase/csv"))
        .and(query_param("shared", "false"))
        .and(body_json(body(selection, "issue")))
        .respond_with(ok(&request))
        .expect(1)
        .mount(&server)
        .await;
    assert_eq!(client(&server.uri()).request_export(&order()).await.expect("a request").id, 33);
}

#[tokio::test]
async fn asking_is_never_repeated() {
    let server = current().await;
    let place = "/api/v2/test-case/bulk/export/csv";
    answer(&server, "POST", place, ResponseTemplate::new(503)).await;
    let error = client(&server.uri()).request_export(&order()).await.expect_err("trouble");
    assert_eq!((error.sent(), arrived(&server, "POST", place).await), (Sent::Maybe, 1));

    let lost = server_with_trouble().await;
    let error = client(&lost.uri()).request_export(&order()).await.expect_err("no generation");
    assert_eq!(error.sent(), Sent::No, "it was not asked for yet");
}

#[tokio::test]
async fn requests_on_the_server() {
    let server = current().await;
    let client = client(&server.uri());
    answer(
        &server,
        "GET",
        "/api/export/33",
        ok(&json!({"id": 33, "status": "FAILED", "errorMessage": "disk"})),
    )
    .await;
    let request = client.export_request(33).await.expect("a request");
    assert_eq!((request.status, request.error_message.as_deref()), (ExportStatus::Failed, Some("disk")));
    Mock::given(method("GET"))
        .and(path("/api/export"))
        .and(query_param("projectId", "7"))
        .and(query_param("sort", "id,desc"))
        .respond_with(ok(&page(&json!([{"id": 33, "status": "baking"}, {"id": 32}]))))
        .mount(&server)
        .await;
    let all = client.export_requests(7, PageRequest::first(10)).await.expect("requests").items;
    assert_eq!(all[0].status, ExportStatus::Other("baking".into()));
    answer(&server, "DELETE", "/api/export/33", ResponseTemplate::new(200)).await;
    client.delete_export(33).await.expect("deleted");
    answer(&server, "DELETE", "/api/export/34", ResponseTemplate::new(404)).await;
    let error = client.delete_export(34).await.expect_err("no such request");
    assert!(matches!(error.kind(), ErrorKind::NotFound { .. }));
}
