//! One request as a handler sees it, and what a handler may answer.

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::content::Content;
use super::jackson;
use super::query::Query;
use crate::world::World;

pub(crate) type Outcome = Result<Answer, Refusal>;
pub(crate) type Handler = fn(&mut Call<'_>) -> Outcome;

#[derive(Debug)]
pub(crate) enum Answer {
    Json(StatusCode, Value),
    Empty(StatusCode),
    File(&'static str, Body),
    Content(Content),
    /// The web page, as from a gateway in trouble.
    Page,
}

impl Answer {
    pub(crate) fn ok(value: Value) -> Outcome {
        Ok(Self::Json(StatusCode::OK, value))
    }

    pub(crate) fn accepted(value: Value) -> Outcome {
        Ok(Self::Json(StatusCode::ACCEPTED, value))
    }

    pub(crate) fn empty(status: StatusCode) -> Outcome {
        Ok(Self::Empty(status))
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        match self {
            Self::Json(status, value) => json_response(status, &value),
            Self::Empty(status) => with_body(status, None, Body::empty()),
            Self::File(kind, body) => with_body(StatusCode::OK, Some(kind), body),
            Self::Content(content) => content.into_response(),
            Self::Page => html(StatusCode::OK),
        }
    }
}

/// A request that the server does not carry out.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// What the server says of a body that breaks a rule: 409, not 400.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    pub(crate) fn missing(what: &str, id: i64) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} with id '{id}' not found"))
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Access is denied")
    }

    /// Spring's error body; `timestamp` is in epoch milliseconds.
    pub(crate) fn into_response(self, told: i64, path: &str) -> Response<Body> {
        let error = self.status.canonical_reason().unwrap_or("Error");
        let body = json!({
            "timestamp": told,
            "status": self.status.as_u16(),
            "error": error,
            "message": self.message,
            "path": path,
        });
        json_response(self.status, &body)
    }
}

#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    /// Simulated epoch milliseconds, the same for the whole request.
    pub(crate) now: i64,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) query: Query,
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
    /// The bytes of a file that are asked for.
    pub(crate) range: Option<String>,
    pub(crate) half: Option<Half>,
}

/// Trouble in the middle of a request about many things: so many are done, then it fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Half {
    pub(crate) after: usize,
    pub(crate) code: u16,
}

impl Call<'_> {
    /// A number in the path.
    pub(crate) fn id(&self) -> Result<i64, Refusal> {
        self.number_in_path("id")
    }

    pub(crate) fn number_in_path(&self, name: &str) -> Result<i64, Refusal> {
        let text = self.params.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        text.parse().map_err(|_| Refusal::bad(format!("Failed to convert value of type 'java.lang.String' to required type 'long'; For input string: \"{text}\"")))
    }

    /// The JSON body. Unknown fields are ignored; a type that cannot be read is 400, a wrong media type 415.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        if !self.content_type.to_ascii_lowercase().starts_with("application/json") {
            let message = format!("Content-Type '{}' is not supported.", self.content_type);
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        if self.body.is_empty() {
            return Err(Refusal::bad("Required request body is missing"));
        }
        jackson::read(&self.body).map_err(Refusal::bad)
    }
}

pub(crate) fn json_response(status: StatusCode, value: &Value) -> Response<Body> {
    with_body(status, Some("application/json"), Body::from(value.to_string()))
}

/// The page that the server's web application answers with where no resource is.
pub(crate) fn html(status: StatusCode) -> Response<Body> {
    const PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Allure TestOps</title></head><body><div id=\"root\"></div></body></html>";
    with_body(status, Some("text/html;charset=UTF-8"), Body::from(PAGE))
}

fn with_body(status: StatusCode, kind: Option<&'static str>, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    }
    response
}
