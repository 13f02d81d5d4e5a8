//! What happens to a request before and after the API sees it: trouble, the journal, the `Date` header.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use chrono::DateTime;
use futures::stream;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use tower::ServiceExt;

use super::auth::Signature;
use super::call::{Half, Refusal, html, json_response};
use super::router::unauthorized;
use super::server::Sim;
use crate::control::journal::Entry;
use crate::control::trouble::Kind;

/// The path under which the control door is.
pub(crate) const DOOR: &str = "/__sim";

/// The longest body, in bytes, of what is no upload of results.
const LONGEST: usize = 128 << 20;

/// A request with all of its body; one that is longer than any may be is not read to its end.
pub(crate) async fn whole(request: Request<Incoming>) -> io::Result<Request<Bytes>> {
    let (head, body) = request.into_parts();
    let longest = if head.uri.path().contains("/upload") { usize::MAX } else { LONGEST };
    let body = Limited::new(body, longest).collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Request::from_parts(head, body))
}

/// Answers one request; an error cuts the connection without an answer.
pub(crate) async fn answer(
    sim: Arc<Sim>,
    router: Router,
    request: Request<Bytes>,
) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    if path.starts_with(DOOR) {
        return Ok(dated(&sim, call(router, head, body).await));
    }
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (trouble, mut entry) = {
        let mut world = sim.world();
        let lived = world.clock.lived();
        let fresh = world.tokens.accepts(authorization, lived) == Some(Signature::Bearer);
        let trouble = world.troubles.meets(head.method.as_str(), path, fresh);
        let kind = trouble.as_ref().map(Kind::word);
        let signature = Signature::claimed(authorization).map(|(signature, _)| signature.word());
        (trouble, Entry::new(world.clock.now(), &head, &body, kind, signature))
    };
    let (told, path) = (sim.world().clock.told(), path.to_owned());
    let response = match trouble {
        Some(Kind::Refuse) => return gone(&sim, entry),
        Some(Kind::Silence) => {
            let _ = gone(&sim, entry);
            return std::future::pending().await;
        }
        Some(Kind::LostAnswer) => {
            let response = call(router, head, body).await;
            entry.status = Some(response.status().as_u16());
            return gone(&sim, entry);
        }
        Some(Kind::Latency { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            call(router, head, body).await
        }
        Some(Kind::LateAnswer { ms }) => {
            let response = call(router, head, body).await;
            tokio::time::sleep(Duration::from_millis(ms)).await;
            response
        }
        Some(Kind::Status { code, retry_after, message }) => refusal(code, retry_after, message, told, &path),
        Some(Kind::Html { code }) => html(status(code.unwrap_or(200))),
        Some(Kind::ExpiredToken) => unauthorized().into_response(told, &path),
        Some(Kind::Empty) => {
            call(router, head, body).await;
            bare(StatusCode::ACCEPTED)
        }
        Some(Kind::Lie { code, body }) => {
            let code = status(code.unwrap_or(204));
            match body {
                Some(body) => json_response(code, &body),
                None => bare(code),
            }
        }
        Some(Kind::Half { after, code }) => {
            let mut head = head;
            head.extensions.insert(Half { after, code: code.unwrap_or(500) });
            call(router, head, body).await
        }
        Some(Kind::Cut { after }) => cut(call(router, head, body).await, after).await,
        None => call(router, head, body).await,
    };
    entry.status = Some(response.status().as_u16());
    sim.world().journal.write(entry);
    Ok(dated(&sim, response))
}

fn gone(sim: &Sim, entry: Entry) -> io::Result<Response<Body>> {
    sim.world().journal.write(entry);
    Err(io::ErrorKind::ConnectionAborted.into())
}

async fn call(router: Router, head: Parts, body: Bytes) -> Response<Body> {
    let request = Request::from_parts(head, Body::from(body));
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn bare(code: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = code;
    response
}

fn refusal(
    code: u16,
    retry_after: Option<u64>,
    message: Option<String>,
    told: i64,
    path: &str,
) -> Response<Body> {
    let status = status(code);
    let message = message.unwrap_or_else(|| status.canonical_reason().unwrap_or("Error").to_owned());
    let mut response = Refusal::new(status, message).into_response(told, path);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Promises the whole body (or more than there is), sends `after` bytes of it, and cuts.
async fn cut(response: Response<Body>, after: usize) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let sent = bytes.slice(..after.min(bytes.len()));
    let promised = if bytes.len() > sent.len() { bytes.len() } else { bytes.len() + 64 };
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    let parts = stream::unfold(Some(sent), |sent| async move {
        let sent = sent?;
        if sent.is_empty() {
            // What was written before has time to reach the wire.
            tokio::time::sleep(Duration::from_millis(30)).await;
            return Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None));
        }
        Some((Ok(sent), Some(Bytes::new())))
    });
    Response::from_parts(head, Body::from_stream(parts))
}

fn dated(sim: &Sim, mut response: Response<Body>) -> Response<Body> {
    let told = sim.world().clock.told();
    let date = DateTime::from_timestamp_millis(told)
        .unwrap_or_default()
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string();
    if let Ok(value) = HeaderValue::try_from(date) {
        response.headers_mut().insert(header::DATE, value);
    }
    response
}
