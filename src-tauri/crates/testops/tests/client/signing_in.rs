//! Both ways of signing in, renewal, and what a 401 leads to.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use serde_json::{Value, json};
use testops::{ErrorKind, PageRequest, Sent, SignIn};
use wiremock::matchers::{body_string_contains, header, header_regex, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{TOKEN, answer, arrived, bare_server, client, page, run_request};

const EXCHANGE: &str = "/api/uaa/oauth/token";

/// Issues `access-0`, `access-1`, … of the given life.
async fn exchange(server: &MockServer, expires_in: Value) {
    let issued = AtomicUsize::new(0);
    Mock::given(method("POST"))
        .and(path(EXCHANGE))
        .and(body_string_contains("grant_type=apitoken"))
        .and(body_string_contains("scope=openid"))
        .and(body_string_contains(format!("token={TOKEN}")))
        .respond_with(move |_: &Request| {
            let token = format!("access-{}", issued.fetch_add(1, Ordering::Relaxed));
            ResponseTemplate::new(200).set_body_json(
                json!({"access_token": token, "token_type": "bearer", "expires_in": expires_in}),
            )
        })
        .mount(server)
        .await;
}

/// Takes the access tokens that `accepts` matches; says 401 to all else.
async fn bearer_server(accepts: &str, expires_in: Value) -> MockServer {
    let server = bare_server().await;
    exchange(&server, expires_in).await;
    Mock::given(method("GET"))
        .and(header_regex("authorization", &format!("^Bearer {accepts}$")))
        .respond_with(ResponseTemplate::new(200).set_body_json(page(&json!([{"id": 1}]))))
        .with_priority(2)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(401).set_body_json(json!({"error": "invalid_token"})))
        .with_priority(3)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn the_api_token_is_tried_first_and_is_enough() {
    let server = crate::support::server().await;
    let client = client(&server.uri());
    assert_eq!(client.all_projects().await.expect("projects").len(), 1);
    assert_eq!(arrived(&server, "POST", EXCHANGE).await, 0);
}

#[tokio::test]
async fn a_refused_api_token_is_exchanged() {
    for refusal in [401, 403] {
        let server = bare_server().await;
        exchange(&server, json!("3600")).await;
        let project = |credential: &str| {
            Mock::given(path("/api/project")).and(header_regex("authorization", credential))
        };
        project(&format!("^Api-Token {TOKEN}$"))
            .respond_with(ResponseTemplate::new(refusal))
            .mount(&server)
            .await;
        project(r"^Bearer access-\d$")
            .respond_with(ResponseTemplate::new(200).set_body_json(page(&json!([{"id": 1}]))))
            .mount(&server)
            .await;
        let client = client(&server.uri());
        assert_eq!(client.all_projects().await.expect("projects").len(), 1);
        assert_eq!(client.probe().await.sign_in.ok(), Some(&SignIn::Exchange));
    }
}

#[tokio::test]
async fn one_exchange_serves_all_callers() {
    let server = bearer_server("access-0", json!(3600)).await;
    let client = client(&server.uri());
    for jobs in join_all((0..20).map(|_| client.jobs(7, PageRequest::first(5)))).await {
        jobs.expect("jobs");
    }
    assert_eq!(arrived(&server, "POST", EXCHANGE).await, 1);
}

#[tokio::test]
async fn a_void_access_token_is_renewed_once_by_all_callers_together() {
    let server = bearer_server("access-0", json!(3600)).await;
    let client = client(&server.uri());
    client.all_projects().await.expect("projects");
    server.reset().await;
    Mock::given(header("authorization", "Bearer access-9"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page(&json!([]))))
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(path(EXCHANGE))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"access_token": "access-9"})))
        .with_priority(2)
        .mount(&server)
        .await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(401)).with_priority(3).mount(&server).await;
    for jobs in join_all((0..20).map(|_| client.jobs(7, PageRequest::first(5)))).await {
        jobs.expect("jobs");
    }
    assert_eq!(arrived(&server, "POST", EXCHANGE).await, 1);
}

#[tokio::test]
async fn a_write_is_repeated_once_after_a_401() {
    let server = bearer_server("access-0", json!(3600)).await;
    let client = client(&server.uri());
    client.all_projects().await.expect("projects");
    Mock::given(path("/api/job/1/run"))
        .and(header("authorization", "Bearer access-0"))
        .respond_with(ResponseTemplate::new(401))
        .mount(&server)
        .await;
    Mock::given(path("/api/job/1/run"))
        .and(header("authorization", "Bearer access-1"))
        .respond_with(ResponseTemplate::new(202).set_body_json(json!({"id": 5})))
        .mount(&server)
        .await;
    assert_eq!(client.run_job(1, &run_request()).await.expect("a launch").id, 5);
    assert_eq!(arrived(&server, "POST", "/api/job/1/run").await, 2);
}

#[tokio::test]
async fn a_401_that_stays_ends_after_one_repeat() {
    let server = bearer_server("access-0", json!(3600)).await;
    let client = client(&server.uri());
    client.all_projects().await.expect("projects");
    answer(&server, "POST", "/api/job/1/run", ResponseTemplate::new(401)).await;
    let error = client.run_job(1, &run_request()).await.expect_err("refused");
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }));
    assert_eq!(error.sent(), Sent::No);
    assert_eq!(arrived(&server, "POST", "/api/job/1/run").await, 2);
}

#[tokio::test]
async fn a_server_that_stops_taking_the_api_token_gets_an_access_token() {
    let server = crate::support::server().await;
    let client = client(&server.uri());
    client.all_projects().await.expect("projects");
    server.reset().await;
    exchange(&server, json!(3600)).await;
    let job = |credential: &str| Mock::given(path("/api/job/1")).and(header("authorization", credential));
    job(&format!("Api-Token {TOKEN}"))
        .respond_with(ResponseTemplate::new(401))
        .expect(1)
        .mount(&server)
        .await;
    job("Bearer access-0")
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": 1})))
        .expect(2)
        .mount(&server)
        .await;
    client.job(1).await.expect("a job");
    client.job(1).await.expect("a job, without asking with the API token again");
}

#[tokio::test]
async fn a_short_lived_token_is_renewed_before_its_end() {
    // It ends at once, so that every use renews it.
    let server = bearer_server("access-\\d+", json!(0)).await;
    let client = client(&server.uri());
    client.jobs(7, PageRequest::first(5)).await.expect("jobs");
    let before = arrived(&server, "POST", EXCHANGE).await;
    client.jobs(7, PageRequest::first(5)).await.expect("jobs");
    assert_eq!(arrived(&server, "POST", EXCHANGE).await, before + 1);
}

#[tokio::test]
async fn a_bad_token_is_told_in_each_way_that_servers_say_it() {
    for (status, body) in [
        (400, json!({"error": "invalid_grant", "error_description": "Bad credentials"})),
        (401, json!({"message": "Bad credentials"})),
        (404, json!({"message": "Bad credentials"})),
    ] {
        let server = bare_server().await;
        answer(&server, "GET", "/api/project", ResponseTemplate::new(401)).await;
        answer(&server, "POST", EXCHANGE, ResponseTemplate::new(status).set_body_json(body)).await;
        let error = client(&server.uri()).run_job(1, &run_request()).await.expect_err("refused");
        assert_eq!(error.kind(), &ErrorKind::Unauthorized { message: Some("Bad credentials".into()) });
        assert_eq!(error.sent(), Sent::No);
        assert_eq!(arrived(&server, "POST", "/api/job/1/run").await, 0);
    }
}

#[tokio::test]
async fn a_failed_exchange_is_shared_too() {
    let server = bare_server().await;
    answer(&server, "GET", "/api/project", ResponseTemplate::new(401)).await;
    answer(&server, "POST", EXCHANGE, ResponseTemplate::new(401)).await;
    let client = client(&server.uri());
    for outcome in join_all((0..10).map(|_| client.job(1))).await {
        assert!(matches!(outcome.expect_err("refused").kind(), ErrorKind::Unauthorized { .. }));
    }
    assert_eq!(arrived(&server, "POST", EXCHANGE).await, 1);
}
