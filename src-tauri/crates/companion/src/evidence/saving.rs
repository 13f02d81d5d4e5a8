//! A file saved where a person wants it: streamed past the cache, so that its length knows no limit.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use chrono::TimeDelta;
use tempfile::NamedTempFile;
use testops::Attachment;
use tokio::io::AsyncWriteExt as _;
use tokio_util::sync::CancellationToken;

use super::pieces::{MOST, NoPiece};
use crate::Companion;
use crate::companion::Inner;
use crate::core::files::{flushed, give_name};
use crate::core::session::Session;
use crate::grid::{not_saved, temporary};
use crate::texts::Trouble;
use crate::view::{Event, EvidenceSaved, Failure, PathKind};

/// How often it is told how far it is, at most.
const TOLD_EVERY: TimeDelta = TimeDelta::milliseconds(200);

enum NotWritten {
    Cancelled,
    Asked(testops::Error),
    /// It broke off before its announced end.
    Cut,
    Disk(io::Error),
}

impl Companion {
    /// Saves a file of a result under a path that a person chose.
    pub async fn save_evidence(
        &self,
        result_id: i64,
        key: String,
        path: String,
        replace: bool,
    ) -> Result<EvidenceSaved, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let target = PathBuf::from(&path);
        if !inner.chosen.holds(PathKind::Save, &target) {
            return Err(inner.trouble(Trouble::NotChosen { path: &path }));
        }
        if !replace && target.symlink_metadata().is_ok() {
            return Ok(EvidenceSaved::Exists { path });
        }
        let (_, file) = inner.evidence_file(&session, result_id, &key).await?;
        let cancel = inner.cancel.child_token();
        inner.savings().insert((result_id, key.clone()), cancel.clone());
        let written =
            inner.write_evidence(&session, (result_id, &key), &file, (&target, replace), &cancel).await;
        inner.savings().remove(&(result_id, key));
        match written {
            Ok(bytes) => {
                inner.chosen.saved(&target);
                Ok(EvidenceSaved::Saved { path, bytes })
            }
            Err(NotWritten::Cancelled) => Ok(EvidenceSaved::Cancelled),
            Err(NotWritten::Asked(error)) => Err(inner.asked(&session, &error)),
            Err(NotWritten::Cut) => Err(inner.trouble(Trouble::CutAnswer)),
            Err(NotWritten::Disk(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(EvidenceSaved::Exists { path })
            }
            Err(NotWritten::Disk(error)) => {
                Ok(EvidenceSaved::Refused { message: not_saved(&error, inner.texts()) })
            }
        }
    }

    /// Ends the saving of a file, if it is being saved.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn cancel_evidence(&self, result_id: i64, key: String) -> Result<(), Failure> {
        if let Some(cancel) = self.inner.savings().get(&(result_id, key)) {
            cancel.cancel();
        }
        Ok(())
    }
}

impl Inner {
    fn savings(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::HashMap<(i64, String), CancellationToken>> {
        self.evidence.saving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write_evidence(
        &self,
        session: &Session,
        named: (i64, &str),
        file: &Attachment,
        (target, replace): (&Path, bool),
        cancel: &CancellationToken,
    ) -> Result<u64, NotWritten> {
        let folder = target.parent().ok_or(NotWritten::Disk(io::ErrorKind::NotFound.into()))?;
        let part = temporary(folder).map_err(NotWritten::Disk)?;
        let out = part.as_file().try_clone().map_err(NotWritten::Disk)?;
        let mut out = tokio::fs::File::from_std(out);
        let bytes = tokio::select! {
            () = cancel.cancelled() => return Err(NotWritten::Cancelled),
            written = self.pour(session, named, file, &mut out) => written?,
        };
        let target = target.to_owned();
        let naming = self.tasks.spawn_blocking(move || name(part, &target, replace));
        match naming.await {
            Ok(named) => named.map(|()| bytes).map_err(NotWritten::Disk),
            Err(error) => Err(NotWritten::Disk(io::Error::other(error))),
        }
    }

    /// From the cache where the file is there, and from the server otherwise.
    async fn pour(
        &self,
        session: &Session,
        named: (i64, &str),
        file: &Attachment,
        out: &mut tokio::fs::File,
    ) -> Result<u64, NotWritten> {
        let is_small = file.content_length.is_none_or(|length| length <= MOST);
        if is_small && let Some(bytes) = self.small(session, file).await? {
            out.write_all(&bytes).await.map_err(NotWritten::Disk)?;
            out.flush().await.map_err(NotWritten::Disk)?;
            return Ok(bytes.len() as u64);
        }
        let download = session.client.download_attachment(file, None).await;
        let mut download = download.map_err(NotWritten::Asked)?;
        let total = download.length.or(file.content_length);
        let (mut done, mut told_at) = (0_u64, self.now());
        self.tell_saving(named, done, total);
        while let Some(chunk) = download.chunk().await.map_err(NotWritten::Asked)? {
            out.write_all(&chunk).await.map_err(NotWritten::Disk)?;
            done += chunk.len() as u64;
            if self.now() - told_at >= TOLD_EVERY {
                told_at = self.now();
                self.tell_saving(named, done, total);
            }
        }
        out.flush().await.map_err(NotWritten::Disk)?;
        if download.length.is_some_and(|length| length != done) {
            return Err(NotWritten::Cut);
        }
        self.tell_saving(named, done, Some(done));
        Ok(done)
    }

    /// The whole of a file that is small enough to be kept; `None` where it turns out not to be.
    async fn small(&self, session: &Session, file: &Attachment) -> Result<Option<Vec<u8>>, NotWritten> {
        let (mut bytes, mut number) = (Vec::new(), 0);
        loop {
            match self.piece(session, file, number).await {
                Ok(piece) if piece.length > MOST => return Ok(None),
                Ok(piece) => {
                    bytes.extend_from_slice(&piece.bytes);
                    if bytes.len() as u64 >= piece.length {
                        return Ok(Some(bytes));
                    }
                    number += 1;
                }
                Err(NoPiece::Asked(error)) => return Err(NotWritten::Asked(error)),
                // The download itself says why.
                Err(NoPiece::Missing | NoPiece::Large(_) | NoPiece::Behind | NoPiece::Strange) => {
                    return Ok(None);
                }
            }
        }
    }

    fn tell_saving(&self, (result_id, key): (i64, &str), done: u64, total: Option<u64>) {
        self.emit(Event::EvidenceSaving { result_id, key: key.to_owned(), done, total });
    }
}

fn name(part: NamedTempFile, target: &Path, replace: bool) -> io::Result<()> {
    flushed(part.as_file().sync_all())?;
    if replace {
        return part.persist(target).map(drop).map_err(|error| error.error);
    }
    give_name(&part.into_temp_path(), target)
}
