//! Lists in many pages, lists in none, and lists without an end.

use serde_json::json;
use testops::{ErrorKind, PageRequest};
use wiremock::matchers::{method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{client, server};

async fn job_page(server: &wiremock::MockServer, number: &str, body: serde_json::Value) {
    Mock::given(method("GET"))
        .and(path("/api/job"))
        .and(query_param("page", number))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(server)
        .await;
}

#[tokio::test]
async fn all_pages_are_read_whatever_size_the_server_gives() {
    let server = server().await;
    job_page(&server, "0", json!({"content": [{"id": 1}, {"id": 2}], "last": false})).await;
    job_page(
        &server,
        "1",
        json!({"content": [{"id": 3}, {"name": "without an id"}], "number": 1, "totalPages": 3}),
    )
    .await;
    job_page(&server, "2", json!({"content": [{"id": 4}], "last": true})).await;
    let ids: Vec<i64> =
        client(&server.uri()).all_jobs(7).await.expect("jobs").iter().map(|job| job.id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_plain_array_where_pages_are_due() {
    let server = server().await;
    job_page(&server, "0", json!([{"id": 1}, {"id": 2}])).await;
    let client = client(&server.uri());
    assert_eq!(client.all_jobs(7).await.expect("jobs").len(), 2);
    assert!(client.jobs(7, PageRequest::first(20)).await.expect("jobs").last);
}

#[tokio::test]
async fn pages_where_a_plain_array_is_due() {
    let server = server().await;
    let first = json!({"content": [{"id": 1, "name": "a"}], "last": false, "size": 1, "number": 0});
    Mock::given(method("GET"))
        .and(path("/api/ev"))
        .and(query_param_is_missing("page"))
        .respond_with(ResponseTemplate::new(200).set_body_json(first))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path("/api/ev"))
        .and(query_param("page", "1"))
        .and(query_param("size", "1"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"content": [{"id": 2}], "last": true})))
        .mount(&server)
        .await;
    let variables = client(&server.uri()).env_variables().await.expect("variables");
    assert_eq!(variables.iter().map(|variable| variable.id).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn the_same_page_over_and_over_is_noticed() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path("/api/job"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"content": [{"id": 1}], "last": false})),
        )
        .mount(&server)
        .await;
    let error = client(&server.uri()).all_jobs(7).await.expect_err("no end");
    assert_eq!(error.kind(), &ErrorKind::EndlessPages { pages: 2 });
    assert_eq!((error.method(), error.path()), ("GET", "/api/job"));
}

#[tokio::test]
async fn null_where_a_plain_array_is_due_is_none() {
    let server = server().await;
    let null = ResponseTemplate::new(200).set_body_json(json!(null));
    crate::support::answer(&server, "GET", "/api/launch/9/statistic", null).await;
    assert!(client(&server.uri()).launch_statistic(9).await.expect("counts").is_empty());
}

#[tokio::test]
async fn no_list_at_all_is_a_shape() {
    let server = server().await;
    job_page(&server, "0", json!({"id": 1})).await;
    let error = client(&server.uri()).all_jobs(7).await.expect_err("no list");
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }), "{error:?}");
}
