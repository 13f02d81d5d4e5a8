//! Reads a call from a request, whichever way its parameters were written.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header;
use serde_json::Value;
use url::form_urlencoded;

use super::MOST_BODY;
use crate::api::call::Call;
use crate::refusal::Refusal;
use crate::world::files::Upload;

pub(crate) async fn read(method: String, request: Request) -> Result<Call, Refusal> {
    let mut call = Call { method, ..Call::default() };
    if let Some(query) = request.uri().query() {
        form(query.as_bytes(), &mut call.values);
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let (head, body) = request.into_parts();
    // All of it, since a connection with something unread in it cannot be used again.
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| Refusal::too_large())?;
    if kind.starts_with("multipart/form-data") {
        parts(Request::from_parts(head, Body::from(body)), &mut call).await?;
        return Ok(call);
    }
    if kind.starts_with("application/json") {
        object(&body, &mut call.values)?;
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        form(&body, &mut call.values);
    }
    Ok(call)
}

fn form(text: &[u8], values: &mut BTreeMap<String, Value>) {
    for (name, value) in form_urlencoded::parse(text) {
        values.insert(name.into_owned(), Value::String(value.into_owned()));
    }
}

fn object(body: &[u8], values: &mut BTreeMap<String, Value>) -> Result<(), Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => {
            values.extend(fields);
            Ok(())
        }
        _ => Err(Refusal::bad("can't parse the request body: object expected")),
    }
}

async fn parts(request: Request, call: &mut Call) -> Result<(), Refusal> {
    let unreadable = |why: String| Refusal::bad(format!("can't parse multipart/form-data: {why}"));
    let mut parts = Multipart::from_request(request, &()).await.map_err(|why| unreadable(why.body_text()))?;
    while let Some(part) = parts.next_field().await.map_err(|why| unreadable(why.body_text()))? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let file = part.file_name().map(str::to_owned);
        let mime = part.content_type().map(str::to_owned);
        let too_large = |why: axum::extract::multipart::MultipartError| match why.status().as_u16() {
            413 => Refusal::too_large(),
            _ => unreadable(why.body_text()),
        };
        let bytes = part.bytes().await.map_err(too_large)?;
        if let Some(file) = file {
            // A client that does not know says this of everything.
            let mime = mime.filter(|mime| mime != "application/octet-stream");
            call.files.insert(name, Upload { name: file, mime, bytes });
        } else {
            let text = String::from_utf8(bytes.to_vec());
            let text = text.map_err(|_| Refusal::bad("strings must be encoded in UTF-8"))?;
            call.values.insert(name, Value::String(text));
        }
    }
    Ok(())
}
