//! The table of routes becomes an axum router: under `/api` and under `/api/rs`, for what generation of server it
//! is. What is not in the table gets what the real server gives: Spring's 404 under the API, the page elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{RawPathParams, Request, State};
use axum::http::{Method, Response, StatusCode, header};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::call::{Call, Half, Handler, Refusal, html};
use super::query::Query;
use super::server::{Generation, Sim};
use super::unbuilt::{Unbuilt, unbuilt};

/// One operation. `path` is written without prefix; `v2` paths begin with `/v2`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: MethodFilter,
    pub(crate) path: &'static str,
    pub(crate) signed: bool,
    pub(crate) handler: Handler,
    /// The only generation that has it; both do where there is none.
    only: Option<Generation>,
}

pub(crate) fn get(path: &'static str, handler: Handler) -> Route {
    Route::new(MethodFilter::GET, path, handler)
}

pub(crate) fn post(path: &'static str, handler: Handler) -> Route {
    Route::new(MethodFilter::POST, path, handler)
}

pub(crate) fn patch(path: &'static str, handler: Handler) -> Route {
    Route::new(MethodFilter::PATCH, path, handler)
}

pub(crate) fn put(path: &'static str, handler: Handler) -> Route {
    Route::new(MethodFilter::PUT, path, handler)
}

pub(crate) fn delete(path: &'static str, handler: Handler) -> Route {
    Route::new(MethodFilter::DELETE, path, handler)
}

impl Route {
    fn new(method: MethodFilter, path: &'static str, handler: Handler) -> Self {
        let only = path.starts_with("/v2/").then_some(Generation::Current);
        Self { method, path, signed: true, handler, only }
    }

    /// Servers up to 4.x do not have it.
    pub(crate) fn current(self) -> Self {
        Self { only: Some(Generation::Current), ..self }
    }

    /// Only servers up to 4.x have it.
    pub(crate) fn legacy(self) -> Self {
        Self { only: Some(Generation::Legacy), ..self }
    }

    pub(crate) fn is_of(&self, generation: Generation) -> bool {
        self.only.is_none_or(|only| only == generation)
    }

    /// The method's name.
    pub(crate) fn verb(&self) -> String {
        let verbs = [
            (MethodFilter::GET, "GET"),
            (MethodFilter::POST, "POST"),
            (MethodFilter::PATCH, "PATCH"),
            (MethodFilter::PUT, "PUT"),
            (MethodFilter::DELETE, "DELETE"),
        ];
        verbs.iter().find(|(own, _)| *own == self.method).map_or("", |(_, verb)| *verb).to_owned()
    }

    /// The route is open to those who are not signed in.
    pub(crate) fn open(self) -> Self {
        Self { signed: false, ..self }
    }
}

/// The whole server: the API under its prefixes, the control door, the web page.
pub(crate) fn router(sim: &Arc<Sim>) -> Router {
    let mut router = Router::new();
    let (uaa, api): (Vec<Route>, Vec<Route>) = crate::api::routes()
        .into_iter()
        .filter(|route| route.is_of(sim.generation))
        .partition(|route| route.path.starts_with("/uaa/"));
    let unbuilt: Vec<Unbuilt> = unbuilt().into_iter().filter(|one| one.is_of(sim.generation)).collect();
    let is_old = |path: &str| !path.starts_with("/v2/");
    let old: Vec<Route> = api.iter().filter(|route| is_old(route.path)).copied().collect();
    let old_unbuilt: Vec<Unbuilt> = unbuilt.iter().filter(|one| is_old(one.path)).cloned().collect();
    router = add(router, "/api", &uaa, &[]);
    router = add(router, "/api/rs", &old, &old_unbuilt);
    if sim.generation == Generation::Current {
        router = add(router, "/api", &api, &unbuilt);
    }
    router = add(router, "/__sim", &crate::control::routes(), &[]);
    router.fallback(nowhere).method_not_allowed_fallback(wrong_method).with_state(Arc::clone(sim))
}

fn add(mut whole: Router<Arc<Sim>>, prefix: &str, routes: &[Route], unbuilt: &[Unbuilt]) -> Router<Arc<Sim>> {
    let mut by_path: BTreeMap<String, MethodRouter<Arc<Sim>>> = BTreeMap::new();
    for &route in routes {
        let methods = by_path.remove(route.path).unwrap_or_default();
        let serve = move |State(sim): State<Arc<Sim>>, params: RawPathParams, request: Request| {
            serve(sim, route, params, request)
        };
        by_path.insert(route.path.to_owned(), methods.merge(on(route.method, serve)));
    }
    for operation in unbuilt {
        let Ok(filter) = MethodFilter::try_from(operation.method.clone()) else { continue };
        let methods = by_path.remove(operation.path).unwrap_or_default();
        let refusal = operation.refusal();
        let serve = move |State(sim): State<Arc<Sim>>, request: Request| async move {
            let refusal = if is_signed(&sim, &request) { refusal } else { unauthorized() };
            refuse(&sim, refusal, request.uri().path())
        };
        by_path.insert(operation.path.to_owned(), methods.merge(on(filter, serve)));
    }
    for (path, methods) in by_path {
        whole = whole.route(&format!("{prefix}{path}"), methods);
    }
    whole
}

async fn serve(sim: Arc<Sim>, route: Route, params: RawPathParams, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return refuse(&sim, Refusal::bad("I/O error while reading the request"), head.uri.path());
    };
    let mut world = sim.world();
    let lived = world.clock.lived();
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if route.signed && world.tokens.accepts(authorization, lived).is_none() {
        return unauthorized().into_response(world.clock.told(), head.uri.path());
    }
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let now = world.clock.now();
    world.drift(now);
    let mut call = Call {
        world: &mut world,
        now,
        params: params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        query: Query::parse(head.uri.query().unwrap_or_default()),
        content_type: kind.unwrap_or_default().to_owned(),
        body,
        half: head.extensions.get::<Half>().copied(),
        range: head.headers.get(header::RANGE).and_then(|value| value.to_str().ok()).map(str::to_owned),
    };
    crate::api::catch_up(&mut call);
    match (route.handler)(&mut call) {
        Ok(answer) => answer.into_response(),
        Err(refusal) => refusal.into_response(world.clock.told(), head.uri.path()),
    }
}

/// No such resource. Under the API one must be signed in even to learn that.
async fn nowhere(State(sim): State<Arc<Sim>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    if path.starts_with("/__sim") {
        return refuse(&sim, Refusal::new(StatusCode::NOT_FOUND, "no such door"), path);
    }
    let of_api = match sim.generation {
        Generation::Current => path.starts_with("/api/"),
        Generation::Legacy => path.starts_with("/api/rs/") || path.starts_with("/api/uaa/"),
    };
    if !of_api {
        let page = request.method() == Method::GET || request.method() == Method::HEAD;
        return html(if page { StatusCode::OK } else { StatusCode::NOT_FOUND });
    }
    if !is_signed(&sim, &request) {
        return refuse(&sim, unauthorized(), path);
    }
    let message = format!("No static resource {}.", path.trim_start_matches('/'));
    refuse(&sim, Refusal::new(StatusCode::NOT_FOUND, message), path)
}

fn is_signed(sim: &Sim, request: &Request) -> bool {
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let world = sim.world();
    world.tokens.accepts(authorization, world.clock.lived()).is_some()
}

async fn wrong_method(State(sim): State<Arc<Sim>>, request: Request) -> Response<Body> {
    let message = format!("Request method '{}' is not supported", request.method());
    refuse(&sim, Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message), request.uri().path())
}

pub(crate) fn unauthorized() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "Full authentication is required to access this resource")
}

fn refuse(sim: &Sim, refusal: Refusal, path: &str) -> Response<Body> {
    let told = sim.world().clock.told();
    refusal.into_response(told, path)
}
