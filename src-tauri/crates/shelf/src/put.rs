//! Putting a file on the shelf, once.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, MultipartUpload, ObjectStore as _, PutMode, PutMultipartOptions, PutOptions,
    PutPayload,
};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Fault};
use crate::shelf::{HASH, Held, Shelf};

/// A file up to this size goes in one request, and a larger one in parts of it: S3 takes parts from 5 MiB.
const PART: u64 = 8 << 20;

/// The most parts of an object.
const PARTS: u64 = 10_000;

/// A file here, and what it was when it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: PathBuf,
    pub bytes: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

/// Whether it had to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Sent,
    /// It was there already.
    Found,
}

impl Shelf {
    /// Puts the file under a name that nothing has, and looks whether it arrived whole. Where the same file is there
    /// already, nothing is sent. Fails with `Taken` where another object is there, with `Changed` where the file is not
    /// what it was, with `Damaged` where something else arrived.
    ///
    /// One part is in memory at a time. A put that ends in the middle leaves nothing under the name; parts of a large file
    /// may stay until the bucket's own rule removes them.
    pub async fn put_new(&self, name: &str, source: &Source) -> Result<Put, Error> {
        let key = self.key(name)?;
        if let Some(held) = self.head(name).await? {
            return self.found(name, source, &held).await;
        }
        if source.bytes <= PART {
            let (reader, piece) = Reader::open(source).await?.read(source.bytes).await?;
            reader.finish(source)?;
            match self.put_piece(&key, source, piece).await {
                Ok(()) => {}
                // Somebody was quicker, or it was us and the answer was lost.
                Err(error) if matches!(error.fault, Fault::Taken | Fault::Cut | Fault::Timeout) => {
                    let Some(held) = self.head(name).await? else {
                        let is_taken = error.fault == Fault::Taken;
                        return Err(if is_taken { Error::new(Fault::Busy, error.detail) } else { error });
                    };
                    return self.found(name, source, &held).await;
                }
                Err(error) => return Err(error),
            }
        } else {
            self.put_parts(&key, source).await?;
        }
        let held = self.head(name).await?;
        let held = held.ok_or_else(|| Error::new(Fault::Damaged, "it is not there after it was sent"))?;
        let is_whole =
            held.bytes == source.bytes && held.sha256.as_ref().is_none_or(|sha256| *sha256 == source.sha256);
        if is_whole { Ok(Put::Sent) } else { Err(Error::new(Fault::Damaged, format!("{held:?}"))) }
    }

    /// A store that keeps no metadata is asked for the object itself.
    async fn found(&self, name: &str, source: &Source, held: &Held) -> Result<Put, Error> {
        let taken = || Error::new(Fault::Taken, name);
        if held.bytes != source.bytes {
            return Err(taken());
        }
        let sha256 = match &held.sha256 {
            Some(sha256) => sha256.clone(),
            None => self.hash(name, held.bytes).await?,
        };
        if sha256 == source.sha256 { Ok(Put::Found) } else { Err(taken()) }
    }

    async fn put_piece(&self, key: &Path, source: &Source, piece: Bytes) -> Result<(), Error> {
        let payload = PutPayload::from_bytes(piece);
        let options = |mode| PutOptions { mode, attributes: attributes(source), ..PutOptions::default() };
        if self.takes_conditions() {
            let created = self.store.put_opts(key, payload.clone(), options(PutMode::Create)).await;
            match created.map_err(Error::from) {
                Err(Error { fault: Fault::Unsupported, .. }) => self.has_no_conditions(),
                Err(error) => return Err(error),
                Ok(_) => return Ok(()),
            }
        }
        self.store.put_opts(key, payload, options(PutMode::Overwrite)).await?;
        Ok(())
    }

    async fn put_parts(&self, key: &Path, source: &Source) -> Result<(), Error> {
        let options =
            PutMultipartOptions { attributes: attributes(source), ..PutMultipartOptions::default() };
        let mut upload = self.store.put_multipart_opts(key, options).await?;
        let sent = send_parts(&mut *upload, source).await;
        let done = match sent {
            Ok(()) => upload.complete().await.map(drop).map_err(Error::from),
            Err(error) => Err(error),
        };
        if done.is_err() {
            // What went wrong before says more.
            let _ = upload.abort().await;
        }
        done
    }
}

fn attributes(source: &Source) -> Attributes {
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::Metadata(HASH.into()), source.sha256.clone().into());
    attributes.insert(Attribute::ContentType, "text/csv; charset=utf-8".into());
    attributes
}

/// The last part goes only when the file turned out to be what it was.
async fn send_parts(upload: &mut dyn MultipartUpload, source: &Source) -> Result<(), Error> {
    let part = part_size(source.bytes);
    let mut reader = Reader::open(source).await?;
    while reader.left > 0 {
        let piece;
        (reader, piece) = reader.read(part).await?;
        if reader.left == 0 {
            reader.finish(source)?;
        }
        upload.put_part(PutPayload::from_bytes(piece)).await?;
    }
    Ok(())
}

fn part_size(bytes: u64) -> u64 {
    let least = bytes.div_ceil(PARTS);
    // Whole megabytes.
    PART.max(least.div_ceil(1 << 20) << 20)
}

/// Reads and hashes a file piece by piece, where it may block.
struct Reader {
    file: File,
    hasher: Sha256,
    left: u64,
}

impl Reader {
    /// `Changed` where the file is not as long as it was.
    async fn open(source: &Source) -> Result<Self, Error> {
        let (path, left) = (source.path.clone(), source.bytes);
        blocking(move || {
            let file = File::open(path)?;
            if file.metadata()?.len() != left {
                return Err(Error::new(Fault::Changed, "its length is another"));
            }
            Ok(Self { file, hasher: Sha256::new(), left })
        })
        .await
    }

    async fn read(mut self, most: u64) -> Result<(Self, Bytes), Error> {
        blocking(move || {
            let wanted = most.min(self.left);
            let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
            self.file.by_ref().take(wanted).read_to_end(&mut piece)?;
            if piece.len() as u64 != wanted {
                return Err(Error::new(Fault::Changed, "it became shorter"));
            }
            self.hasher.update(&piece);
            self.left -= wanted;
            Ok((self, piece.into()))
        })
        .await
    }

    fn finish(&self, source: &Source) -> Result<(), Error> {
        let found = base16ct::lower::encode_string(&self.hasher.clone().finalize());
        if found == source.sha256 { Ok(()) } else { Err(Error::new(Fault::Changed, "its hash is another")) }
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Error::new(Fault::File(std::io::ErrorKind::Interrupted), "it was given up")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_grow_with_files_that_would_have_too_many() {
        assert_eq!(part_size(9 << 20), 8 << 20);
        assert_eq!(part_size(PART * PARTS), 8 << 20);
        assert_eq!(part_size(PART * PARTS + 1), 9 << 20);
        let terabyte = 1 << 40;
        assert!(terabyte <= part_size(terabyte) * PARTS);
    }
}
