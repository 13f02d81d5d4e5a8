//! How the agent is looked at: probes for everybody; a page, its state, metrics and files for those who may.
//!
//! Nothing can be changed here, so that nothing has to be kept from forged requests.

mod files;
mod gate;
mod metrics;
mod page;
mod state;
mod words;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use chrono_tz::Tz;
use companion::Companion;
use companion::ports::Clock;
use companion::view::{Failure, Language};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::configuration::Configuration;
use crate::replica::{Pulse, Role};
use gate::Gate;
pub(crate) use state::AgentState;

#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) role: watch::Receiver<Role>,
    pub(crate) pulse: Pulse,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: Tz,
    /// Of whoever has no domain to ask for it.
    pub(crate) language: Language,
    /// False from the moment that the end was asked for.
    pub(crate) ready: watch::Receiver<bool>,
}

impl Seen {
    fn role(&self) -> Role {
        self.role.borrow().clone()
    }

    /// Where the domain runs here.
    fn companion(&self) -> Option<Companion> {
        match self.role() {
            Role::Leads { companion, .. } => Some(companion),
            Role::StandsBy { .. } | Role::StoodDown | Role::CutOff => None,
        }
    }
}

/// Ends only where it cannot go on.
pub(crate) async fn serve(
    listener: TcpListener,
    seen: Seen,
    configuration: &Configuration,
) -> std::io::Error {
    let gate = Arc::new(Gate::new(&configuration.http));
    let guarded = Router::new()
        .route("/", get(show_page))
        .route("/statez", get(tell_state))
        .route("/metrics", get(tell_metrics))
        .route("/files/{id}", get(files::send))
        .route_layer(middleware::from_fn_with_state(gate, gate::pass));
    let open = Router::new().route("/livez", get(live)).route("/readyz", get(is_ready));
    let router = open.merge(guarded).layer(middleware::map_response(harden)).with_state(seen);
    axum::serve(listener, router).await.err().unwrap_or_else(|| std::io::Error::other("the server ended"))
}

/// That this answers is the answer, unless the loop around the lease stands still. The database is not asked.
async fn live(State(seen): State<Seen>) -> Response {
    if seen.pulse.is_felt() {
        "ok\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "stands still\n").into_response()
    }
}

/// Whether the domain answers from its database, or would take over. A server that cannot be reached makes nobody restart
/// anything.
async fn is_ready(State(seen): State<Seen>) -> Response {
    let going = *seen.ready.borrow();
    let is_up = match seen.role() {
        Role::Leads { companion, .. } => companion.state().await.is_ok(),
        Role::StandsBy { .. } => true,
        Role::StoodDown | Role::CutOff => false,
    };
    if going && is_up {
        "ok\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}

async fn tell_state(State(seen): State<Seen>) -> Result<Response, Failed> {
    Ok(Json(state::look(&seen).await?).into_response())
}

async fn tell_metrics(State(seen): State<Seen>) -> Result<Response, Failed> {
    let text = metrics::written(&state::look(&seen).await?, seen.clock.now());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

async fn show_page(State(seen): State<Seen>) -> Result<Html<String>, Failed> {
    let Some(companion) = seen.companion() else {
        return Ok(Html(page::of_replica(&seen.role(), seen.language)));
    };
    let looked = page::Looked::at(&companion).await?;
    Ok(Html(page::written(&looked, companion.language(), seen.zone)))
}

/// Nothing of it is kept, framed, guessed at, or runs anything.
async fn harden(mut response: Response) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

/// What went wrong, without its details, which are for the log.
pub(crate) struct Failed(Failure);

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, format!("{} {}\n", self.0.message, self.0.advice)).into_response()
    }
}
