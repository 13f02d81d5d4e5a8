//! Decisions about results, and defects: the requests of both generations.

use serde_json::{Value, json};
use testops::{
    DefectChange, DefectRule, ErrorKind, IssueKey, IssueRef, LaunchName, MuteOrder, NewDefect, PageRequest,
    ResultSelection, Status,
};
use wiremock::matchers::{body_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::exports::{current, ok, old};
use crate::support::{answer, arrived, client, page, server};

fn selection() -> ResultSelection {
    ResultSelection::new(9, vec![70, 71]).expect("not empty")
}

fn sent_selection() -> Value {
    json!({"launchId": 9, "leafsInclude": [70, 71], "leafsExclude": [], "groupsInclude": [], "groupsExclude": [],
        "path": [], "inverted": false})
}

async fn takes(server: &MockServer, verb: &str, place: &str, body: &Value, response: ResponseTemplate) {
    let mock = Mock::given(method(verb)).and(path(place)).and(body_json(body));
    mock.respond_with(response).expect(1).with_priority(1).mount(server).await;
}

#[tokio::test]
async fn bulk_decisions() {
    let server = current().await;
    let client = client(&server.uri());
    let done = || ResponseTemplate::new(204);
    let bulk = |what: &str| format!("/api/testresult/bulk/{what}");
    let chosen = json!({"selection": sent_selection()});
    takes(&server, "POST", &bulk("assign"), &chosen, done()).await;
    client.unassign_results(&selection()).await.expect("done");
    let body = json!({"selection": sent_selection(), "assignees": ["ann"]});
    takes(&server, "POST", &bulk("assign"), &body, done()).await;
    client.assign_results(&selection(), &["ann".into()]).await.expect("done");
    assert_eq!(
        client.assign_results(&selection(), &[]).await.expect_err("nobody").kind(),
        &ErrorKind::Config
    );
    for what in ["hide", "unmute"] {
        takes(&server, "POST", &bulk(what), &chosen, done()).await;
    }
    client.hide_results(&selection()).await.expect("done");
    client.unmute_results(&selection()).await.expect("done");
    let body = json!({"selection": sent_selection(), "ids": [3]});
    takes(&server, "POST", &bulk("defect/link"), &body, done()).await;
    client.link_defects(&selection(), &[3]).await.expect("done");
    assert_eq!(ResultSelection::new(9, Vec::new()), None, "to some operations nothing means all");
}

#[tokio::test]
async fn mutes_have_names_and_whole_issues() {
    let server = current().await;
    let client = client(&server.uri());
    let issue = IssueRef { id: None, integration_id: 2, name: "AB-1".into() };
    let order = MuteOrder {
        name: LaunchName::new("Flaky").expect("a name"),
        reason: Some("r".into()),
        issues: vec![issue],
    };
    let sent = json!({"name": "Flaky", "reason": "r", "issues": [{"integrationId": 2, "name": "AB-1"}]});
    takes(&server, "POST", "/api/testresult/70/mute", &sent, ResponseTemplate::new(202)).await;
    client.mute_result(70, &order).await.expect("done");
    let mut body = sent.clone();
    body["selection"] = sent_selection();
    takes(&server, "POST", "/api/testresult/bulk/mute", &body, ResponseTemplate::new(204)).await;
    client.mute_results(&selection(), &order).await.expect("done");
    let blank = IssueRef { id: None, integration_id: 2, name: " ".into() };
    let order = MuteOrder { issues: vec![blank], ..order };
    assert_eq!(
        client.mute_result(70, &order).await.expect_err("it would link all").kind(),
        &ErrorKind::Config
    );
    answer(&server, "DELETE", "/api/mute/5", ResponseTemplate::new(204)).await;
    client.delete_mute(5).await.expect("done");
    answer(&server, "GET", "/api/mute", ok(&page(&json!([{"id": 5, "name": "Flaky", "issues": null}]))))
        .await;
    assert_eq!(client.mutes(8).await.expect("mutes")[0].name, "Flaky");
    answer(&server, "GET", "/api/testcase/muted", ok(&page(&json!([{"id": 8, "name": "t"}])))).await;
    assert_eq!(client.muted_cases(7, PageRequest::first(10)).await.expect("cases").items[0].id, 8);
}

#[tokio::test]
async fn a_status_is_set_with_its_message_on_both_generations() {
    let body = json!({"selection": sent_selection(), "status": "passed", "message": "by hand"});
    let server = current().await;
    takes(&server, "POST", "/api/v2/test-result/bulk/resolve", &body, ResponseTemplate::new(204)).await;
    let set = async |server: &MockServer| {
        client(&server.uri()).set_status(&selection(), &Status::Passed, Some("by hand"), None).await
    };
    set(&server).await.expect("done");
    let server = old().await;
    takes(&server, "POST", "/api/rs/testresult/bulk/resolve", &body, ResponseTemplate::new(204)).await;
    set(&server).await.expect("done");
    assert_eq!(client(&server.uri()).selection_stats(&selection()).await.expect("an answer"), None);
}

#[tokio::test]
async fn writes_are_sent_once() {
    let server = current().await;
    answer(&server, "POST", "/api/testresult/70/assign", ResponseTemplate::new(503)).await;
    let error = client(&server.uri()).assign_result(70, "ann").await.expect_err("trouble");
    assert_eq!(error.sent(), testops::Sent::Maybe);
    assert_eq!(arrived(&server, "POST", "/api/testresult/70/assign").await, 1);
    let closed = ResponseTemplate::new(423).set_body_json(json!({"message": "launch is closed"}));
    answer(&server, "POST", "/api/testresult/bulk/hide", closed).await;
    let error = client(&server.uri()).hide_results(&selection()).await.expect_err("closed");
    assert_eq!(error.kind(), &ErrorKind::Rejected { status: 423, message: Some("launch is closed".into()) });
}

#[tokio::test]
async fn a_defect_is_made_with_its_rule_and_issue() {
    let server = server().await;
    let client = client(&server.uri());
    let rule = DefectRule { name: "500".into(), message_regex: Some(".*500.*".into()), trace_regex: None };
    let new = NewDefect {
        name: "Login 500".into(),
        description: None,
        rule: Some(rule.clone()),
        issue: Some(IssueKey { integration_id: 2, name: "AB-12".into() }),
    };
    let body = json!({"name": "Login 500", "matcher": {"name": "500", "messageRegex": ".*500.*"},
        "linkIssue": {"integrationId": 2, "name": "AB-12"}});
    let made = json!({"id": 3, "name": "Login 500", "issue": {"name": "AB-12", "url": "https://x"}});
    takes(&server, "POST", "/api/testresult/70/defect", &body, ok(&made)).await;
    let made = client.create_defect(70, &new).await.expect("a defect");
    assert_eq!((made.id, made.issue.map(|issue| issue.name)), (3, Some("AB-12".into())));

    let change = DefectChange { closed: Some(true), ..DefectChange::default() };
    takes(&server, "PATCH", "/api/defect/3", &json!({"closed": true}), ok(&json!({"id": 3, "closed": true})))
        .await;
    assert!(client.change_defect(3, &change).await.expect("changed").closed);
    let body = json!({"defectId": 3, "name": "500", "messageRegex": ".*500.*"});
    takes(&server, "POST", "/api/defect/matcher", &body, ok(&json!({"id": 6, "name": "500"}))).await;
    assert_eq!(client.add_defect_rule(3, &rule).await.expect("a rule").id, 6);
    let known =
        json!([{"id": 6, "name": "500", "messageRegex": ".*500.*", "traceRegex": null, "defectId": 3}]);
    answer(&server, "GET", "/api/defect/3/matcher", ok(&page(&known))).await;
    assert_eq!(client.defect_rules(3).await.expect("rules")[0].rule, rule);
}

#[tokio::test]
async fn what_a_rule_meets_and_how_failures_are_grouped() {
    let server = server().await;
    let client = client(&server.uri());
    let met = page(&json!([{"id": 70, "name": "t", "status": "failed", "message": "500"}]));
    Mock::given(path("/api/testresult/defect/match"))
        .and(query_param("launchId", "9"))
        .and(query_param("messageRegex", ".*500.*"))
        .respond_with(ok(&met))
        .mount(&server)
        .await;
    let rule = DefectRule { message_regex: Some(".*500.*".into()), ..DefectRule::default() };
    assert_eq!(client.match_rule(9, &rule, PageRequest::first(5)).await.expect("results").items[0].id, 70);
    let groups = json!({"name": "all", "groups": [{"name": "Product", "context": {"key": "category", "value": "1"},
        "groups": [{"name": "500", "leafs": [{"uid": 70, "status": "burnt"}, {"uid": null}]}]}], "total": 1});
    answer(&server, "GET", "/api/testresult/defects", ok(&groups)).await;
    let tree = client.failure_groups(9).await.expect("groups");
    let results = &tree.groups[0].groups[0].results;
    assert_eq!((results.len(), results[0].status.clone()), (1, Some(Status::Other("burnt".into()))));
    for (place, rows) in [
        ("/api/testresult/70/defect/candidate", json!([{"id": 3}])),
        ("/api/testresult/70/defect", json!([{"id": 3}])),
        ("/api/testresult/70/defect/similar", json!([{"id": 71}])),
        ("/api/launch/9/unresolved", json!([{"id": 71}])),
        ("/api/defect", json!([{"id": 3, "count": 4}])),
        ("/api/defect/3/testresult", json!([{"id": 71}])),
        ("/api/user/suggest", json!([{"username": "ann", "id": null}])),
        ("/api/project/7/category", json!([{"id": 1, "name": "Product", "color": "#fff"}])),
    ] {
        answer(&server, "GET", place, ok(&page(&rows))).await;
    }
    let first = PageRequest::first(5);
    assert_eq!(client.defect_candidates(70).await.expect("defects")[0].id, 3);
    assert_eq!(client.result_defects(70).await.expect("defects")[0].id, 3);
    assert_eq!(client.similar_results(70, first).await.expect("rows").items[0].id, 71);
    assert_eq!(client.unresolved_results(9, first).await.expect("rows").items[0].id, 71);
    assert_eq!(client.defects(7, Some("x"), first).await.expect("defects").items[0].count, 4);
    assert_eq!(client.defect_results(3, first).await.expect("rows").items[0].id, 71);
    assert_eq!(client.suggest_people("an").await.expect("people")[0].username, "ann");
    assert_eq!(client.categories(7).await.expect("categories")[0].color.as_deref(), Some("#fff"));
}
