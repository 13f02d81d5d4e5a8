//! Stored files as the server sends them: whole, or the part that was asked for.

use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures::stream;

/// A file and what of it is wanted.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) source: Source,
    pub(crate) inline: bool,
    /// The `Range` header, where the server heeds it.
    pub(crate) range: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    Bytes(Vec<u8>),
    /// What a client sent in.
    Sent(Bytes),
    /// So many zeros, which are not held.
    Zeros(u64),
}

const CHUNK: usize = 65_536;
static ZEROS: [u8; CHUNK] = [0; CHUNK];

impl Source {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Sent(bytes) => bytes.len() as u64,
            Self::Zeros(count) => *count,
        }
    }

    fn body(self, range: Range<u64>) -> Body {
        match self {
            Self::Bytes(bytes) => {
                Body::from(Bytes::from(bytes).slice(range.start as usize..range.end as usize))
            }
            Self::Sent(bytes) => Body::from(bytes.slice(range.start as usize..range.end as usize)),
            Self::Zeros(_) => {
                let pieces = stream::unfold(range.end - range.start, |left| async move {
                    let piece = left.min(CHUNK as u64);
                    let bytes = Bytes::from_static(&ZEROS[..piece as usize]);
                    (piece > 0).then_some((Ok::<_, std::io::Error>(bytes), left - piece))
                });
                Body::from_stream(pieces)
            }
        }
    }
}

impl Content {
    pub(crate) fn into_response(self) -> Response<Body> {
        let total = self.source.length();
        let (status, range) = match self.range.as_deref().map(|text| wanted(text, total)) {
            None | Some(Wanted::All) => (StatusCode::OK, 0..total),
            Some(Wanted::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
            Some(Wanted::Nothing) => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
        };
        let told = match status {
            StatusCode::PARTIAL_CONTENT => Some(format!("bytes {}-{}/{total}", range.start, range.end - 1)),
            StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{total}")),
            _ => None,
        };
        let way = if self.inline { "inline" } else { "attachment" };
        let name: String = url::form_urlencoded::byte_serialize(self.name.as_bytes()).collect();
        let length = range.end - range.start;
        let mut response = Response::new(self.source.body(range));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let texts = [
            (header::CONTENT_TYPE, Some(self.kind)),
            (
                header::CONTENT_DISPOSITION,
                Some(format!("{way}; filename*=UTF-8''{}", name.replace('+', "%20"))),
            ),
            (header::CONTENT_RANGE, told),
        ];
        for (name, text) in texts {
            if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
                headers.insert(name, value);
            }
        }
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// One range of bytes; several, and what is none, are the whole file.
fn wanted(text: &str, total: u64) -> Wanted {
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Wanted::All;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(total),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..total,
        (Err(_), Ok(count)) if first.trim().is_empty() => total.saturating_sub(count)..total,
        _ => return Wanted::All,
    };
    if range.start < range.end { Wanted::Part(range) } else { Wanted::Nothing }
}
