//! A file on its way: bytes as they come, for as long as they come. The whole is never held, so its length knows no
//! limit; what is bounded is the silence between two pieces.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Response;
use tokio::time::timeout;

use crate::error::{Error, ErrorKind, Sent, Stage};

/// A body that is being read. Dropping it gives up.
#[derive(Debug)]
pub struct Download {
    /// How many bytes there will be, when the server tells. Files that are made while they are sent have none.
    pub length: Option<u64>,
    first: Option<Bytes>,
    rest: Response,
    silence: Duration,
    path: String,
}

impl Download {
    /// Waits for the first piece, so that what it looks like is known.
    pub(crate) async fn begin(rest: Response, silence: Duration, path: &str) -> Result<Self, Error> {
        let length = rest.content_length();
        let mut download = Self { length, first: None, rest, silence, path: path.to_owned() };
        download.first = download.next().await?;
        let status = download.rest.status().as_u16();
        match &download.first {
            Some(first) if looks_like_a_page(first) => {
                Err(Error::new(ErrorKind::Html { status }, Sent::Maybe).asked("GET", path))
            }
            _ => Ok(download),
        }
    }

    /// The next piece, `None` after the last. A body that breaks off before its announced end is
    /// [`ErrorKind::Cut`], one that stops coming [`ErrorKind::Timeout`]; there is no going on after either.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.next().await,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let (kind, detail) = match timeout(self.silence, self.rest.chunk()).await {
            Ok(Ok(piece)) => return Ok(piece),
            Ok(Err(error)) => (ErrorKind::Cut, error.without_url().to_string()),
            Err(_) => (ErrorKind::Timeout { stage: Stage::Body }, String::new()),
        };
        Err(Error::new(kind, Sent::Maybe).detailed(detail).asked("GET", &self.path))
    }
}

/// A CSV may well begin with a `<`, in the text of a test case; a page says what it is.
fn looks_like_a_page(first: &[u8]) -> bool {
    let begins = |word: &[u8]| {
        let text = first.trim_ascii_start();
        text.len() >= word.len() && text[..word.len()].eq_ignore_ascii_case(word)
    };
    begins(b"<!doctype") || begins(b"<html")
}
