//! How many at a time, how long a body.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use serde_json::json;
use testops::{Client, Config, ErrorKind, Limits};
use tokio::io::AsyncWriteExt;
use wiremock::ResponseTemplate;

use crate::support::{answer, config, limits, server};
use crate::wires::{PROJECTS, head, wire};

#[tokio::test]
async fn at_most_so_many_at_a_time_the_body_included() {
    let under_way = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (counted, seen) = (under_way.clone(), most.clone());
    let wire = wire(move |mut stream| {
        let (under_way, most) = (counted.clone(), seen.clone());
        async move {
            if head(&mut stream).await.starts_with("GET /api/project?size=1 ") {
                let _ = stream.write_all(PROJECTS.as_bytes()).await;
                return;
            }
            most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{\"id\"")
                .await;
            // Others get the chance to begin while this body is half written.
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            under_way.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(b": 1}").await;
        }
    })
    .await;
    let limits = Limits { at_a_time: 3, ..limits() };
    let client = Client::new(Config { limits, ..config(&wire.url()) }).expect("a client");
    for job in join_all((0..30).map(|_| client.job(1))).await {
        job.expect("a job");
    }
    assert!((2..=3).contains(&most.load(Ordering::SeqCst)), "{most:?} at a time");
}

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let server = server().await;
    let long = json!({"id": 1, "name": "x".repeat(5000)});
    answer(&server, "GET", "/api/job/1", ResponseTemplate::new(200).set_body_json(long)).await;
    let limits = Limits { body_bytes: 1000, ..limits() };
    let client = Client::new(Config { limits, ..config(&server.uri()) }).expect("a client");
    assert_eq!(client.job(1).await.expect_err("too long").kind(), &ErrorKind::TooLarge { limit: 1000 });
}
