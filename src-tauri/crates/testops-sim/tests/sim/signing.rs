//! Ways of signing in, prefixes, TLS.

use reqwest::header::AUTHORIZATION;
use reqwest::{Certificate, Client, Method};
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::{Sim, answer};

async fn exchange(sim: &Sim, token: &str) -> (u16, Value) {
    let form = [("grant_type", "apitoken"), ("scope", "openid"), ("token", token)];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = sim.http.post(format!("{}/api/uaa/oauth/token", sim.running.url));
    answer(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
}

async fn me(sim: &Sim, path: &str, authorization: &str) -> u16 {
    answer(sim.http.get(format!("{}{path}", sim.running.url)).header(AUTHORIZATION, authorization)).await.0
}

#[tokio::test]
async fn api_token_and_exchange() {
    let sim = Sim::start().await;
    let token = sim.running.token.clone();
    for scheme in ["Api-Token", "api-token", "API-TOKEN"] {
        assert_eq!(me(&sim, "/api/account/me", &format!("{scheme} {token}")).await, 200);
    }
    let (status, body) = exchange(&sim, &token).await;
    assert_eq!((status, &body["token_type"], &body["expires_in"]), (200, &json!("bearer"), &json!(3600)));
    let bearer = format!("Bearer {}", body["access_token"].as_str().expect("a token"));
    for path in ["/api/account/me", "/api/uaa/account/me", "/api/uaa/me", "/api/rs/account/me"] {
        assert_eq!(me(&sim, path, &bearer).await, 200, "{path}");
    }
    sim.later(3_600_001).await;
    assert_eq!(me(&sim, "/api/account/me", &bearer).await, 401, "an hour later");
    assert_eq!(me(&sim, "/api/account/me", "Api-Token wrong").await, 401);
    let (status, body) = exchange(&sim, "wrong").await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_token")));
}

#[tokio::test]
async fn exchange_takes_multipart() {
    let sim = Sim::start().await;
    let part = |name: &str, value: &str| {
        format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!(
        "{}{}{}--xyz--\r\n",
        part("grant_type", "apitoken"),
        part("scope", "openid"),
        part("token", &sim.running.token)
    );
    let request = sim.http.post(format!("{}/api/uaa/oauth/token", sim.running.url));
    let (status, body) =
        answer(request.header("content-type", "multipart/form-data; boundary=xyz").body(body)).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn old_servers_have_one_prefix() {
    let sim = Sim::with(Options { generation: Generation::Legacy, ..Options::default() }).await;
    let (status, body) = sim.get("/api/project").await;
    assert!(status == 200 && body.as_str().is_some_and(|page| page.starts_with("<!doctype html>")), "{body}");
    assert_eq!(sim.get("/api/rs/project").await.0, 200);
    assert_eq!(sim.get("/api/uaa/account/me").await.0, 200);
    assert!(sim.get("/api/v2/tree?projectId=2").await.1.is_string());
}

#[tokio::test]
async fn both_prefixes_and_the_page_elsewhere() {
    let sim = Sim::start().await;
    assert_eq!(sim.read("/api/project").await, sim.read("/api/rs/project").await);
    assert_eq!(sim.get("/api/v2/tree?projectId=2").await.0, 200);
    assert_eq!(sim.get("/api/rs/v2/tree?projectId=2").await.0, 404);
    let response = sim.request(Method::GET, "/project/2/launches").send().await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "text/html;charset=UTF-8");
}

#[tokio::test]
async fn tls_by_an_authority_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let sim = Sim::with(Options { tls: Some(folder.path().to_owned()), ..Options::default() }).await;
    let pem = std::fs::read(sim.running.ca.as_ref().expect("a certificate")).expect("readable");
    let trusting = Client::builder()
        .add_root_certificate(Certificate::from_pem(&pem).expect("pem"))
        .build()
        .expect("a client");
    let url = format!("{}/api/login/props", sim.running.url);
    assert!(url.starts_with("https://"));
    assert_eq!(trusting.get(&url).send().await.expect("an answer").status(), 200);
    assert!(sim.http.get(&url).send().await.is_err(), "not trusted without the certificate");
    let clock = sim.http.get(format!("{}/clock", sim.running.control)).send().await;
    assert_eq!(clock.expect("the door is plain HTTP").status(), 200);
}
