//! Getting an object, piece by piece.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use bytes::Bytes;
use object_store::ObjectStoreExt as _;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Fault};
use crate::put::blocking;
use crate::shelf::Shelf;

/// What is asked for at a time, so that each request ends in time and little is in memory.
const PIECE: u64 = 8 << 20;

impl Shelf {
    /// `Missing` where nothing is there, `Damaged` where fewer bytes came.
    pub async fn read_range(&self, name: &str, range: Range<u64>) -> Result<Bytes, Error> {
        let wanted = range.end - range.start;
        let bytes = self.store.get_range(&self.key(name)?, range).await?;
        if bytes.len() as u64 == wanted {
            return Ok(bytes);
        }
        Err(Error::new(Fault::Damaged, format!("{} of {wanted} bytes came", bytes.len())))
    }

    /// Writes the object to `to`, which must not be there, and brings it to the disk. `Missing` where nothing is under
    /// the name; `Damaged` where it is not what its hash says. After a failure nothing is at `to`.
    pub async fn download(&self, name: &str, sha256: &str, to: &Path) -> Result<(), Error> {
        let held = self.head(name).await?.ok_or_else(|| Error::new(Fault::Missing, name))?;
        let path = to.to_owned();
        let file = blocking(move || Ok(OpenOptions::new().write(true).create_new(true).open(path)?)).await?;
        let written = self.write(name, held.bytes, sha256, file).await;
        if written.is_err() {
            let path = to.to_owned();
            // What went wrong before says more.
            let _ = blocking(move || Ok(std::fs::remove_file(path)?)).await;
        }
        written
    }

    async fn write(&self, name: &str, bytes: u64, sha256: &str, mut file: File) -> Result<(), Error> {
        let mut hasher = Sha256::new();
        for piece in pieces(bytes) {
            let piece = self.read_range(name, piece).await?;
            (file, hasher) = blocking(move || {
                hasher.update(&piece);
                file.write_all(&piece)?;
                Ok((file, hasher))
            })
            .await?;
        }
        if base16ct::lower::encode_string(&hasher.finalize()) != sha256 {
            return Err(Error::new(Fault::Damaged, "its hash is another"));
        }
        blocking(move || Ok(file.sync_all()?)).await
    }

    pub(crate) async fn hash(&self, name: &str, bytes: u64) -> Result<String, Error> {
        let mut hasher = Sha256::new();
        for piece in pieces(bytes) {
            hasher.update(self.read_range(name, piece).await?);
        }
        Ok(base16ct::lower::encode_string(&hasher.finalize()))
    }
}

fn pieces(bytes: u64) -> impl Iterator<Item = Range<u64>> {
    (0..bytes.div_ceil(PIECE)).map(move |index| index * PIECE..((index + 1) * PIECE).min(bytes))
}
