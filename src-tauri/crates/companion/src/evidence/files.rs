//! One file: how it stands, and its text.

use testops::Attachment;

use super::kind::{self, Sniffed};
use super::pieces::{MOST, NoPiece, PIECE, Piece};
use super::{handing, text};
use crate::Companion;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{EvidenceState, EvidenceText, Failure};

/// So much of a text is shown.
const SHOWN: u64 = 4 * PIECE;

impl Companion {
    /// How a file stands, and what it is by its bytes; its begin is fetched for that, unless it is too large.
    pub async fn evidence_state(&self, result_id: i64, key: String) -> Result<EvidenceState, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (_, file) = inner.evidence_file(&session, result_id, &key).await?;
        let is_large = file.content_length.is_some_and(|length| length > MOST);
        if is_large && !kind::says_played(&file.name, file.content_type.as_deref()) {
            return Ok(EvidenceState::Large { bytes: file.content_length });
        }
        let first = match inner.piece(&session, &file, 0).await {
            Ok(first) => first,
            Err(NoPiece::Missing) => return Ok(EvidenceState::Missing),
            Err(NoPiece::Large(bytes)) => {
                return Ok(EvidenceState::Large { bytes: bytes.or(file.content_length) });
            }
            Err(error) => return Err(inner.no_piece(&session, &error)),
        };
        if first.length == 0 {
            return Ok(EvidenceState::Empty);
        }
        let Sniffed { kind, media_type } = sniffed(&first, &file);
        if first.length > MOST && media_type.is_none() {
            return Ok(EvidenceState::Large { bytes: Some(first.length) });
        }
        Ok(EvidenceState::Ready {
            kind,
            bytes: first.length,
            says: kind::contradiction(kind, &file.name, file.content_type.as_deref()),
            opens: first.length <= MOST && handing::opens(&file.name, kind),
        })
    }

    /// The text of a file, as much of it as is shown.
    pub async fn evidence_text(&self, result_id: i64, key: String) -> Result<EvidenceText, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (_, file) = inner.evidence_file(&session, result_id, &key).await?;
        let (bytes, length) = inner.begin_of(&session, &file, SHOWN).await?;
        let shown_bytes = bytes.len() as u64;
        Ok(EvidenceText { text: text::decoded(&bytes), shown_bytes, bytes: length })
    }
}

impl Inner {
    /// The begin of a file, whole pieces up to `most` bytes, and how many bytes the file has.
    pub(super) async fn begin_of(
        &self,
        session: &Session,
        file: &Attachment,
        most: u64,
    ) -> Result<(Vec<u8>, u64), Failure> {
        let failed = |error: NoPiece| self.no_piece(session, &error);
        let Piece { mut bytes, length } = self.piece(session, file, 0).await.map_err(failed)?;
        let mut number = 1;
        while (bytes.len() as u64) < length.min(most) {
            let piece = self.piece(session, file, number).await.map_err(failed)?;
            bytes.extend_from_slice(&piece.bytes);
            number += 1;
        }
        Ok((bytes, length))
    }

    pub(super) fn no_piece(&self, session: &Session, error: &NoPiece) -> Failure {
        match error {
            NoPiece::Missing | NoPiece::Behind => self.trouble(Trouble::NotFound),
            NoPiece::Large(_) | NoPiece::Strange => self.trouble(Trouble::StrangeAnswer),
            NoPiece::Asked(error) => self.asked(session, error),
        }
    }
}

pub(super) fn sniffed(first: &Piece, file: &Attachment) -> Sniffed {
    kind::sniff(&first.bytes, &file.name, file.content_type.as_deref())
}
