//! Files for the window itself: pictures and what is played, by an address of their own. The answer is HTTP's.

use super::files::sniffed;
use super::pieces::{MOST, NoPiece, PIECE};
use crate::Companion;

/// An answer for the window.
#[derive(Debug)]
pub struct Served {
    pub status: u16,
    /// Of pictures and of what is played; everything else is bytes that the window does not interpret.
    pub content_type: &'static str,
    pub part: Option<ServedPart>,
    pub body: Vec<u8>,
}

/// Which bytes of a file an answer holds: `first` to `last`, both with it, of `total`; for a range behind the end only the
/// total is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServedPart {
    pub first: u64,
    pub last: u64,
    pub total: u64,
}

const BYTES: &str = "application/octet-stream";

impl Companion {
    /// A file by the path of its address, `/{result}/{key}`. With a range it answers what lies in one piece of the cache, which
    /// players ask on from.
    pub async fn serve_evidence(&self, path: &str, range: Option<&str>) -> Served {
        let Some((result_id, key)) = named(path) else { return refused(404) };
        let inner = &self.inner;
        let Ok(session) = inner.session() else { return refused(503) };
        let Ok((_, file)) = inner.evidence_file(&session, result_id, key).await else { return refused(404) };
        if file.content_length.is_some_and(|length| length > MOST) && range.is_none() {
            return refused(413);
        }
        let begin = match inner.piece(&session, &file, 0).await {
            Ok(begin) => begin,
            Err(error) => return refused(status_of(&error)),
        };
        let total = begin.length;
        let content_type = sniffed(&begin, &file).media_type.unwrap_or(BYTES);
        let Some(range) = range.and_then(|text| wanted(text, total)) else {
            if total > MOST {
                return refused(413);
            }
            let Ok((body, _)) = inner.begin_of(&session, &file, MOST).await else { return refused(503) };
            return Served { status: 200, content_type, part: None, body };
        };
        let Ok((first, last)) = range else {
            return Served { part: Some(ServedPart { first: 0, last: 0, total }), ..refused(416) };
        };
        let number = first / PIECE;
        let piece = if number == 0 { Ok(begin) } else { inner.piece(&session, &file, number).await };
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => return refused(status_of(&error)),
        };
        let start = number * PIECE;
        let last = last.min(start + (piece.bytes.len() as u64).saturating_sub(1));
        let within = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
        let Some(body) = piece.bytes.get(within(first)..=within(last)) else { return refused(503) };
        let part = Some(ServedPart { first, last, total });
        Served { status: 206, content_type, part, body: body.to_vec() }
    }
}

fn named(path: &str) -> Option<(i64, &str)> {
    let (result, key) = path.trim_matches('/').split_once('/')?;
    Some((result.parse().ok()?, key))
}

fn refused(status: u16) -> Served {
    Served { status, content_type: BYTES, part: None, body: Vec::new() }
}

fn status_of(error: &NoPiece) -> u16 {
    match error {
        NoPiece::Missing => 404,
        NoPiece::Large(_) => 413,
        NoPiece::Behind => 416,
        NoPiece::Strange => 502,
        NoPiece::Asked(_) => 503,
    }
}

/// The first and the last byte of one range. `None` for several and for what is none: the whole is meant. `Err` behind the end.
fn wanted(text: &str, total: u64) -> Option<Result<(u64, u64), ()>> {
    let (first, last) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last),
        (Ok(first), Err(_)) if last.trim().is_empty() => (first, u64::MAX),
        (Err(_), Ok(count)) if first.trim().is_empty() => (total.saturating_sub(count), u64::MAX),
        _ => return None,
    };
    Some(if first < total { Ok((first, last.min(total - 1))) } else { Err(()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_has_them() {
        for (text, expected) in [
            ("bytes=0-", Some(Ok((0, 9)))),
            ("bytes=2-4", Some(Ok((2, 4)))),
            ("bytes=2-400", Some(Ok((2, 9)))),
            ("bytes=-3", Some(Ok((7, 9)))),
            ("bytes=10-", Some(Err(()))),
            ("bytes=4-2", None),
            ("bytes=0-1,3-4", None),
            ("items=0-1", None),
        ] {
            assert_eq!(wanted(text, 10), expected, "{text}");
        }
        assert_eq!(wanted("bytes=0-", 0), Some(Err(())));
    }

    #[test]
    fn addresses_name_a_result_and_a_file() {
        assert_eq!(named("/70/result-7"), Some((70, "result-7")));
        for nonsense in ["", "/70", "/x/result-7", "/70/"] {
            assert!(named(nonsense).is_none_or(|(_, key)| key.is_empty()), "{nonsense}");
        }
    }
}
