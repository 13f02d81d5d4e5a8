//! The bytes of a file, mapped into memory.
//!
//! Mapping lets a file of a gigabyte be read anywhere without reading it first. Its price: should somebody shorten the
//! file, touching what is gone ends the program with SIGBUS (Windows refuses to shorten a mapped file). So the length
//! and the time of change are looked at before every piece of work, a few hundred rows or a mebibyte at most. What
//! remains is a file that is shortened in place within the millisecond between the look and the reading; a file that
//! is replaced by renaming another over it, or deleted, stays readable and is no danger. Exports are written under
//! another name and renamed, so nothing of ours ever shortens one.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use encoding_rs::{CoderResult, Encoding as Codec, UTF_16BE, UTF_16LE};
use memmap2::Mmap;

use crate::error::{Changed, OpenError};
use crate::scan::BOM;
use crate::table::Encoding;

#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    stamp: Stamp,
    map: Option<Mmap>,
    pub(crate) encoding: Encoding,
    /// Bytes of the file that was opened, which is not the one that is mapped when it had to be decoded.
    pub(crate) size: u64,
    /// Bytes of a UTF-8 byte order mark.
    pub(crate) text_start: usize,
}

/// By which a changed file is known.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Source, OpenError> {
        // Before opening, which would wait for the writer of a pipe; and after, for the file may have been exchanged.
        regular(&std::fs::metadata(path)?)?;
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        regular(&metadata)?;
        let size = metadata.len();
        let stamp = Stamp::of(&metadata);
        let map = map(&file, size)?;
        let bytes = map.as_deref().unwrap_or_default();
        if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
            return Err(OpenError::Encoding("UTF-32"));
        }
        let (encoding, codec) = match bytes {
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, UTF_16LE),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, UTF_16BE),
            _ => {
                let text_start = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
                return Ok(Source { file, stamp, map, encoding: Encoding::Utf8, size, text_start });
            }
        };
        let original = Source { file, stamp, map, encoding, size, text_start: 0 };
        let file = decode(&original, codec)?;
        let metadata = file.metadata()?;
        let map = self::map(&file, metadata.len())?;
        Ok(Source { file, stamp: Stamp::of(&metadata), map, ..original })
    }

    /// All bytes, unless the file changed since it was opened.
    pub(crate) fn bytes(&self) -> Result<&[u8], Changed> {
        let metadata = self.file.metadata().map_err(|_| Changed)?;
        if Stamp::of(&metadata) == self.stamp {
            Ok(self.map.as_deref().unwrap_or_default())
        } else {
            Err(Changed)
        }
    }

    /// Bytes of the mapped file.
    pub(crate) fn length(&self) -> u64 {
        self.stamp.length
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        Stamp { length: metadata.len(), changed: metadata.modified().ok() }
    }
}

fn regular(metadata: &Metadata) -> Result<(), OpenError> {
    if metadata.is_dir() {
        Err(OpenError::Directory)
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(OpenError::NotAFile)
    }
}

/// Maps the file; an empty one cannot be mapped everywhere.
fn map(file: &File, length: u64) -> io::Result<Option<Mmap>> {
    if length == 0 {
        return Ok(None);
    }
    #[expect(
        unsafe_code,
        reason = "a map is only sound while nobody shortens the file: see the head of this module"
    )]
    let map = unsafe { Mmap::map(file)? };
    // Shortened between the look and the map.
    if map.len() as u64 == length { Ok(Some(map)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Writes the text as UTF-8 into a file without a name, in pieces: memory is bounded, the disk goes free by itself.
fn decode(source: &Source, codec: &'static Codec) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let mut decoder = codec.new_decoder_with_bom_removal();
    let mut text = vec![0; 512 * 1024];
    let mut at = 0;
    loop {
        let bytes = source.bytes().map_err(|changed| io::Error::new(io::ErrorKind::InvalidData, changed))?;
        let end = bytes.len().min(at + text.len());
        let (result, read, written, _) =
            decoder.decode_to_utf8(&bytes[at..end], &mut text, end == bytes.len());
        file.write_all(&text[..written])?;
        at += read;
        if at == bytes.len() && result == CoderResult::InputEmpty {
            return Ok(file);
        }
    }
}
