//! The bytes of a file, read where they are wanted.
//!
//! A file is never mapped into memory: an error of the disk or of the network under a map, or somebody who shortens the
//! file, ends the whole program. A read answers an error instead. So that rows of two versions of a file are never
//! mixed, the length and the time of change are compared with those of the opening after every read.

use std::fs::{File, Metadata};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;

use crate::decode;
use crate::encoding::Encoding;
use crate::error::{OpenError, ReadError};
use crate::guess;
use crate::scan::BOM;

#[derive(Debug)]
pub(crate) struct Source {
    /// The file itself, or an unnamed one with its text in UTF-8.
    file: File,
    stamp: Stamp,
    pub(crate) encoding: Encoding,
    /// Whether nobody named the encoding and the file has no byte order mark.
    pub(crate) guessed: bool,
    /// Bytes of the file that was opened.
    pub(crate) size: u64,
    /// Bytes of a UTF-8 byte order mark.
    pub(crate) text_start: u64,
}

/// By which a changed file is known.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
}

impl Source {
    /// Opens a file; text in another encoding than UTF-8 is decoded first. `encoding` is guessed when it is `None`. A
    /// byte order mark outranks both.
    pub(crate) fn open(path: &Path, encoding: Option<Encoding>) -> Result<Source, OpenError> {
        // Before opening, which would wait for the writer of a pipe; and after, for the file may have been exchanged.
        regular(&std::fs::metadata(path)?)?;
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        regular(&metadata)?;
        let stamp = Stamp::of(&metadata);
        let size = stamp.length;
        let mut source =
            Source { file, stamp, encoding: Encoding::UTF_8, guessed: false, size, text_start: 0 };

        let head = source.head(0, BOM.len() + 1)?;
        if head.starts_with(b"\xff\xfe\0\0") || head.starts_with(b"\0\0\xfe\xff") {
            return Err(OpenError::Encoding("UTF-32"));
        }
        if let Some((marked, length)) = Encoding::of_mark(&head) {
            source.encoding = marked;
            source.text_start = length as u64;
        } else if let Some(named) = encoding {
            source.encoding = named;
        } else {
            source.encoding = guess::encoding(&source.sample()?);
            source.guessed = true;
        }
        if source.encoding != Encoding::UTF_8 {
            source.file = decode::to_utf8(&source)?;
            source.stamp = Stamp::of(&source.file.metadata()?);
            source.text_start = 0;
        }
        Ok(source)
    }

    /// Bytes of the text in UTF-8.
    pub(crate) fn length(&self) -> u64 {
        self.stamp.length
    }

    /// Fills `into` with the bytes from `at` on. The caller asks [`Source::unchanged`] before it believes them.
    pub(crate) fn read(&self, mut at: u64, mut into: &mut [u8]) -> Result<(), ReadError> {
        while !into.is_empty() {
            match read_at(&self.file, into, at) {
                Ok(0) => return Err(ReadError::Changed),
                Ok(read) => {
                    into = &mut into[read..];
                    at += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether the file is still the one that was opened.
    pub(crate) fn unchanged(&self) -> Result<(), ReadError> {
        if Stamp::of(&self.file.metadata()?) == self.stamp { Ok(()) } else { Err(ReadError::Changed) }
    }

    /// At most `length` bytes from `at` on.
    pub(crate) fn head(&self, at: u64, length: usize) -> Result<Vec<u8>, ReadError> {
        let left = usize::try_from(self.length().saturating_sub(at)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length.min(left)];
        self.read(at, &mut bytes)?;
        self.unchanged()?;
        Ok(bytes)
    }

    /// Bytes by which the encoding is guessed: from the first one on that is not ASCII, if there is any among the
    /// first mebibytes.
    fn sample(&self) -> Result<Vec<u8>, ReadError> {
        let mut at = 0;
        loop {
            let bytes = self.head(at, guess::SAMPLE)?;
            let is_last = bytes.len() < guess::SAMPLE || at >= guess::REACH;
            if is_last || !bytes.is_ascii() {
                return Ok(bytes);
            }
            at += bytes.len() as u64;
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        Stamp { length: metadata.len(), changed: metadata.modified().ok() }
    }
}

/// Bytes that are read at any place: a file, or, for the fuzz targets, memory.
pub(crate) trait Bytes: Sync {
    fn length(&self) -> u64;

    /// Fills `into` with the bytes from `at` on, of a file that did not change.
    fn fill(&self, at: u64, into: &mut [u8]) -> Result<(), ReadError>;
}

impl Bytes for Source {
    fn length(&self) -> u64 {
        self.length()
    }

    fn fill(&self, at: u64, into: &mut [u8]) -> Result<(), ReadError> {
        self.read(at, into)?;
        self.unchanged()
    }
}

/// Cuts a range of bytes into pieces of at most `length`.
pub(crate) fn pieces(range: Range<u64>, length: usize) -> impl Iterator<Item = Range<u64>> {
    let end = range.end;
    range.step_by(length).map(move |at| at..end.min(at + length as u64))
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

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

/// Moves the file's cursor too, which nobody uses.
#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;

    #[test]
    fn an_error_of_the_disk_is_answered() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id\n1\n").expect("written");
        let mut source = Source::open(&path, None).expect("it opens");
        source.file = OpenOptions::new().write(true).open(&path).expect("a handle that cannot be read");
        let error = source.fill(0, &mut [0; 3]).expect_err("it cannot be read");
        assert!(matches!(error, ReadError::Unreadable(_)), "{error:?}");
    }

    #[test]
    fn bytes_that_are_gone_are_a_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id\n1\n").expect("written");
        let source = Source::open(&path, None).expect("it opens");
        OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(2)).expect("it is cut");
        assert_eq!(source.read(0, &mut [0; 5]), Err(ReadError::Changed));
        assert_eq!(source.fill(0, &mut [0; 1]), Err(ReadError::Changed));
    }
}
