//! Signing in: the API token as it is, or exchanged for an access token that lives an hour.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::call::{Answer, Call, Outcome};
use crate::dice::mix;

/// Seconds that an access token lives.
const EXPIRES_IN: i64 = 3600;

#[derive(Debug)]
pub(crate) struct Tokens {
    first: String,
    api: Vec<ApiToken>,
    seed: u64,
    issued: u64,
    /// The last id of an API token.
    made: i64,
    /// Access token → when it expires, in milliseconds that the client lived through.
    access: BTreeMap<String, i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct ApiToken {
    pub(crate) id: i64,
    pub(crate) name: String,
    secret: String,
}

/// How a request was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    ApiToken,
    Bearer,
}

impl Signature {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ApiToken => "api-token",
            Self::Bearer => "bearer",
        }
    }

    /// What the header says it is, whether or not it is right.
    pub(crate) fn claimed(header: Option<&str>) -> Option<(Self, &str)> {
        let (scheme, token) = header?.trim().split_once(' ')?;
        match scheme.to_ascii_lowercase().as_str() {
            "api-token" => Some((Self::ApiToken, token.trim())),
            "bearer" => Some((Self::Bearer, token.trim())),
            _ => None,
        }
    }
}

impl Tokens {
    /// The person whom every token belongs to.
    pub(crate) const USER: &'static str = "anna.smirnova";

    pub(crate) fn new(seed: u64) -> Self {
        let [a, b] = [mix(&[seed, 0x70]), mix(&[seed, 0x71])];
        let secret = format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xFFFF,
            a & 0xFFF,
            b >> 52,
            b & 0xFFFF_FFFF_FFFF
        );
        Self {
            first: secret.clone(),
            api: vec![ApiToken { id: 1, name: "companion".to_owned(), secret }],
            seed,
            issued: 0,
            made: 1,
            access: BTreeMap::new(),
        }
    }

    /// The API token that is known from the start.
    pub(crate) fn first(&self) -> &str {
        &self.first
    }

    pub(crate) fn list(&self) -> &[ApiToken] {
        &self.api
    }

    /// Takes an API token back; whether there was one. Access tokens that were exchanged for it live on.
    pub(crate) fn remove(&mut self, id: i64) -> bool {
        let before = self.api.len();
        self.api.retain(|token| token.id != id);
        self.api.len() < before
    }

    /// A further API token; its secret is told this once.
    pub(crate) fn add(&mut self, name: &str) -> (i64, String) {
        self.made += 1;
        let id = self.made;
        let secret = format!(
            "{:016x}-{:016x}",
            mix(&[self.seed, 0x72, id as u64]),
            mix(&[self.seed, 0x73, id as u64])
        );
        self.api.push(ApiToken { id, name: name.to_owned(), secret: secret.clone() });
        (id, secret)
    }

    pub(crate) fn accepts(&self, header: Option<&str>, lived: i64) -> Option<Signature> {
        match Signature::claimed(header)? {
            (Signature::ApiToken, token) => {
                self.api.iter().any(|own| own.secret == token).then_some(Signature::ApiToken)
            }
            (Signature::Bearer, token) => {
                self.access.get(token).is_some_and(|until| *until > lived).then_some(Signature::Bearer)
            }
        }
    }

    /// Voids every access token issued so far.
    pub(crate) fn expire(&mut self) {
        self.access.clear();
    }

    fn issue(&mut self, token: &str, lived: i64) -> Option<String> {
        self.api.iter().find(|own| own.secret == token)?;
        self.issued += 1;
        let claims =
            json!({"sub": Self::USER, "jti": format!("{:016x}", mix(&[self.seed, 0x74, self.issued]))});
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let sign = format!(
            "{:016x}{:016x}",
            mix(&[self.seed, 0x75, self.issued]),
            mix(&[self.seed, 0x76, self.issued])
        );
        let access = format!(
            "{}.{}.{}",
            part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"),
            part(&claims.to_string()),
            part(&sign)
        );
        self.access.retain(|_, until| *until > lived);
        self.access.insert(access.clone(), lived + EXPIRES_IN * 1000);
        Some(access)
    }
}

/// `POST /uaa/oauth/token`: form or multipart.
pub(crate) fn exchange(call: &mut Call<'_>) -> Outcome {
    let fields = form(&call.content_type, &call.body);
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let refuse = |status, error: &str, text: &str| {
        Ok(Answer::Json(status, json!({"error": error, "error_description": text})))
    };
    match field("grant_type") {
        Some("apitoken") => {}
        None => return refuse(StatusCode::BAD_REQUEST, "invalid_request", "Missing grant type"),
        Some(other) => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                &format!("Unsupported grant type: {other}"),
            );
        }
    }
    let lived = call.world.clock.lived();
    let Some(access) = field("token").and_then(|token| call.world.tokens.issue(token.trim(), lived)) else {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_token", "Bad credentials");
    };
    let jti = format!("{:016x}", mix(&[call.world.seed, 0x74, call.world.tokens.issued]));
    let scope = field("scope").unwrap_or("openid");
    Answer::ok(
        json!({"access_token": access, "token_type": "bearer", "expires_in": EXPIRES_IN, "scope": scope, "jti": jti}),
    )
}

fn form(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let Some((_, boundary)) = content_type.split_once("boundary=") else {
        return url::form_urlencoded::parse(text.as_bytes())
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
    };
    let boundary = format!("--{}", boundary.split(';').next().unwrap_or_default().trim().trim_matches('"'));
    text.split(boundary.as_str()).filter_map(part).collect()
}

/// One part of a multipart form: its name and its text.
fn part(text: &str) -> Option<(String, String)> {
    let (head, value) = text.split_once("\r\n\r\n")?;
    let (_, name) = head.split_once("name=")?;
    let name = name.split(['\r', ';']).next()?.trim().trim_matches('"');
    Some((name.to_owned(), value.strip_suffix("\r\n").unwrap_or(value).to_owned()))
}
