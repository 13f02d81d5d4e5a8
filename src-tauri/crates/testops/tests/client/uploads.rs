//! Sending results: what goes out, and what becomes of it when something is wrong.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use testops::{Client, ErrorKind, FilePart, LaunchName, Link, NewLaunch, PageRequest, Sending, Sent, TagRef};
use testops_sim::{Generation, Options, serve};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{arrived, client, server, sim_client};

fn new_launch(project_id: i64) -> NewLaunch {
    NewLaunch {
        name: LaunchName::new("Local").expect("a name"),
        project_id,
        autoclose: false,
        external: true,
        tags: vec![TagRef { id: None, name: "local".into() }],
        links: vec![Link { name: "build".into(), url: Some("https://ci/1".into()), kind: None }],
    }
}

fn part(folder: &Path, name: &str, content: &[u8]) -> FilePart {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("a file");
    FilePart { name: name.to_owned(), path, size: content.len() as u64, content_type: None }
}

fn result(n: usize, status: &str) -> Vec<u8> {
    json!({"uuid": n.to_string(), "historyId": n.to_string(), "name": format!("Тест {n}"), "status": status, "start": 1, "stop": 2,
        "attachments": [{"name": "log", "source": "log.txt", "type": "text/plain"}]})
    .to_string()
    .into_bytes()
}

async fn send(client: &Client, session: i64, files: Vec<FilePart>) -> testops::Result<()> {
    client.upload_files(session, files, Arc::new(Sending::default())).await
}

#[tokio::test]
async fn a_launch_of_no_job_and_a_session_in_it() {
    let server = server().await;
    let client = client(&server.uri());
    let sent = json!({"name": "Local", "projectId": 7, "autoclose": false, "external": true, "tags": [{"name": "local"}],
        "links": [{"name": "build", "url": "https://ci/1"}]});
    let made = ResponseTemplate::new(200).set_body_json(json!({"id": 5, "name": "Local", "projectId": 7}));
    Mock::given(method("POST"))
        .and(path("/api/launch"))
        .and(wiremock::matchers::body_json(sent))
        .respond_with(made)
        .mount(&server)
        .await;
    assert_eq!(client.create_launch(&new_launch(7)).await.expect("a launch").id, 5);

    let sent = json!({"launchId": 5, "environment": [{"key": "BROWSER", "value": "chrome"}]});
    let made = ResponseTemplate::new(200).set_body_json(json!({"id": 9, "launchId": 5}));
    Mock::given(method("POST"))
        .and(path("/api/upload/session"))
        .and(query_param("manual", "true"))
        .and(wiremock::matchers::body_json(sent))
        .respond_with(made)
        .mount(&server)
        .await;
    let session = client.open_upload(5, &[("BROWSER".into(), "chrome".into())]).await.expect("a session");
    assert_eq!((session.id, session.launch_id), (9, Some(5)));
}

#[tokio::test]
async fn files_arrive_whole_on_both_generations() {
    for generation in [Generation::Current, Generation::Legacy] {
        let sim = serve(Options { generation, speed: 1000.0, ..Options::default() }).await.expect("a server");
        let client = sim_client(&sim);
        let project = client.all_projects().await.expect("projects")[0].id;
        let launch = client.create_launch(&new_launch(project)).await.expect("a launch").id;
        let session = client.open_upload(launch, &[]).await.expect("a session").id;
        let folder = tempfile::tempdir().expect("a folder");
        let log = vec![b'x'; 700_000];
        let files = vec![
            part(folder.path(), "1-result.json", &result(1, "failed")),
            part(folder.path(), "2-result.json", &result(2, "passed")),
            part(folder.path(), "log.txt", &log),
        ];
        let sending = Arc::new(Sending::default());
        client.upload_files(session, files, Arc::clone(&sending)).await.expect("stored");
        assert!(sending.bytes() > 700_000);
        while !client.launch_progress(launch).await.expect("progress") {
            tokio::task::yield_now().await;
        }
        let results = client.test_results(launch, PageRequest::first(10)).await.expect("results").items;
        assert_eq!(results.len(), 2);
        let file = client.result_attachments(results[0].id).await.expect("attachments").remove(0);
        assert_eq!(file.content_length, Some(log.len() as u64));
    }
}

#[tokio::test]
async fn a_refusal_says_what_it_is_and_nothing_is_repeated() {
    let server = server().await;
    let client = client(&server.uri());
    let folder = tempfile::tempdir().expect("a folder");
    let file = || vec![part(folder.path(), "1-result.json", b"{}")];
    for (session, status) in [(404, 404), (413, 413), (423, 423), (500, 500)] {
        let answer = ResponseTemplate::new(status).set_body_json(json!({"message": "no"}));
        Mock::given(method("POST"))
            .and(path("/api/upload/file"))
            .and(query_param("id", session.to_string()))
            .respond_with(answer)
            .mount(&server)
            .await;
        let error = send(&client, session, file()).await.expect_err("a refusal");
        match status {
            404 => assert!(matches!(error.kind(), ErrorKind::NotFound { .. })),
            500 => assert_eq!(error.sent(), Sent::Maybe),
            _ => assert!(matches!(error.kind(), ErrorKind::Rejected { status: own, .. } if *own == status)),
        }
    }
    assert_eq!(arrived(&server, "POST", "/api/upload/file").await, 4);
    assert_eq!(send(&client, 1, Vec::new()).await.expect_err("nothing").sent(), Sent::No);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_told_as_one() {
    let sim = serve(Options { speed: 1000.0, ..Options::default() }).await.expect("a server");
    let client = sim_client(&sim);
    let project = client.all_projects().await.expect("projects")[0].id;
    let launch = client.create_launch(&new_launch(project)).await.expect("a launch").id;
    let session = client.open_upload(launch, &[]).await.expect("a session").id;
    let trouble: Value = json!({"kind": "lost_answer", "path": "/upload/file", "times": 1});
    let door = format!("{}/trouble", sim.control);
    let http = reqwest::Client::new();
    assert!(http.post(door).json(&trouble).send().await.expect("a door").status().is_success());
    let folder = tempfile::tempdir().expect("a folder");
    let file = || vec![part(folder.path(), "1-result.json", &result(1, "passed"))];
    assert_eq!(send(&client, session, file()).await.expect_err("lost").sent(), Sent::Maybe);
    while !client.launch_progress(launch).await.expect("progress") {
        tokio::task::yield_now().await;
    }
    let rql = format!("launch = {launch}");
    let check = client.check_result_query(project, &rql).await.expect("a count");
    assert_eq!(check.count, Some(1), "it was stored");
}
