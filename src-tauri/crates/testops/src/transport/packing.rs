//! Bodies that come packed. Only gzip is asked for; RFC 1952 lets it come in several members, which are joined, and
//! some servers pad the last one with zeros, which are ignored.

use std::io::{self, Write as _};
use std::mem;

use flate2::write::GzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::error::{Error, ErrorKind, Sent};

/// So much is unpacked at a time; deflate makes at most a thousand times as much of it.
const SLICE: usize = 4096;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
}

impl Packing {
    /// What the answer says; an error for what was not asked for and cannot be read.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Error> {
        let mut packing = Self::Plain;
        for value in headers.get_all(CONTENT_ENCODING) {
            let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
            for encoding in text.split(',').map(str::trim) {
                packing = match (encoding, packing) {
                    ("" | "identity", packing) => packing,
                    ("gzip" | "x-gzip", Self::Plain) => Self::Gzip,
                    (_, Self::Plain | Self::Gzip) => {
                        let encoding = text.chars().filter(|letter| !letter.is_control()).take(40).collect();
                        return Err(Error::new(ErrorKind::Encoding { encoding }, Sent::Maybe));
                    }
                };
            }
        }
        Ok(packing)
    }
}

/// Unpacks gzip piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Gunzip {
    /// `None` before the first member and between two.
    member: Option<GzDecoder<Vec<u8>>>,
    has_begun: bool,
}

impl Gunzip {
    /// Takes some of `input` (called again and again, all of it) and answers with what that unpacks to: nothing, or at
    /// most some megabytes.
    pub(crate) fn take(&mut self, input: &mut &[u8]) -> io::Result<Vec<u8>> {
        let Some(member) = &mut self.member else {
            let padding =
                if self.has_begun { input.iter().take_while(|byte| **byte == 0).count() } else { 0 };
            *input = &input[padding..];
            if !input.is_empty() {
                self.has_begun = true;
                self.member = Some(GzDecoder::new(Vec::new()));
            }
            return Ok(Vec::new());
        };
        let slice = &input[..input.len().min(SLICE)];
        let is_past_header = member.header().is_some();
        let taken = member.write(slice)?;
        *input = &input[taken..];
        if taken == 0 && is_past_header && !slice.is_empty() {
            return self.end_member();
        }
        if let Some(member) = &mut self.member {
            member.flush()?;
            return Ok(mem::take(member.get_mut()));
        }
        Ok(Vec::new())
    }

    /// The rest after the last input. `UnexpectedEof` in the middle of a member.
    pub(crate) fn end(&mut self) -> io::Result<Vec<u8>> {
        let Some(member) = &mut self.member else { return Ok(Vec::new()) };
        // A member that is whole takes no further byte.
        if member.header().is_none() || !matches!(member.write(&[0]), Ok(0)) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.end_member()
    }

    /// Checks the member's length and sum.
    fn end_member(&mut self) -> io::Result<Vec<u8>> {
        self.member.take().map_or_else(|| Ok(Vec::new()), GzDecoder::finish)
    }
}
