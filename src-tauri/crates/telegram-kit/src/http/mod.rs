//! The server on the wire: the Bot API under `/bot<token>/`, files under `/file/bot<token>/`, the control door under
//! `/__kit/`.

pub(crate) mod body;
mod broken;
mod control;
pub(crate) mod deliver;
mod method;
mod perform;

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::core::Core;
use crate::refusal::Refusal;

/// Room for the largest file and what is written around it.
const MOST_BODY: usize = 64 << 20;

/// Answers on a listener until it is told to stop, or the core stops.
pub(crate) async fn serve<L>(core: Arc<Core>, listener: L, stop: CancellationToken)
where
    L: Listener,
    L::Addr: fmt::Debug,
{
    let serving = Serving { core: core.clone(), stop: stop.clone() };
    let router = Router::new().fallback(route).layer(DefaultBodyLimit::max(MOST_BODY)).with_state(serving);
    tokio::select! {
        _ = axum::serve(listener, router).into_future() => {}
        () = core.stopping() => {}
        () = stop.cancelled() => {}
    }
}

/// What one server answers from, and what ends it.
#[derive(Clone)]
struct Serving {
    core: Arc<Core>,
    stop: CancellationToken,
}

async fn route(State(Serving { core, stop }): State<Serving>, request: Request) -> Response {
    let mut response = tokio::select! {
        biased;
        response = answer(&core, request) => response,
        () = stop.cancelled(), if !core.is_stopping() => refuse(&Refusal::new(503, "Service Unavailable")),
    };
    if core.is_stopping() || stop.is_cancelled() {
        // A bot that polls on over a connection that is left open would do so without a pause.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn answer(core: &Arc<Core>, request: Request) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    // Some programs join a base address and a path with one slash too many.
    let path = path.trim_start_matches('/');
    if let Some(verb) = path.strip_prefix("__kit") {
        return control::answer(core, verb.trim_start_matches('/'), request).await;
    }
    if let Some((token, path)) = path.strip_prefix("file/bot").and_then(|rest| rest.split_once('/')) {
        return file(core, token, path);
    }
    let Some((token, method)) = path.strip_prefix("bot").and_then(|rest| rest.split_once('/')) else {
        return refuse(&Refusal::not_found());
    };
    // Telegram's test environment is addressed like this.
    let method = method.strip_prefix("test/").unwrap_or(method).trim_end_matches('/').to_owned();
    method::answer(core, token, method, request).await
}

fn file(core: &Core, token: &str, path: &str) -> Response {
    let world = core.world();
    if world.bot_of_token(token).is_none() {
        return refuse(&Refusal::unauthorized());
    }
    match world.files.of_path(path) {
        Some(file) => {
            let mime = HeaderValue::from_str(&file.mime);
            let mime = mime.unwrap_or(HeaderValue::from_static("application/octet-stream"));
            ([(header::CONTENT_TYPE, mime)], file.bytes.clone()).into_response()
        }
        None => refuse(&Refusal::not_found()),
    }
}

pub(crate) fn refuse(refusal: &Refusal) -> Response {
    json(refusal.code, &refusal.json())
}

pub(crate) fn json(code: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, kind)], Body::from(body.to_string())).into_response()
}
