//! Everything that goes wrong on the way, each told apart, each with the truth about whether it was sent.

use std::time::Duration;

use serde_json::json;
use testops::{Client, Error, ErrorKind, Limits, Sent, Stage, UnreachableReason};
use wiremock::matchers::{method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{answer, arrived, client, config, limits, run_request, server};
use crate::wires::{Then, closed_port, serve_raw, wire};

const RUN: &str = "/api/job/1/run";

/// What a read and a write make of the same answer, and how often each was asked.
async fn both(response: ResponseTemplate) -> (Error, usize, Error, usize) {
    let server = server().await;
    answer(&server, "GET", "/api/job/1", response.clone()).await;
    answer(&server, "POST", RUN, response).await;
    let client = client(&server.uri());
    let read = client.job(1).await.expect_err("the read fails");
    let write = client.run_job(1, &run_request()).await.expect_err("the write fails");
    (read, arrived(&server, "GET", "/api/job/1").await, write, arrived(&server, "POST", RUN).await)
}

#[tokio::test]
async fn server_errors_are_repeated_for_reads_only() {
    for status in [500, 502, 503, 504] {
        let body = json!({"timestamp": 1, "status": status, "message": "could not execute statement"});
        let (read, reads, write, writes) = both(ResponseTemplate::new(status).set_body_json(body)).await;
        assert_eq!((reads, writes), (4, 1));
        assert!(matches!(read.kind(), ErrorKind::Server { status: told, .. } if *told == status));
        assert_eq!(write.server_message(), Some("could not execute statement"));
        assert_eq!(write.sent(), Sent::Maybe);
        assert_eq!((write.method(), write.path()), ("POST", RUN));
        assert!(!write.advice().is_empty());
    }
}

#[tokio::test]
async fn a_passing_trouble_passes() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path("/api/job/1"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(3)
        .mount(&server)
        .await;
    answer(&server, "GET", "/api/job/1", ResponseTemplate::new(200).set_body_json(json!({"id": 1}))).await;
    assert_eq!(client(&server.uri()).job(1).await.expect("the fourth try").id, 1);
}

#[tokio::test]
async fn too_many_requests() {
    let (read, reads, write, writes) = both(ResponseTemplate::new(429)).await;
    assert_eq!((reads, writes), (4, 1));
    assert_eq!(read.kind(), &ErrorKind::TooManyRequests { retry_after: None });
    assert_eq!(write.sent(), Sent::No);

    let (read, reads, ..) = both(ResponseTemplate::new(429).insert_header("Retry-After", "0")).await;
    assert_eq!(reads, 4);
    assert_eq!(read.kind(), &ErrorKind::TooManyRequests { retry_after: Some(Duration::ZERO) });

    let (read, reads, ..) = both(ResponseTemplate::new(429).insert_header("Retry-After", "86400")).await;
    assert_eq!(reads, 1, "a wait of a day is told, not waited for");
    assert_eq!(read.kind(), &ErrorKind::TooManyRequests { retry_after: Some(Duration::from_hours(24)) });
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_is_kept() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path("/api/job/1"))
        .respond_with(ResponseTemplate::new(503).insert_header("Retry-After", "1"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    answer(&server, "GET", "/api/job/1", ResponseTemplate::new(200).set_body_json(json!({"id": 1}))).await;
    let begun = tokio::time::Instant::now();
    client(&server.uri()).job(1).await.expect("a job");
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_page_where_json_is_due() {
    let html = |status| ResponseTemplate::new(status).set_body_raw("<html>Bad Gateway</html>", "text/html");
    for status in [200, 502] {
        let (read, reads, write, writes) = both(html(status)).await;
        assert_eq!((reads, writes), (4, 1));
        assert_eq!(read.kind(), &ErrorKind::Html { status });
        assert_eq!(write.sent(), Sent::Maybe);
    }
    let (read, reads, write, _) = both(html(404)).await;
    assert_eq!((read.kind(), reads), (&ErrorKind::Html { status: 404 }, 1));
    assert_eq!(write.sent(), Sent::No);
}

#[tokio::test]
async fn an_empty_success() {
    for status in [200, 202, 204] {
        let (read, reads, write, writes) = both(ResponseTemplate::new(status)).await;
        assert_eq!((reads, writes), (1, 1));
        assert_eq!(read.kind(), &ErrorKind::EmptyAnswer { status });
        assert_eq!((write.kind(), write.sent()), (&ErrorKind::EmptyAnswer { status }, Sent::Maybe));
    }
}

#[tokio::test]
async fn refusals_come_with_the_server_s_words_and_are_not_repeated() {
    let said = |status| {
        ResponseTemplate::new(status).set_body_json(json!({"status": status, "message": "Validation error"}))
    };
    let message = Some("Validation error".to_owned());
    for (status, kind) in [
        (400, ErrorKind::Rejected { status: 400, message: message.clone() }),
        (403, ErrorKind::Forbidden { message: message.clone() }),
        (404, ErrorKind::NotFound { message: message.clone() }),
        (405, ErrorKind::Rejected { status: 405, message: message.clone() }),
        (409, ErrorKind::Conflict { message: message.clone() }),
    ] {
        let (read, reads, write, writes) = both(said(status)).await;
        assert_eq!((reads, writes), (1, 1));
        assert_eq!((read.kind(), write.kind()), (&kind, &kind));
        assert_eq!(write.sent(), Sent::No);
    }
    let broken = ResponseTemplate::new(409).set_body_string(r#"{"field":"selection","must not be null"}"#);
    let (read, ..) = both(broken).await;
    assert_eq!(read.server_message(), Some(r#"{"field":"selection","must not be null"}"#));
}

#[tokio::test]
async fn another_shape() {
    let (read, reads, write, _) =
        both(ResponseTemplate::new(200).set_body_json(json!({"name": "no id"}))).await;
    assert_eq!((read.kind(), reads), (&ErrorKind::Shape { problem: "Job was due".into() }, 1));
    assert_eq!(write.sent(), Sent::Maybe);
    let (read, ..) = both(ResponseTemplate::new(200).set_body_json(json!([1, 2]))).await;
    assert!(matches!(read.kind(), ErrorKind::Shape { .. }));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = crate::support::bare_server().await;
    let to = ResponseTemplate::new(302).insert_header("Location", format!("{}/x?token=1", elsewhere.uri()));
    let (read, reads, write, _) = both(to).await;
    assert_eq!(read.kind(), &ErrorKind::Redirected { status: 302, to: Some(elsewhere.uri()) });
    assert_eq!((reads, write.sent()), (1, Sent::No));
    assert!(elsewhere.received_requests().await.expect("recording").is_empty());
}

/// A read and a write against a server that answers with `raw`, after the prefix was found.
async fn raw(raw: &'static str, then: Then, limits: Limits) -> (Error, Error) {
    let wire = wire(move |stream| serve_raw(stream, raw, then)).await;
    let client = Client::new(testops::Config { limits, ..config(&wire.url()) }).expect("a client");
    let read = client.job(1).await.expect_err("the read fails");
    (read, client.run_job(1, &run_request()).await.expect_err("the write fails"))
}

#[tokio::test]
async fn a_cut_answer() {
    for cut in [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\": 1,",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"id\": 1,",
        "HTTP/1.1 200 OK\r\nConte",
        "",
    ] {
        let (read, write) = raw(cut, Then::Close, limits()).await;
        assert_eq!(
            (read.kind(), write.kind(), write.sent()),
            (&ErrorKind::Cut, &ErrorKind::Cut, Sent::Maybe),
            "{cut:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_whose_words_are_cut_stays_a_refusal() {
    let cut = "HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n{\"mess";
    let (_, write) = raw(cut, Then::Close, limits()).await;
    assert_eq!((write.kind(), write.sent()), (&ErrorKind::Forbidden { message: None }, Sent::No));
}

#[tokio::test]
async fn silence() {
    let short = Limits { first_byte: Duration::from_millis(150), tries: 2, ..limits() };
    let (read, write) = raw("", Then::FallSilent, short).await;
    assert_eq!(read.kind(), &ErrorKind::Timeout { stage: Stage::FirstByte });
    assert_eq!(write.sent(), Sent::Maybe);
    let begun = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\"";
    let short = Limits { silence: Duration::from_millis(150), tries: 2, ..limits() };
    let (read, write) = raw(begun, Then::FallSilent, short).await;
    assert_eq!(read.kind(), &ErrorKind::Timeout { stage: Stage::Body });
    assert_eq!(write.sent(), Sent::Maybe);
}

#[tokio::test]
async fn nobody_listens() {
    let address = closed_port().await;
    let error = client(&format!("http://{address}")).run_job(1, &run_request()).await.expect_err("refused");
    assert_eq!(error.kind(), &ErrorKind::Unreachable { reason: UnreachableReason::Refused });
    assert_eq!(error.sent(), Sent::No);
}

#[tokio::test]
async fn no_such_name() {
    let error = client("http://no-such-host.invalid").job(1).await.expect_err("no such name");
    assert_eq!(error.kind(), &ErrorKind::Unreachable { reason: UnreachableReason::Name });
    assert_eq!(error.sent(), Sent::No);
}
