//! *Test connection*: which step fails, and that the following ones are skipped.

use serde_json::json;
use testops::{Certificate, ErrorKind, Prefix, SignIn, Step};
use wiremock::ResponseTemplate;

use crate::support::{answer, arrived, bare_server, client, server};
use crate::wires::closed_port;

#[tokio::test]
async fn all_is_well() {
    let server = server().await;
    answer(
        &server,
        "GET",
        "/api/account/me",
        ResponseTemplate::new(200).set_body_json(json!({"username": "anna"})),
    )
    .await;
    let probe = client(&server.uri()).probe().await;
    assert_eq!(probe.reach, Step::Ok(()));
    assert_eq!(probe.certificate, Step::Ok(Certificate::NotEncrypted));
    assert_eq!(probe.prefix, Step::Ok(Prefix::Api));
    assert_eq!(probe.sign_in, Step::Ok(SignIn::Direct));
    assert_eq!(probe.account.ok().and_then(|account| account.username.as_deref()), Some("anna"));
    assert_eq!(probe.projects.ok().and_then(|projects| projects.total), Some(1));
}

#[tokio::test]
async fn a_server_that_does_not_tell_the_account_is_still_right() {
    let server = server().await;
    let probe = client(&server.uri()).probe().await;
    assert!(probe.account.failure().is_some());
    assert!(probe.projects.ok().is_some());
}

#[tokio::test]
async fn a_wrong_port() {
    let probe = client(&format!("http://{}", closed_port().await)).probe().await;
    assert!(matches!(probe.reach.failure().map(testops::Error::kind), Some(ErrorKind::Unreachable { .. })));
    assert_eq!(
        (probe.certificate, probe.prefix, probe.sign_in),
        (Step::Skipped, Step::Skipped, Step::Skipped)
    );
}

#[tokio::test]
async fn some_other_web_site() {
    let server = bare_server().await;
    for place in ["/api/project", "/api/rs/project"] {
        answer(&server, "GET", place, ResponseTemplate::new(200).set_body_raw("<html>", "text/html")).await;
    }
    let probe = client(&server.uri()).probe().await;
    assert_eq!(probe.reach, Step::Ok(()));
    assert_eq!(probe.prefix.failure().map(testops::Error::kind), Some(&ErrorKind::Html { status: 200 }));
    assert_eq!(probe.sign_in, Step::Skipped);
    assert_eq!(arrived(&server, "GET", "/api/project").await, 1, "a probe does not repeat");
}

#[tokio::test]
async fn a_wrong_token() {
    let server = bare_server().await;
    answer(&server, "GET", "/api/project", ResponseTemplate::new(401)).await;
    answer(&server, "POST", "/api/uaa/oauth/token", ResponseTemplate::new(401)).await;
    let probe = client(&server.uri()).probe().await;
    assert_eq!(probe.prefix, Step::Ok(Prefix::Api));
    assert!(matches!(
        probe.sign_in.failure().map(testops::Error::kind),
        Some(ErrorKind::Unauthorized { .. })
    ));
    assert_eq!(probe.projects, Step::Skipped);
}
