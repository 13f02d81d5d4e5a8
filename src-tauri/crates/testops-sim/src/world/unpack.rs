//! Archives that clients send: zip, tar and tar.gz.

use std::io::{Cursor, Read};

use axum::body::Bytes;
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

/// The files of an archive by their own names, folders left out; `None` where it is none.
pub(crate) fn files(packed: &Bytes) -> Option<Vec<(String, Bytes)>> {
    if packed.starts_with(b"PK") {
        return zipped(packed);
    }
    if packed.starts_with(&[0x1f, 0x8b]) {
        return tarred(MultiGzDecoder::new(&packed[..]));
    }
    (packed.get(257..262)? == b"ustar").then(|| tarred(&packed[..]))?
}

fn zipped(packed: &Bytes) -> Option<Vec<(String, Bytes)>> {
    let mut archive = ZipArchive::new(Cursor::new(packed.clone())).ok()?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        if entry.is_file() {
            let name = entry.name().ok()?.into_owned();
            files.push((own_name(&name), all(&mut entry)?));
        }
    }
    Some(files)
}

fn tarred(packed: impl Read) -> Option<Vec<(String, Bytes)>> {
    let mut files = Vec::new();
    for entry in tar::Archive::new(packed).entries().ok()? {
        let mut entry = entry.ok()?;
        if entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            files.push((own_name(&name), all(&mut entry)?));
        }
    }
    Some(files)
}

fn own_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

fn all(content: &mut impl Read) -> Option<Bytes> {
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).ok()?;
    Some(bytes.into())
}
