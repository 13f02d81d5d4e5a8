//! A file on its way: bytes as they come, for as long as they come. The whole is never held, so its length knows no
//! limit; what is bounded is the silence between two pieces.

use bytes::Bytes;

use crate::error::{Error, ErrorKind, Sent};
use crate::range::Part;
use crate::transport::{BodyReader, Pages};

/// What the head of the answer says of it.
pub(crate) struct About {
    pub(crate) status: u16,
    pub(crate) part: Option<Part>,
    pub(crate) content_type: Option<String>,
    pub(crate) pages: Pages,
}

/// A body that is being read. Dropping it gives up.
#[derive(Debug)]
pub struct Download {
    /// How many bytes there will be, when the server tells. Files that are made while they are sent have none, nor have
    /// those that come packed.
    pub length: Option<u64>,
    /// Which part of the file this is; `None` for the whole, also where a part was asked for.
    pub part: Option<Part>,
    /// What the server calls it, in lower case.
    pub content_type: Option<String>,
    first: Option<Bytes>,
    rest: BodyReader,
    path: String,
}

impl Download {
    /// Waits for the first piece, so that what it looks like is known.
    pub(crate) async fn begin(rest: BodyReader, about: About, path: &str) -> Result<Self, Error> {
        let About { status, part, content_type, pages } = about;
        let length = rest.length();
        let mut download = Self { length, part, content_type, first: None, rest, path: path.to_owned() };
        download.first = download.next().await?;
        match &download.first {
            Some(first) if pages == Pages::Refused && looks_like_a_page(first) => {
                Err(Error::new(ErrorKind::Html { status }, Sent::Maybe).asked("GET", path))
            }
            _ => Ok(download),
        }
    }

    /// The next piece, `None` after the last. A body that breaks off before its announced end or is damaged is
    /// [`ErrorKind::Cut`], one that stops coming [`ErrorKind::Timeout`]; there is no going on after either.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.next().await,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.rest.next().await.map_err(|error| error.asked("GET", &self.path))
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
