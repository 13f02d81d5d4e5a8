//! The file of an export: read piece by piece, or not at all.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use testops::{Client, Config, Download, Error, ErrorKind, Limits, Stage};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::exports::{current, ok};
use crate::support::{answer, arrived, bare_server, client, config, limits, page};
use crate::wires::{Then, serve_raw, wire};

const FILE: &str = "/api/export/download/33";

async fn whole(mut download: Download) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_comes_piece_by_piece() {
    let server = current().await;
    let text = "ID,Имя\r\n1,\"a\nb\"\r\n".repeat(50_000);
    Mock::given(method("GET"))
        .and(path(FILE))
        .and(header("accept-encoding", "identity"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(text.clone(), "text/csv"))
        .mount(&server)
        .await;
    // Longer than any answer in JSON may be.
    let limits = Limits { body_bytes: 1000, ..limits() };
    let client = Client::new(Config { limits, ..config(&server.uri()) }).expect("a client");
    let download = client.download_export(33).await.expect("a file");
    assert_eq!(download.length, Some(text.len() as u64));
    assert_eq!(whole(download).await.expect("the whole file"), text.as_bytes());
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let server = current().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(200)).await;
    let mut download = client(&server.uri()).download_export(33).await.expect("a file");
    assert_eq!(download.chunk().await.expect("the end"), None);
}

#[tokio::test]
async fn what_is_no_file() {
    for html in [
        ResponseTemplate::new(200).set_body_raw("overloaded", "text/html; charset=utf-8"),
        ResponseTemplate::new(200).set_body_raw("\n <!DOCTYPE html><p>x", "text/csv"),
        ResponseTemplate::new(200).set_body_raw("<HTML>", "application/octet-stream"),
    ] {
        let server = current().await;
        answer(&server, "GET", FILE, html).await;
        let error = client(&server.uri()).download_export(33).await.expect_err("a page");
        assert_eq!((error.kind(), error.path()), (&ErrorKind::Html { status: 200 }, FILE));
        assert_eq!(arrived(&server, "GET", FILE).await, 4, "it may pass");
    }
    let server = current().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(404).set_body_json(json!({"message": "not ready"})))
        .await;
    let error = client(&server.uri()).download_export(33).await.expect_err("not there");
    assert_eq!(error.kind(), &ErrorKind::NotFound { message: Some("not ready".into()) });
    assert_eq!(arrived(&server, "GET", FILE).await, 1);
}

#[tokio::test]
async fn a_csv_may_begin_with_an_angle_bracket() {
    let server = current().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(200).set_body_raw("<b>1</b>,x\n", "text/csv")).await;
    let download = client(&server.uri()).download_export(33).await.expect("a file");
    assert_eq!(whole(download).await.expect("all of it"), b"<b>1</b>,x\n");
}

/// What reading a file from a server ends with that answers with `raw`.
async fn raw(raw: &'static str, then: Then, limits: Limits) -> Error {
    let wire = wire(move |stream| serve_raw(stream, raw, then)).await;
    let client = Client::new(Config { limits, ..config(&wire.url()) }).expect("a client");
    whole(client.download_export(33).await.expect("a beginning")).await.expect_err("no end")
}

#[tokio::test]
async fn a_file_that_breaks_off_is_not_whole() {
    for cut in [
        "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 500\r\n\r\nID,Name\r\n1,a\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1,a\n\r\n",
    ] {
        let error = raw(cut, Then::Close, limits()).await;
        assert_eq!((error.kind(), error.path()), (&ErrorKind::Cut, FILE), "{cut}");
    }
}

#[tokio::test]
async fn a_file_that_stops_coming() {
    let short = Limits { silence: Duration::from_millis(150), tries: 1, ..limits() };
    let begun = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 500\r\n\r\nID,Name\r\n";
    let error = raw(begun, Then::FallSilent, short).await;
    assert_eq!(error.kind(), &ErrorKind::Timeout { stage: Stage::Body });
}

#[tokio::test]
async fn files_that_are_read_slowly_leave_room_to_ask() {
    let begun = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 500\r\n\r\nID,Name\r\n";
    let wire = wire(move |stream| serve_raw(stream, begun, Then::FallSilent)).await;
    let limits = Limits { at_a_time: 2, ..limits() };
    let client = Client::new(Config { limits, ..config(&wire.url()) }).expect("a client");
    let files = join_all((0..20).map(|_| client.download_export(33))).await;
    assert!(files.iter().all(Result::is_ok), "{files:?}");
}

#[tokio::test]
async fn an_access_token_that_ended_is_renewed_for_a_file() {
    let server = bare_server().await;
    let token = ResponseTemplate::new(200).set_body_json(json!({"access_token": "one", "expires_in": 3600}));
    Mock::given(path("/api/uaa/oauth/token"))
        .respond_with(token)
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    answer(&server, "POST", "/api/uaa/oauth/token", ok(&json!({"access_token": "two"}))).await;
    Mock::given(path("/api/project"))
        .and(header("authorization", "Bearer one"))
        .respond_with(ok(&page(&json!([{"id": 1}]))))
        .with_priority(1)
        .mount(&server)
        .await;
    answer(&server, "GET", "/api/project", ResponseTemplate::new(401)).await;
    Mock::given(path(FILE))
        .and(header("authorization", "Bearer two"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("1,a\n", "text/csv"))
        .with_priority(1)
        .mount(&server)
        .await;
    answer(&server, "GET", FILE, ResponseTemplate::new(401)).await;
    let download = client(&server.uri()).download_export(33).await.expect("a file");
    assert_eq!(whole(download).await.expect("all of it"), b"1,a\n");
}
