//! The files of a folder or an archive, one after another. Allure writes them side by side; an archive may have them
//! in one folder. What lies deeper in a folder is not read, as the vendor's tools do not read it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use bounded::Allowance;
use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;

use crate::survey::{Reading, Reason};
use crate::{Limits, Unreadable};

/// What a tar adds to its files: a header and padding for each.
const TAR_OVERHEAD: u64 = 4096;

/// What the headers and the name of one file in a tar take at most.
const TAR_HEADERS: u64 = 1 << 20;

pub(crate) fn visit(path: &Path, limits: Limits, reading: &mut Reading) -> Result<(), Unreadable> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        Visitor::new(limits, reading).folder(path)
    } else if about.is_file() {
        visit_archive(File::open(path)?, limits, reading)
    } else {
        Err(Unreadable::NotAnArchive)
    }
}

pub(crate) fn visit_archive(
    packed: impl Read + Seek,
    limits: Limits,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    Visitor::new(limits, reading).archive(packed)
}

struct Visitor<'a> {
    limits: Limits,
    files: u64,
    bytes: u64,
    names: HashSet<String>,
    reading: &'a mut Reading,
}

impl<'a> Visitor<'a> {
    fn new(limits: Limits, reading: &'a mut Reading) -> Self {
        Self { limits, files: 0, bytes: 0, names: HashSet::new(), reading }
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Unreadable> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            self.count()?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.reading.broken(&name.to_string_lossy(), Reason::Characters);
                continue;
            };
            let about = entry.metadata()?;
            if about.is_dir() {
                continue;
            }
            if !about.is_file() {
                self.reading.broken(name, Reason::NotAPlainFile);
                continue;
            }
            match File::open(entry.path()) {
                Ok(mut content) => self.file(name, about.len(), &mut content)?,
                Err(error) => self.reading.broken(name, Reason::Unreadable(error.to_string())),
            }
        }
        Ok(())
    }

    fn archive(&mut self, mut packed: impl Read + Seek) -> Result<(), Unreadable> {
        let mut head = Vec::new();
        packed.by_ref().take(262).read_to_end(&mut head)?;
        packed.seek(SeekFrom::Start(0))?;
        if head.starts_with(&[0x1f, 0x8b]) {
            // Names and padding do not count as content, so a bomb of them ends here.
            let overhead = self.limits.files.saturating_mul(TAR_OVERHEAD);
            let most = self.limits.bytes.saturating_add(overhead);
            return self.tar(MultiGzDecoder::new(BufReader::new(packed)).take(most));
        }
        if head.starts_with(b"PK") {
            return self.zip(packed);
        }
        if head.get(257..262) == Some(b"ustar") {
            return self.tar(BufReader::new(packed));
        }
        Err(Unreadable::NotAnArchive)
    }

    fn tar(&mut self, packed: impl Read) -> Result<(), Unreadable> {
        let allowance = Allowance::default();
        allowance.set(TAR_HEADERS);
        let mut archive = tar::Archive::new(allowance.over(packed));
        for entry in archive.entries().map_err(damaged)? {
            let mut entry = entry.map_err(damaged)?;
            self.count()?;
            let kind = entry.header().entry_type();
            let stored = if kind == EntryType::GNUSparse {
                entry.header().entry_size().map_err(damaged)?
            } else {
                entry.size()
            };
            allowance.set(stored.saturating_add(TAR_HEADERS));
            if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
                continue;
            }
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if kind != EntryType::Regular && kind != EntryType::Continuous {
                self.reading.broken(&path, Reason::NotAPlainFile);
                continue;
            }
            let size = entry.size();
            self.packed_file(&path, size, &mut entry)?;
        }
        Ok(())
    }

    fn zip(&mut self, packed: impl Read + Seek) -> Result<(), Unreadable> {
        let mut archive = ZipArchive::new(packed).map_err(damaged)?;
        for index in 0..archive.len() {
            self.count()?;
            let mut entry = archive.by_index(index).map_err(damaged)?;
            if entry.is_dir() {
                continue;
            }
            let path = entry.name().map_err(damaged)?.into_owned();
            if entry.is_symlink() || !matches!(entry.unix_mode().unwrap_or(0) & 0o170_000, 0 | 0o100_000) {
                self.reading.broken(&path, Reason::NotAPlainFile);
                continue;
            }
            let size = entry.size();
            self.packed_file(&path, size, &mut entry)?;
        }
        Ok(())
    }

    fn packed_file(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<(), Unreadable> {
        let Some(name) = name_within(path) else {
            self.reading.broken(path, Reason::Path);
            return Ok(());
        };
        self.file(name, size, content)
    }

    fn file(&mut self, name: &str, size: u64, content: &mut dyn Read) -> Result<(), Unreadable> {
        self.bytes = self.bytes.saturating_add(size);
        if self.bytes > self.limits.bytes {
            return Err(Unreadable::TooLarge(self.limits.bytes));
        }
        if self.names.insert(name.to_owned()) {
            self.reading.file(name, size, content);
        } else {
            self.reading.broken(name, Reason::Repeated);
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Unreadable> {
        self.files += 1;
        if self.files > self.limits.files { Err(Unreadable::TooManyFiles(self.limits.files)) } else { Ok(()) }
    }
}

/// The name of a file at the top of an archive or in one folder there; `None` for what is deeper, absolute or climbs.
fn name_within(path: &str) -> Option<&str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let (folder, name) = path.split_once('/').unwrap_or((".", path));
    let is_plain = |part: &str| !part.is_empty() && part != ".." && !part.contains(['/', '\\', ':', '\0']);
    (is_plain(folder) && is_plain(name) && name != ".").then_some(name)
}

fn damaged(error: impl Into<io::Error>) -> Unreadable {
    Unreadable::Damaged(error.into().to_string())
}

#[cfg(test)]
mod tests {
    use super::name_within;

    #[test]
    fn a_file_lies_at_the_top_or_in_one_folder() {
        assert_eq!(name_within("a-result.json"), Some("a-result.json"));
        assert_eq!(name_within("./a-result.json"), Some("a-result.json"));
        assert_eq!(name_within("allure-results/a.txt"), Some("a.txt"));
        for path in ["", ".", "..", "../a", "/a", "a/../b", "a/b/c", "a\\b", "C:/a", "a/", "a/..", "\0"] {
            assert_eq!(name_within(path), None, "{path}");
        }
    }
}
