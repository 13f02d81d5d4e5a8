//! Who may look.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::configuration::Http;

pub(crate) struct Gate {
    token: Option<SecretString>,
    user_header: Option<String>,
}

impl Gate {
    pub(crate) fn new(http: &Http) -> Self {
        Self { token: http.token.clone(), user_header: http.user_header.clone() }
    }

    fn lets_in(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        match (&self.token, &self.user_header) {
            (None, None) => is_asked_locally(headers, uri),
            (Some(token), _) if shown_token(headers).is_some_and(|shown| same(&shown, token)) => true,
            (_, Some(name)) => headers.get(name).is_some_and(|user| !user.as_bytes().trim_ascii().is_empty()),
            (Some(_), None) => false,
        }
    }
}

pub(crate) async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if gate.lets_in(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"TestOps Companion\", charset=\"UTF-8\"")];
    (StatusCode::UNAUTHORIZED, ask, "A token is needed.\n").into_response()
}

/// A page of somewhere else can have a browser ask here under a name of its own.
fn is_asked_locally(headers: &HeaderMap, uri: &Uri) -> bool {
    let host =
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).or(uri.host()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "[::1]")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

/// As a bearer, or as the password that a browser asked for.
fn shown_token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, shown) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(shown.trim().to_owned());
    }
    let decoded = STANDARD.decode(shown.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}

/// Both are hashed first, so that how long the comparison takes tells nothing of the token.
fn same(shown: &str, token: &SecretString) -> bool {
    Sha256::digest(shown.as_bytes()) == Sha256::digest(token.expose_secret().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(token: Option<&str>, user_header: Option<&str>) -> Gate {
        Gate { token: token.map(Into::into), user_header: user_header.map(Into::into) }
    }

    fn lets_in(gate: &Gate, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a value"));
        }
        gate.lets_in(&map, &Uri::from_static("/"))
    }

    #[test]
    fn without_anything_only_this_machine_is_answered_under_its_own_name() {
        let open = gate(None, None);
        for host in ["localhost:8087", "127.0.0.1", "[::1]:1", "127.0.0.1:8087"] {
            assert!(lets_in(&open, &[("host", host)]), "{host}");
        }
        for host in ["rebound.example.com:8087", "10.0.0.1", "", "localhost.example.com"] {
            assert!(!lets_in(&open, &[("host", host)]), "{host}");
        }
    }

    #[test]
    fn a_token_opens_as_a_bearer_and_as_a_password() {
        let closed = gate(Some("s3cret"), None);
        assert!(lets_in(&closed, &[("authorization", "Bearer s3cret")]));
        let basic = |words: &str| format!("Basic {}", STANDARD.encode(words));
        assert!(lets_in(&closed, &[("authorization", &basic("anyone:s3cret"))]));
        for wrong in
            ["Bearer s3cre", "Bearer ", "s3cret", "Basic s3cret", &basic("s3cret:"), &basic("s3cret")]
        {
            assert!(!lets_in(&closed, &[("authorization", wrong), ("host", "localhost")]), "{wrong}");
        }
    }

    #[test]
    fn a_proxy_names_whom_it_signed_in() {
        let behind = gate(Some("s3cret"), Some("X-Forwarded-User"));
        assert!(lets_in(&behind, &[("x-forwarded-user", "anna")]));
        assert!(lets_in(&behind, &[("authorization", "Bearer s3cret")]));
        assert!(!lets_in(&behind, &[("x-forwarded-user", " ")]));
        assert!(!lets_in(&behind, &[]));
    }
}
