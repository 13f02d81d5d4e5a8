//! The control door: `POST /__kit/VERB` with JSON, for tests in another process and in other languages.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::Method;
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{MOST_BODY, json as answer_json};
use crate::ask::{self, Ask};
use crate::core::Core;
use crate::transcript;

pub(super) async fn answer(core: &Core, verb: &str, request: Request) -> Response {
    if request.method() == Method::GET {
        match verb {
            "transcript.html" => return Html(transcript::page(&core.world())).into_response(),
            "transcript.txt" => return transcript::text(&core.world()).into_response(),
            _ => {}
        }
    }
    let wrong = |why: String| answer_json(400, &json!({"error": why}));
    let ask = match read(verb, request).await {
        Ok(ask) => ask,
        Err(why) => return wrong(why),
    };
    match ask::answer(core, ask).await {
        Ok(result) => answer_json(200, &result),
        Err(why) => wrong(why),
    }
}

/// The verb is the name of what is asked; the body, or the query, is the rest of it.
async fn read(verb: &str, request: Request) -> Result<Ask, String> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    let mut fields: Map<String, Value> = pairs.map(|(name, value)| (name, loose(value))).collect();
    let body = to_bytes(request.into_body(), 2 * MOST_BODY).await.map_err(|why| why.to_string())?;
    if !body.iter().all(u8::is_ascii_whitespace) {
        let body: Map<String, Value> =
            serde_json::from_slice(&body).map_err(|why| format!("The body is not a JSON object: {why}"))?;
        fields.extend(body);
    }
    fields.insert("do".to_owned(), Value::String(verb.to_owned()));
    serde_json::from_value(Value::Object(fields)).map_err(|why| format!("{verb}: {why}"))
}

/// A number where it looks like one: in a query everything is text.
fn loose(value: String) -> Value {
    value.parse::<i64>().map_or(Value::String(value), Value::from)
}
