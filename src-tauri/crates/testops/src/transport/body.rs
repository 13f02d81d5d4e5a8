//! The body of an answer, piece by piece and unpacked.

use std::io;
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use reqwest::Response;
use tokio::time::timeout;

use super::classify;
use super::packing::{Gunzip, Packing};
use crate::error::{Error, ErrorKind, Sent, Stage};

/// A body of so many bytes may be packed as well as it likes.
const MODEST: u64 = 64 * 1024 * 1024;
/// A longer one that is packed better than so many to one is a bomb: tables of test cases come to 30.
const MOST_TO_ONE: u64 = 200;

#[derive(Debug)]
pub(crate) struct BodyReader {
    response: Response,
    silence: Duration,
    gunzip: Option<Gunzip>,
    /// Came, and is not unpacked yet.
    packed: Bytes,
    came: u64,
    unpacked: u64,
}

impl BodyReader {
    /// Fails when the body is packed in a way that was not asked for. `silence` is the longest wait for a piece.
    pub(crate) fn new(response: Response, silence: Duration) -> Result<Self, Error> {
        let gunzip = match Packing::of(response.headers())? {
            Packing::Plain => None,
            Packing::Gzip => Some(Gunzip::default()),
        };
        Ok(Self { response, silence, gunzip, packed: Bytes::new(), came: 0, unpacked: 0 })
    }

    /// How many bytes there will be, when that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        if self.gunzip.is_some() { None } else { self.response.content_length() }
    }

    /// The next piece, `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if let Some(piece) = self.unpack()? {
                return Ok(Some(piece));
            }
            let Some(came) = self.receive().await? else { return self.end() };
            if self.gunzip.is_none() {
                return Ok(Some(came));
            }
            self.came += came.len() as u64;
            self.packed = came;
        }
    }

    async fn receive(&mut self) -> Result<Option<Bytes>, Error> {
        match timeout(self.silence, self.response.chunk()).await {
            Ok(Ok(came)) => Ok(came),
            Ok(Err(error)) => {
                let detail = classify::chain(&error.without_url());
                Err(Error::new(ErrorKind::Cut, Sent::Maybe).detailed(detail))
            }
            Err(_) => Err(Error::new(ErrorKind::Timeout { stage: Stage::Body }, Sent::Maybe)),
        }
    }

    /// What can be unpacked of what came.
    fn unpack(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(gunzip) = &mut self.gunzip else { return Ok(None) };
        while !self.packed.is_empty() {
            let mut rest = &self.packed[..];
            let piece = gunzip.take(&mut rest).map_err(damaged)?;
            let taken = self.packed.len() - rest.len();
            self.packed.advance(taken);
            if !piece.is_empty() {
                self.unpacked += piece.len() as u64;
                if self.unpacked > MODEST && self.unpacked / MOST_TO_ONE > self.came {
                    let encoding = "gzip, as a bomb".to_owned();
                    return Err(Error::new(ErrorKind::Encoding { encoding }, Sent::Maybe));
                }
                return Ok(Some(piece.into()));
            }
        }
        Ok(None)
    }

    fn end(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(gunzip) = &mut self.gunzip else { return Ok(None) };
        let piece = gunzip.end().map_err(damaged)?;
        Ok((!piece.is_empty()).then(|| piece.into()))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn damaged(error: io::Error) -> Error {
    Error::new(ErrorKind::Cut, Sent::Maybe).detailed(error.to_string())
}
