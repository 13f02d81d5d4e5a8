//! Files in pieces of one size. A piece is fetched when it is wanted; a server that knows no ranges sends the whole, of which
//! all pieces are kept.

use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::ConnectionRow;
use testops::{Attachment, ByteRange, Download, ErrorKind, Part};

use super::cache::Moment;
use crate::companion::Inner;
use crate::core::session::Session;

/// Bytes of a piece; the last one of a file may be shorter.
pub(super) const PIECE: u64 = LENGTH as u64;
const LENGTH: usize = 1 << 20;

/// What is larger is not fetched unasked, nor kept.
pub(super) const MOST: u64 = 32 << 20;

/// What is known of a file once any of it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    length: u64,
}

/// A piece of a file of so many bytes.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    pub(super) length: u64,
}

/// Why there is no piece.
#[derive(Debug)]
pub(super) enum NoPiece {
    /// The content is gone.
    Missing,
    /// The server sends nothing but the whole, and that is too large.
    Large(Option<u64>),
    /// The file ends before it.
    Behind,
    /// The server sent another part than was asked for.
    Strange,
    Asked(testops::Error),
}

/// How what is fetched is kept.
#[derive(Clone, Copy)]
struct Kept<'a> {
    key: &'a str,
    begun: Moment,
}

impl Inner {
    /// The piece of this number, from the disk or from the server.
    pub(super) async fn piece(
        &self,
        session: &Session,
        file: &Attachment,
        number: u64,
    ) -> Result<Piece, NoPiece> {
        let key = key(session, file);
        if let Some(kept) = self.kept_piece(&key, number).await {
            return kept;
        }
        let _alone = self.evidence.door(&key).lock().await;
        if let Some(kept) = self.kept_piece(&key, number).await {
            return kept;
        }
        if file.missed {
            return Err(NoPiece::Missing);
        }
        let begun = self.evidence.cache.moment();
        self.fetch(session, file, Kept { key: &key, begun }, number).await
    }

    async fn kept_piece(&self, key: &str, number: u64) -> Option<Result<Piece, NoPiece>> {
        let about = self.recall(about_name(key)).await?;
        let About { length } = serde_json::from_slice(&about).ok()?;
        let Some(expected) = length_of(number, length) else { return Some(Err(NoPiece::Behind)) };
        let bytes = match expected {
            0 => Vec::new(),
            _ => self.recall(piece_name(key, number)).await?,
        };
        (bytes.len() as u64 == expected).then_some(Ok(Piece { bytes, length }))
    }

    async fn fetch(
        &self,
        session: &Session,
        file: &Attachment,
        kept: Kept<'_>,
        number: u64,
    ) -> Result<Piece, NoPiece> {
        let first = number * PIECE;
        let range = ByteRange { first, last: Some(first + PIECE - 1) };
        let mut download = match session.client.download_attachment(file, Some(range)).await {
            Ok(download) => download,
            // No range fits into a file that is empty.
            Err(error) if matches!(error.kind(), ErrorKind::Rejected { status: 416, .. }) && number == 0 => {
                self.note_length(kept, 0).await;
                return Ok(Piece { bytes: Vec::new(), length: 0 });
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
                return Err(NoPiece::Missing);
            }
            Err(error) => return Err(NoPiece::Asked(error)),
        };
        match download.part {
            Some(part) if part.first == first => {
                self.take_part(kept, file, number, part, &mut download).await
            }
            Some(_) => Err(NoPiece::Strange),
            None => self.take_whole(kept, file, number, &mut download).await,
        }
    }

    async fn take_part(
        &self,
        kept: Kept<'_>,
        file: &Attachment,
        number: u64,
        part: Part,
        download: &mut Download,
    ) -> Result<Piece, NoPiece> {
        let mut bytes = Vec::new();
        while let Some(chunk) = download.chunk().await.map_err(NoPiece::Asked)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > PIECE {
                return Err(NoPiece::Strange);
            }
        }
        let came = part.first + bytes.len() as u64;
        let ends = (bytes.len() as u64) < PIECE;
        let told = part.total.or(if ends { Some(came) } else { file.content_length });
        let length = told.unwrap_or(came);
        if length_of(number, length) != Some(bytes.len() as u64) {
            return Err(NoPiece::Strange);
        }
        self.remember(piece_name(kept.key, number), bytes.clone(), kept.begun).await;
        self.note_length(kept, length).await;
        Ok(Piece { bytes, length })
    }

    async fn take_whole(
        &self,
        kept: Kept<'_>,
        file: &Attachment,
        number: u64,
        download: &mut Download,
    ) -> Result<Piece, NoPiece> {
        let announced = download.length.or(file.content_length);
        if announced.is_some_and(|length| length > MOST) {
            return Err(NoPiece::Large(announced));
        }
        let (mut length, mut filling, mut pieces, mut wanted) = (0_u64, Vec::new(), 0_u64, None);
        loop {
            let chunk = download.chunk().await.map_err(NoPiece::Asked)?;
            let is_over = chunk.is_none();
            let chunk = chunk.unwrap_or_default();
            length += chunk.len() as u64;
            if length > MOST {
                return Err(NoPiece::Large(None));
            }
            filling.extend_from_slice(&chunk);
            while filling.len() as u64 >= PIECE || (is_over && !filling.is_empty()) {
                let rest = filling.split_off(filling.len().min(LENGTH));
                let piece = std::mem::replace(&mut filling, rest);
                if pieces == number {
                    wanted = Some(piece.clone());
                }
                self.remember(piece_name(kept.key, pieces), piece, kept.begun).await;
                pieces += 1;
            }
            if is_over {
                break;
            }
        }
        self.note_length(kept, length).await;
        match wanted {
            Some(bytes) => Ok(Piece { bytes, length }),
            None if length == 0 && number == 0 => Ok(Piece { bytes: Vec::new(), length }),
            None => Err(NoPiece::Behind),
        }
    }

    async fn note_length(&self, kept: Kept<'_>, length: u64) {
        let about = serde_json::to_vec(&About { length }).unwrap_or_default();
        self.remember(about_name(kept.key), about, kept.begun).await;
    }

    /// What is kept under a name. A cache that cannot be read is as an empty one.
    pub(super) async fn recall(&self, name: String) -> Option<Vec<u8>> {
        let (cache, now) = (self.evidence.cache.clone(), self.now().timestamp_millis());
        let read = self.tasks.spawn_blocking(move || cache.read(&name, now)).await;
        looked(read).flatten()
    }

    /// `begun` is from before it was asked for.
    pub(super) async fn remember(&self, name: String, bytes: Vec<u8>, begun: Moment) {
        let (cache, now) = (self.evidence.cache.clone(), self.now().timestamp_millis());
        let kept = self.tasks.spawn_blocking(move || cache.keep(&name, &bytes, begun, now)).await;
        looked(kept);
    }

    /// Keeps no more on the disk than the settings say.
    pub(crate) async fn limit_evidence(&self) {
        let (cache, kept_mb) = (self.evidence.cache.clone(), self.settings.borrow().evidence_mb);
        let limited = self.tasks.spawn_blocking(move || {
            cache.limit_to(u64::from(kept_mb) << 20);
            Ok(())
        });
        looked(limited.await);
    }
}

impl Inner {
    /// Lets go what a connection that is forgotten left in the cache.
    pub(crate) async fn forget_evidence(&self, connection: &ConnectionRow) {
        self.evidence.retell(None);
        let (cache, prefix) = (self.evidence.cache.clone(), of_connection(connection));
        let forgotten = self.tasks.spawn_blocking(move || cache.forget(&prefix)).await;
        looked(forgotten);
    }
}

fn looked<T>(done: Result<io::Result<T>, tokio::task::JoinError>) -> Option<T> {
    match done {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the cache of evidence cannot be used");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "the cache of evidence broke");
            None
        }
    }
}

/// How many bytes the piece of this number has; `None` behind the end. An empty file has one empty piece.
fn length_of(number: u64, length: u64) -> Option<u64> {
    let first = number.checked_mul(PIECE)?;
    (first < length || (number == 0 && length == 0)).then(|| PIECE.min(length - first))
}

/// By what tells one content from another: a server that was restored gives ids anew.
fn key(session: &Session, file: &Attachment) -> String {
    let length = file.content_length.map(|length| length.to_string()).unwrap_or_default();
    digest(session, &[super::telling::owner_word(&file.owner), &file.id.to_string(), &file.name, &length])
}

/// A name in the cache that belongs to one connection, and says so.
pub(super) fn digest(session: &Session, parts: &[&str]) -> String {
    format!("{}{}", of_connection(&session.connection), hash(parts, 16))
}

/// How the names of what belongs to a connection begin.
pub(super) fn of_connection(connection: &ConnectionRow) -> String {
    format!("{}-", hash(&[&connection.url, &connection.id.to_string()], 8))
}

fn hash(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    base16ct::lower::encode_string(&hash.finalize()[..bytes])
}

fn about_name(key: &str) -> String {
    format!("{key}.about")
}

fn piece_name(key: &str, number: u64) -> String {
    format!("{key}.{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_piece_is_shorter_and_an_empty_file_has_one() {
        for (number, length, expected) in [
            (0, 0, Some(0)),
            (1, 0, None),
            (0, 5, Some(5)),
            (0, PIECE, Some(PIECE)),
            (1, PIECE, None),
            (1, PIECE + 3, Some(3)),
            (u64::MAX, PIECE, None),
        ] {
            assert_eq!(length_of(number, length), expected, "{number} of {length}");
        }
    }
}
