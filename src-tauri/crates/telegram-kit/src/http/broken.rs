//! Answers that are not as they should be: pages that are not Telegram's, and answers of which only a part arrives.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use futures::stream;

/// A page of a proxy.
pub(super) fn page(code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = format!(
        "<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], html).into_response()
}

/// An answer that breaks off before anything of it can be understood.
pub(super) fn lost() -> Response {
    let cut = stream::iter([Ok(Bytes::from_static(b"{")), Err(io::Error::other("lost by order"))]);
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(cut)).into_response()
}

/// Half of an answer, and then the end of the connection.
pub(super) fn cut(body: &str) -> Response {
    let broken = stream::once(async {
        // The first half is written only once the body has nothing more to give for a moment.
        tokio::task::yield_now().await;
        Err(io::Error::other("cut by order"))
    });
    half(body, Body::from_stream(first_half(body).chain(broken)))
}

/// Half of an answer, and then nothing, over a connection that stays open.
pub(super) fn stalled(body: &str) -> Response {
    half(body, Body::from_stream(first_half(body).chain(stream::pending())))
}

fn first_half(body: &str) -> impl futures::Stream<Item = io::Result<Bytes>> + use<> {
    let half = body.as_bytes().get(..body.len() / 2).unwrap_or_default();
    stream::iter([Ok(Bytes::copy_from_slice(half))])
}

fn half(whole: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_LENGTH, HeaderValue::from(whole.len())),
    ];
    (headers, body).into_response()
}
