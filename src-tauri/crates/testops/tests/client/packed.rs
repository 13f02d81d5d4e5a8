//! Answers that come packed: in several members, padded, damaged, as bombs, and in ways that nobody asked for.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use testops::{Client, Config, Error, ErrorKind, Limits};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{answer, client, config, limits, server};

const JOB: &str = "/api/job/1";
const FILE: &str = "/api/export/download/33";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn packed(body: Vec<u8>, encoding: &str) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("content-encoding", encoding)
        .set_body_raw(body, "application/json")
}

/// A server whose answer about a job is `body`.
async fn answering(body: Vec<u8>, encoding: &str) -> MockServer {
    let server = server().await;
    answer(&server, "GET", JOB, packed(body, encoding)).await;
    server
}

async fn name(body: Vec<u8>, encoding: &str) -> Result<Option<String>, Error> {
    let server = answering(body, encoding).await;
    client(&server.uri()).job(1).await.map(|job| Some(job.name))
}

fn job() -> Vec<u8> {
    json!({"id": 1, "name": "Регресс".repeat(300)}).to_string().into_bytes()
}

#[tokio::test]
async fn members_are_joined_and_padding_is_ignored() {
    let (whole, wanted) = (job(), Some("Регресс".repeat(300)));
    let (first, rest) = whole.split_at(7);
    let (middle, last) = rest.split_at(500);
    let members = [gzip(first), gzip(b""), gzip(middle), gzip(last)].concat();
    let padded = [gzip(&whole), vec![0; 512]].concat();
    let both = [gzip(first), gzip(rest), vec![0; 5]].concat();
    for body in [gzip(&whole), members, padded, both] {
        assert_eq!(name(body, "gzip").await.expect("a job"), wanted);
    }
    assert_eq!(name(gzip(&whole), "X-GZip, identity").await.expect("a job"), wanted);
    assert_eq!(name(whole, "identity").await.expect("a job"), wanted);
}

#[tokio::test]
async fn gzip_alone_is_asked_for() {
    let server = server().await;
    Mock::given(method("GET"))
        .and(path(JOB))
        .and(header("accept-encoding", "gzip"))
        .respond_with(packed(gzip(&job()), "gzip"))
        .mount(&server)
        .await;
    client(&server.uri()).job(1).await.expect("a job");
}

#[tokio::test]
async fn what_was_damaged_is_not_taken_for_whole() {
    let whole = gzip(&job());
    let mut wrong_sum = whole.clone();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    let damaged = [
        whole[..whole.len() / 2].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[..5].to_vec(),
        wrong_sum,
        [&whole[..], b"xyz"].concat(),
        [vec![0; 3], whole.clone()].concat(),
        job(),
    ];
    for body in damaged {
        let error = name(body, "gzip").await.expect_err("damaged");
        assert_eq!(error.kind(), &ErrorKind::Cut, "{error:?}");
    }
}

#[tokio::test]
async fn what_was_not_asked_for_is_named() {
    for encoding in ["br", "deflate", "zstd", "gzip, gzip"] {
        let error = name(b"\x1b\x03".to_vec(), encoding).await.expect_err("not asked for");
        assert_eq!(error.kind(), &ErrorKind::Encoding { encoding: encoding.to_owned() });
    }
    let server = server().await;
    let refusal = ResponseTemplate::new(403)
        .insert_header("content-encoding", "br")
        .set_body_raw(b"\x1b\x03".to_vec(), "application/json");
    answer(&server, "GET", JOB, refusal).await;
    let error = client(&server.uri()).job(1).await.expect_err("refused");
    assert_eq!(error.kind(), &ErrorKind::Forbidden { message: None }, "a refusal stays one");
}

#[tokio::test]
async fn a_refusal_that_is_packed_keeps_its_words() {
    let server = server().await;
    let body = gzip(br#"{"message": "no such job"}"#);
    let refusal = ResponseTemplate::new(404)
        .insert_header("content-encoding", "gzip")
        .set_body_raw(body, "application/json");
    answer(&server, "GET", JOB, refusal).await;
    let error = client(&server.uri()).job(1).await.expect_err("refused");
    assert_eq!(error.server_message(), Some("no such job"));
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let server = answering(gzip(&vec![b' '; 8 * 1024 * 1024]), "gzip").await;
    let limits = Limits { body_bytes: 100_000, ..limits() };
    let client = Client::new(Config { limits, ..config(&server.uri()) }).expect("a client");
    assert_eq!(client.job(1).await.expect_err("a bomb").kind(), &ErrorKind::TooLarge { limit: 100_000 });
}

async fn file(body: Vec<u8>) -> Result<Vec<u8>, Error> {
    let server = server().await;
    let file =
        ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_raw(body, "text/csv");
    answer(&server, "GET", FILE, file).await;
    let mut download = client(&server.uri()).download_export(33).await?;
    assert_eq!(download.length, None);
    let mut bytes = Vec::new();
    while let Some(piece) = download.chunk().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_that_comes_packed_is_unpacked_on_the_way() {
    let lines: Vec<String> = (0..100_000).map(|n| format!("{n},\"Имя {}\"\n", n * 7)).collect();
    let text = lines.concat();
    let (first, rest) = text.as_bytes().split_at(1_000_001);
    let body = [gzip(first), gzip(rest), vec![0; 512]].concat();
    assert_eq!(file(body.clone()).await.expect("a file"), text.as_bytes());
    let cut = body[..body.len() - 600].to_vec();
    assert_eq!(file(cut).await.expect_err("cut").kind(), &ErrorKind::Cut);
    assert_eq!(file(gzip(b"")).await.expect("a file"), b"");
    let page = file(gzip(b"<!doctype html><p>")).await.expect_err("a page");
    assert_eq!(page.kind(), &ErrorKind::Html { status: 200 });
}

#[tokio::test]
async fn a_file_that_is_a_bomb_is_given_up() {
    let bomb = gzip(&vec![0; 80 * 1024 * 1024]);
    assert!(matches!(file(bomb).await.expect_err("a bomb").kind(), ErrorKind::Encoding { .. }));
}
