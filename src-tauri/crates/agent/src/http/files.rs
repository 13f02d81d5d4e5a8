//! An exported file, as it lies on the disk.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use futures::stream;
use tokio::io::AsyncReadExt as _;

use super::Seen;

const PIECE: usize = 64 * 1024;

pub(crate) async fn send(State(seen): State<Seen>, Path(id): Path<i64>) -> Response {
    let Some(companion) = seen.companion() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Another agent leads.\n").into_response();
    };
    let Ok(about) = companion.export_file(id).await else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    // One that lies in the bucket only is got there.
    if about.path.starts_with("s3://")
        && let Ok(link) = companion.file_link(id).await
    {
        return Redirect::temporary(&link).into_response();
    }
    let Ok(file) = tokio::fs::File::open(&about.path).await else {
        return (StatusCode::NOT_FOUND, "The file is no longer where it was written.\n").into_response();
    };
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&about.name)),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Names are in any language.
fn disposition(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("attachment; filename*=UTF-8''{}", encoded.replace('+', "%20"))
}
