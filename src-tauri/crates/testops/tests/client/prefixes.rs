//! Finding the prefix.

use futures::future::join_all;
use serde_json::json;
use testops::{ErrorKind, PageRequest, Prefix};
use wiremock::ResponseTemplate;

use crate::support::{answer, arrived, bare_server, client, page, run_request};

fn spa() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("<!doctype html><div id=app>", "text/html; charset=utf-8")
}

#[tokio::test]
async fn an_old_server_answers_under_api_rs() {
    for absent in
        [spa(), ResponseTemplate::new(404), ResponseTemplate::new(200).set_body_json(json!({"hello": 1}))]
    {
        let server = bare_server().await;
        answer(&server, "GET", "/api/project", absent).await;
        answer(&server, "GET", "/api/rs/project", ResponseTemplate::new(200).set_body_json(page(&json!([]))))
            .await;
        answer(
            &server,
            "GET",
            "/api/rs/job",
            ResponseTemplate::new(200).set_body_json(page(&json!([{"id": 1}]))),
        )
        .await;
        let client = client(&server.uri());
        assert_eq!(client.jobs(7, PageRequest::first(5)).await.expect("jobs").items.len(), 1);
        assert_eq!(client.probe().await.prefix.ok(), Some(&Prefix::ApiRs));
    }
}

#[tokio::test]
async fn the_prefix_is_found_once_for_all_callers() {
    let server = crate::support::server().await;
    answer(
        &server,
        "GET",
        "/api/launch/9/progress",
        ResponseTemplate::new(200).set_body_json(json!({"ready": false})),
    )
    .await;
    let client = client(&server.uri());
    for ready in join_all((0..20).map(|_| client.launch_progress(9))).await {
        assert!(!ready.expect("progress"));
    }
    assert_eq!(arrived(&server, "GET", "/api/project").await, 1);
}

#[tokio::test]
async fn what_is_not_found_is_looked_for_again_next_time() {
    let server = bare_server().await;
    answer(&server, "GET", "/api/project", spa()).await;
    answer(&server, "GET", "/api/rs/project", spa()).await;
    let client = client(&server.uri());
    let error = client.run_job(1, &run_request()).await.expect_err("no API");
    assert_eq!(error.kind(), &ErrorKind::Html { status: 200 });
    assert_eq!(error.sent(), testops::Sent::No);
    server.reset().await;
    answer(&server, "GET", "/api/project", ResponseTemplate::new(200).set_body_json(page(&json!([])))).await;
    assert!(client.all_projects().await.expect("projects").is_empty());
}

#[tokio::test]
async fn a_server_below_a_path_is_reached_there() {
    let server = bare_server().await;
    answer(
        &server,
        "GET",
        "/testops/api/project",
        ResponseTemplate::new(200).set_body_json(page(&json!([{"id": 1}]))),
    )
    .await;
    let client = client(&format!("{}/testops/", server.uri()));
    assert_eq!(client.all_projects().await.expect("projects").len(), 1);
}
