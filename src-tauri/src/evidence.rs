//! Files of results for the window: `evidence://localhost/{result}/{key}`. What they are and where they come from is the
//! domain's business.

use companion::{Served, ServedPart};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, UriSchemeContext, UriSchemeResponder, Wry};

use crate::domain::Domain;

pub(crate) const SCHEME: &str = "evidence";

/// What a test wrote is never a page: where it is opened as one, nothing of it runs and nothing is asked for.
const NOTHING_RUNS: &str = "default-src 'none'; sandbox";

pub(crate) fn answer(
    context: &UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
        let served = match app.state::<Domain>().companion().await {
            Ok(companion) => Some(companion.serve_evidence(request.uri().path(), range).await),
            Err(_) => None,
        };
        responder.respond(response(served));
    });
}

fn response(served: Option<Served>) -> Response<Vec<u8>> {
    let Some(Served { status, content_type, part, body }) = served else {
        return bare(StatusCode::SERVICE_UNAVAILABLE);
    };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, NOTHING_RUNS)
        .header(header::CACHE_CONTROL, "no-store")
        // The page lives at another address of this window.
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::ACCESS_CONTROL_EXPOSE_HEADERS, "content-range");
    if let Some(ServedPart { first, last, total }) = part {
        let told =
            if status == 416 { format!("bytes */{total}") } else { format!("bytes {first}-{last}/{total}") };
        response = response.header(header::CONTENT_RANGE, told);
    }
    response.body(body).unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR))
}

fn bare(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_says_which_it_is_and_nothing_runs() {
        let part = Some(ServedPart { first: 1, last: 3, total: 9 });
        let served = Served { status: 206, content_type: "image/png", part, body: b"PNG".to_vec() };
        let response = response(Some(served));
        let told = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(told(header::CONTENT_RANGE), Some("bytes 1-3/9"));
        assert_eq!(told(header::X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
        assert_eq!(told(header::CONTENT_SECURITY_POLICY), Some(NOTHING_RUNS));
        assert_eq!(super::response(None).status(), 503);
    }
}
