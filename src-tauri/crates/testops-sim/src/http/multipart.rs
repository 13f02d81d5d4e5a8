//! Bodies of several parts.

use axum::body::Bytes;
use axum::http::StatusCode;
use futures::{FutureExt as _, stream};

use super::call::{Call, Refusal};

#[derive(Debug)]
pub(crate) struct Part {
    /// The field of the form.
    pub(crate) field: String,
    /// The name that the client gave to the file.
    pub(crate) file: Option<String>,
    /// The media type that the client gave to it.
    pub(crate) kind: Option<String>,
    pub(crate) content: Bytes,
}

impl Call<'_> {
    /// All parts of the body; 415 where it has none, 400 where they are cut.
    pub(crate) fn parts(&self) -> Result<Vec<Part>, Refusal> {
        let boundary = multer::parse_boundary(&self.content_type).map_err(|_| {
            let message = format!("Content-Type '{}' is not supported.", self.content_type);
            Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
        })?;
        let body = stream::iter([Ok::<_, std::convert::Infallible>(self.body.clone())]);
        // The body is there already, so nothing waits.
        read(multer::Multipart::new(body, boundary))
            .now_or_never()
            .and_then(Result::ok)
            .ok_or_else(|| Refusal::bad("Failed to parse multipart servlet request"))
    }
}

async fn read(mut form: multer::Multipart<'_>) -> Result<Vec<Part>, multer::Error> {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await? {
        parts.push(Part {
            field: field.name().unwrap_or_default().to_owned(),
            file: field.file_name().map(str::to_owned),
            kind: field.content_type().map(ToString::to_string),
            content: field.bytes().await?,
        });
    }
    Ok(parts)
}
