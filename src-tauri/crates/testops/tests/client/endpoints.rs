//! Every operation: the request that goes out, and the answer that comes back.

use serde_json::{Value, json};
use testops::{
    Criterion, JobRunStage, JobRunStatus, LaunchQuery, PageRequest, ParameterValue, Permission, ProjectQuery,
    Status,
};
use wiremock::matchers::{body_json, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{answer, client, page, run_request, server};

fn json_answer(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

async fn get(server: &MockServer, place: &str, query: &[(&str, &str)], body: &Value) {
    let mock = query.iter().fold(Mock::given(method("GET")).and(path(place)), |mock, (name, value)| {
        mock.and(query_param(*name, *value))
    });
    mock.respond_with(json_answer(body)).expect(1).with_priority(1).mount(server).await;
}

#[tokio::test]
async fn projects() {
    let server = server().await;
    let client = client(&server.uri());
    let one =
        json!({"id": 7, "name": "Сайт", "abbr": "WEB", "favorite": true, "isPublic": null, "extra": {}});
    get(
        &server,
        "/api/project",
        &[("query", "са"), ("my", "true"), ("page", "2"), ("size", "5")],
        &page(&json!([one])),
    )
    .await;
    let query = ProjectQuery { query: Some("са".into()), my: Some(true), favorite: None };
    let found = client.projects(&query, PageRequest { number: 2, size: 5 }).await.expect("projects");
    assert_eq!((found.items[0].id, found.items[0].name.as_str(), found.items[0].favorite), (7, "Сайт", true));
    assert_eq!((found.total, found.last), (Some(1), true));

    get(&server, "/api/project/7", &[], &one).await;
    assert_eq!(client.project(7).await.expect("a project").abbr.as_deref(), Some("WEB"));

    assert_eq!(client.all_projects().await.expect("all").len(), 1);

    get(
        &server,
        "/api/permission",
        &[("projectId", "7")],
        &json!(["project:read", "project:write", "project:dance"]),
    )
    .await;
    let may = client.permissions(7).await.expect("permissions");
    assert_eq!(may, [Permission::Read, Permission::Write, Permission::Other("project:dance".into())]);
}

#[tokio::test]
async fn jobs() {
    let server = server().await;
    let client = client(&server.uri());
    let jobs = json!([
        {"id": 1, "name": "A", "type": "jenkins", "url": "https://ci/1", "canRun": false,
         "parameters": [{"id": 11, "name": "BRANCH", "defaultValue": "main"}]},
        {"id": 2, "name": "B", "type": "eva_project", "parameters": [{"id": 12, "name": "ENV", "value": "qa"}, {"id": 13, "value": null}]},
        {"id": 3, "name": null, "type": null, "parameters": null},
    ]);
    Mock::given(method("GET"))
        .and(path("/api/job"))
        .and(query_param("projectId", "7"))
        .and(query_param_is_missing("externalId"))
        .respond_with(json_answer(&page(&jobs)))
        .expect(2)
        .mount(&server)
        .await;
    let all = client.all_jobs(7).await.expect("jobs");
    assert_eq!(client.jobs(7, PageRequest::first(20)).await.expect("jobs").items, all);
    assert_eq!(all[0].parameters[0].default_text(), "main");
    assert_eq!(all[0].can_run, Some(false));
    assert_eq!(all[1].parameters[0].default_text(), "qa");
    assert_eq!((all[1].parameters[1].id, all[1].parameters[1].default_text()), (Some(13), ""));
    assert!(all[2].parameters.is_empty());

    get(&server, "/api/job/2", &[], &jobs[1]).await;
    assert_eq!(client.job(2).await.expect("a job").kind.as_deref(), Some("eva_project"));
}

#[tokio::test]
async fn running_a_job() {
    let server = server().await;
    let mut request = run_request();
    request.parameters.push(ParameterValue { id: 11, value: "main".into() });
    Mock::given(method("POST"))
        .and(path("/api/job/2/run"))
        .and(body_json(serde_json::to_value(&request).expect("JSON")))
        .respond_with(ResponseTemplate::new(202).set_body_json(
            json!({"id": 900, "name": "Nightly", "closed": false, "createdDate": 1_700_000_000_000_i64}),
        ))
        .expect(1)
        .mount(&server)
        .await;
    let launch = client(&server.uri()).run_job(2, &request).await.expect("a launch");
    assert_eq!((launch.id, launch.closed), (900, false));
    assert_eq!(launch.created_date.map(|at| at.timestamp_millis()), Some(1_700_000_000_000));
}

#[tokio::test]
async fn job_runs() {
    let server = server().await;
    let client = client(&server.uri());
    let run = json!({"id": 5, "name": "#12", "url": "https://ci/12", "stage": "run_failure", "status": null,
        "errorMessage": "401 from Jenkins", "job": {"id": 2, "name": "B", "type": "jenkins"}, "launchId": 900});
    get(&server, "/api/jobrun/5", &[], &run).await;
    let read = client.job_run(5).await.expect("a job run");
    assert_eq!((read.stage.clone(), read.status.clone()), (Some(JobRunStage::RunFailure), None));
    assert_eq!(read.error_message.as_deref(), Some("401 from Jenkins"));

    let odd = json!({"id": 6, "stage": "FINISHED", "status": "exploded"});
    get(&server, "/api/launch/900/job", &[], &json!([run, odd])).await;
    let runs = client.launch_job_runs(900).await.expect("job runs");
    assert_eq!(runs[0], read);
    assert_eq!(runs[1].stage, Some(JobRunStage::Finished));
    assert_eq!(runs[1].status, Some(JobRunStatus::Other("exploded".into())));

    Mock::given(method("POST"))
        .and(path("/api/jobrun/5/rerun"))
        .and(body_json(json!({"rql": "status in [\"failed\",\"broken\"]"})))
        .respond_with(ResponseTemplate::new(202))
        .expect(1)
        .mount(&server)
        .await;
    let rql = format!("status in {}", testops::aql::list(["failed", "broken"]));
    client.rerun_job_run(5, &rql).await.expect("accepted");
}

#[tokio::test]
async fn the_list_of_launches() {
    let server = server().await;
    let search = "W3siaWQiOiJjbG9zZSIsInR5cGUiOiJib29sZWFuIiwidmFsdWUiOmZhbHNlfV0=";
    let launches = json!([
        {"id": 900, "name": "N", "closed": false, "statistic": null, "jobs": [{"id": 5, "stage": "in_progress"}],
         "environment": [{"id": 1, "name": "chrome", "variable": {"id": 2, "name": "browser"}}], "newDefectsCount": null},
        {"id": 899, "closed": true, "statistic": [{"status": "passed", "count": 3}, {"count": 1}], "jobs": null},
    ]);
    let query = [
        ("projectId", "7"),
        ("preview", "true"),
        ("search", search),
        ("sort", "createdDate,desc"),
        ("size", "100"),
    ];
    get(&server, "/api/launch", &query, &page(&launches)).await;
    let wanted = LaunchQuery { search: vec![Criterion::Closed(false)], ..LaunchQuery::default() };
    let found = client(&server.uri()).launches(7, &wanted, PageRequest::first(100)).await.expect("launches");
    let [open, closed] = &found.items[..] else { panic!("two launches, not {found:?}") };
    assert_eq!((open.statistic.as_ref(), open.jobs[0].stage.clone()), (None, Some(JobRunStage::InProgress)));
    assert_eq!(open.environment[0].variable.as_ref().map(|variable| variable.name.as_str()), Some("browser"));
    let counts = closed.statistic.as_deref().expect("counts");
    assert_eq!((counts[0].status.clone(), counts[0].count), (Some(Status::Passed), 3));
    assert_eq!((counts[1].status.clone(), counts[1].count), (None, 1));
}

#[tokio::test]
async fn one_launch() {
    let server = server().await;
    let client = client(&server.uri());
    get(
        &server,
        "/api/launch/9",
        &[],
        &json!({"id": 9, "name": "N", "closed": true, "tags": [{"id": 1, "name": "smoke"}]}),
    )
    .await;
    let launch = client.launch(9).await.expect("a launch");
    assert_eq!((launch.closed, launch.tags[0].name.as_str()), (true, "smoke"));

    get(
        &server,
        "/api/launch/9/statistic",
        &[],
        &json!([{"status": "failed", "count": 2}, {"status": null, "count": 4}]),
    )
    .await;
    let counts = client.launch_statistic(9).await.expect("counts");
    assert_eq!(
        (counts[0].status.clone(), counts[1].status.clone(), counts[1].count),
        (Some(Status::Failed), None, 4)
    );

    get(&server, "/api/launch/9/progress", &[], &json!({"ready": true})).await;
    assert!(client.launch_progress(9).await.expect("progress"));

    get(
        &server,
        "/api/launch/9/defect",
        &[],
        &page(&json!([{"id": 3, "name": "Slow", "count": 2, "closed": false}])),
    )
    .await;
    assert_eq!(client.launch_defects(9).await.expect("defects")[0].count, 2);

    get(&server, "/api/launch/9/env", &[], &json!([{"id": 1, "name": "chrome", "variable": null}])).await;
    assert_eq!(client.launch_environment(9).await.expect("environment")[0].name, "chrome");

    let retry = json!({"id": 4, "name": "t", "status": "passed", "totalRetries": 2, "previousRetry": {"id": 3, "status": "failed"}});
    get(&server, "/api/launch/9/retries", &[], &page(&json!([retry]))).await;
    let retries = client.launch_retries(9).await.expect("retries");
    assert_eq!(
        retries[0].previous_retry.as_ref().and_then(|before| before.status.clone()),
        Some(Status::Failed)
    );
}

#[tokio::test]
async fn searching_launches() {
    let server = server().await;
    let client = client(&server.uri());
    let rql = r#"name = "N \"1\"""#;
    get(&server, "/api/launch/__search", &[("projectId", "7"), ("rql", rql)], &page(&json!([{"id": 9}])))
        .await;
    assert_eq!(client.search_launches(7, rql, PageRequest::first(5)).await.expect("launches").items[0].id, 9);
    get(&server, "/api/launch/query/validate", &[("rql", rql)], &json!({"valid": true, "count": 1})).await;
    assert_eq!(client.count_launches(7, rql).await.expect("a count"), Some(1));
    get(
        &server,
        "/api/launch/query/validate",
        &[("rql", "nonsense")],
        &json!({"valid": false, "count": null}),
    )
    .await;
    assert_eq!(client.count_launches(7, "nonsense").await.expect("an answer"), None);
}

#[tokio::test]
async fn closing_and_reopening() {
    let server = server().await;
    answer(&server, "POST", "/api/launch/9/close", ResponseTemplate::new(204)).await;
    answer(&server, "POST", "/api/launch/9/reopen", ResponseTemplate::new(202)).await;
    let client = client(&server.uri());
    client.close_launch(9).await.expect("accepted");
    client.reopen_launch(9).await.expect("accepted");
}

#[tokio::test]
async fn results() {
    let server = server().await;
    let client = client(&server.uri());
    let result = json!({"id": 70, "name": "t", "status": "broken", "launchId": 9, "message": "NPE", "trace": "at x",
        "start": 1_700_000_000_000_i64, "duration": "1500", "hidden": true, "parameters": [{"name": "p", "value": 1}]});
    get(
        &server,
        "/api/testresult",
        &[("launchId", "9"), ("page", "0"), ("size", "100")],
        &page(&json!([result, {"id": 71, "status": null}])),
    )
    .await;
    let found = client.test_results(9, PageRequest::first(100)).await.expect("results").items;
    assert_eq!(
        (found[0].status.clone(), found[0].duration, found[0].hidden),
        (Some(Status::Broken), Some(1500), true)
    );
    assert_eq!(found[0].parameters[0].value.as_deref(), Some("1"));
    assert_eq!(found[1].status, None);

    get(&server, "/api/testresult/70", &[], &result).await;
    assert_eq!(client.test_result(70).await.expect("a result").message.as_deref(), Some("NPE"));

    let rql = "launch = 9 and status in [\"failed\"]";
    get(
        &server,
        "/api/testresult/__search",
        &[("projectId", "7"), ("rql", rql)],
        &page(&json!([{"id": 70, "testCaseId": 8}])),
    )
    .await;
    let rows = client.test_results_search(7, rql, PageRequest::first(10)).await.expect("rows").items;
    assert_eq!(rows[0].test_case_id, Some(8));
}

#[tokio::test]
async fn tags_and_environment() {
    let server = server().await;
    let client = client(&server.uri());
    get(
        &server,
        "/api/launch/tag/suggest",
        &[("projectId", "7"), ("query", "sm")],
        &page(&json!([{"id": 1, "name": "smoke"}])),
    )
    .await;
    assert_eq!(client.suggest_launch_tags(7, "sm").await.expect("tags")[0].name, "smoke");
    get(&server, "/api/ev", &[], &json!([{"id": -1, "name": "browser"}])).await;
    assert_eq!(client.env_variables().await.expect("variables")[0].id, -1);
    get(
        &server,
        "/api/evschema",
        &[("projectId", "7")],
        &page(&json!([{"id": 4, "key": "BROWSER", "envVar": {"id": -1, "name": "browser"}}])),
    )
    .await;
    assert_eq!(client.env_schema(7).await.expect("schema")[0].key, "BROWSER");
    get(
        &server,
        "/api/evv/suggest",
        &[("envVarId", "-1"), ("projectId", "7"), ("query", "ch")],
        &page(&json!([{"id": 5, "name": "chrome"}])),
    )
    .await;
    assert_eq!(client.suggest_env_values(-1, 7, "ch").await.expect("values")[0].name, "chrome");
}

#[tokio::test]
async fn the_account_is_found_where_the_version_keeps_it() {
    let server = server().await;
    let html = ResponseTemplate::new(200).set_body_raw("<html></html>", "text/html");
    answer(&server, "GET", "/api/account/me", html).await;
    answer(&server, "GET", "/api/uaa/account/me", ResponseTemplate::new(404)).await;
    answer(&server, "GET", "/api/uaa/me", json_answer(&json!({"id": 1, "username": "anna"}))).await;
    let account = client(&server.uri()).account().await.expect("an account");
    assert_eq!(account.shown_name().as_deref(), Some("anna"));
    assert_eq!(crate::support::arrived(&server, "GET", "/api/account/me").await, 1);
}
