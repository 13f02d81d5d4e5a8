//! A client whose waits outlast a loaded machine, and a mock server that says what it has no answer for.

use std::time::Duration;

use serde_json::{Value, json};
use testops::{Client, Config, JobRunRequest, LaunchName, Limits};
use url::Url;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const TOKEN: &str = "3f0c1d1e-secret-api-token";

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_mins(1),
        first_byte: Duration::from_mins(1),
        silence: Duration::from_mins(1),
        first_wait: Duration::from_millis(1),
        ..Limits::default()
    }
}

pub(crate) fn config(url: &str) -> Config {
    Config {
        base_url: Url::parse(url).expect("a URL"),
        token: TOKEN.to_owned().into(),
        ca_pem: None,
        proxy: None,
        user_agent: "testops-tests".to_owned(),
        limits: limits(),
        outside: testops::Outside::default(),
    }
}

pub(crate) fn client(url: &str) -> Client {
    Client::new(config(url)).expect("a client")
}

/// A client of a simulator that runs.
pub(crate) fn sim_client(sim: &testops_sim::Running) -> Client {
    Client::new(Config { token: sim.token.clone().into(), ..config(&sim.url) }).expect("a client")
}

pub(crate) fn run_request() -> JobRunRequest {
    JobRunRequest::new(LaunchName::new("Nightly").expect("a name"))
}

pub(crate) fn page(items: &Value) -> Value {
    let count = items.as_array().map_or(0, Vec::len);
    json!({"content": items, "totalElements": count, "totalPages": 1, "number": 0, "last": true})
}

/// A server that knows the token directly under `/api`, with a catch-all that says what did not arrive.
pub(crate) async fn server() -> MockServer {
    let server = bare_server().await;
    Mock::given(method("GET"))
        .and(path("/api/project"))
        .and(header("authorization", format!("Api-Token {TOKEN}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(page(&json!([{"id": 1, "name": "One"}]))))
        .with_priority(100)
        .mount(&server)
        .await;
    server
}

/// A server with nothing but the catch-all.
pub(crate) async fn bare_server() -> MockServer {
    let server = MockServer::start().await;
    let say = |request: &Request| {
        let message = format!("no answer for {} {}", request.method, request.url);
        ResponseTemplate::new(418).set_body_json(json!({"message": message}))
    };
    Mock::given(any()).respond_with(say).with_priority(255).mount(&server).await;
    server
}

pub(crate) async fn answer(server: &MockServer, verb: &str, place: &str, response: ResponseTemplate) {
    Mock::given(method(verb)).and(path(place)).respond_with(response).mount(server).await;
}

/// How often `verb place` arrived.
pub(crate) async fn arrived(server: &MockServer, verb: &str, place: &str) -> usize {
    let requests = server.received_requests().await.expect("recording");
    requests.iter().filter(|request| request.method.as_str() == verb && request.url.path() == place).count()
}
