//! The files of a bot in memory, with checked paths: what an archive holds, on its way to the engine.

use std::collections::BTreeMap;
use std::io;

use tar::{Builder, EntryType, Header};

use crate::fault::Reason;
use crate::validate::names::{self, Paths};

const MOST_FILES: usize = 10_000;
const MOST_BYTES: usize = 128 << 20;
const DOCKERFILE: &str = "Dockerfile";

#[derive(Debug)]
pub(crate) struct Tree {
    files: BTreeMap<String, File>,
    paths: Paths,
    most_bytes: usize,
    bytes: usize,
}

impl Default for Tree {
    fn default() -> Self {
        Self::within(MOST_BYTES)
    }
}

#[derive(Debug)]
struct File {
    content: Vec<u8>,
    is_executable: bool,
}

impl Tree {
    pub(crate) fn within(most_bytes: usize) -> Self {
        Self { files: BTreeMap::new(), paths: Paths::default(), most_bytes, bytes: 0 }
    }

    /// How much more fits.
    pub(crate) fn room(&self) -> u64 {
        self.most_bytes.saturating_sub(self.bytes) as u64
    }

    /// Why no more fits.
    pub(crate) fn full(&self) -> Reason {
        Reason::TooLarge { most_bytes: self.most_bytes }
    }

    /// Refuses a path that is not a plain one, or that is there already.
    pub(crate) fn add(&mut self, path: &str, content: Vec<u8>, is_executable: bool) -> Result<(), Reason> {
        names::check(path).and_then(|()| self.paths.add(path))?;
        self.bytes += content.len();
        if self.bytes > self.most_bytes {
            return Err(self.full());
        }
        if self.files.len() == MOST_FILES {
            return Err(Reason::TooMany { most: MOST_FILES });
        }
        self.files.insert(path.to_owned(), File { content, is_executable });
        Ok(())
    }

    /// The folder that is built: `folder` where one is named, otherwise the one with the Dockerfile, which may be the
    /// only folder at the top, as in archives that servers make.
    pub(crate) fn rooted(mut self, folder: Option<&str>) -> Result<Self, Reason> {
        let prefix = match folder {
            Some(folder) => format!("{folder}/"),
            None if self.files.contains_key(DOCKERFILE) => return Ok(self),
            None => {
                let top = |path: &String| path.split_once('/').map(|(top, _)| top.to_owned());
                let first = self.files.keys().next().and_then(top);
                match first.filter(|first| self.files.keys().all(|path| top(path).as_ref() == Some(first))) {
                    Some(first) => format!("{first}/"),
                    None => return Err(Reason::NoDockerfile),
                }
            }
        };
        let within = |(path, file): (String, File)| Some((path.strip_prefix(&prefix)?.to_owned(), file));
        self.files = self.files.into_iter().filter_map(within).collect();
        if self.files.contains_key(DOCKERFILE) { Ok(self) } else { Err(Reason::NoDockerfile) }
    }

    /// The build context. The same files make the same tar, and the engine's cache knows it again.
    pub(crate) fn into_tar(self) -> io::Result<Vec<u8>> {
        let mut tar = Builder::new(Vec::new());
        let mut folders = std::collections::BTreeSet::new();
        for (path, file) in &self.files {
            // Folders are written out: engines differ in the rights that they give to those they make up.
            for (end, _) in path.match_indices('/') {
                if folders.insert(&path[..=end]) {
                    tar.append_data(&mut header(EntryType::Directory, 0o755, 0), &path[..=end], io::empty())?;
                }
            }
            let mode = if file.is_executable { 0o755 } else { 0o644 };
            let mut header = header(EntryType::Regular, mode, file.content.len() as u64);
            tar.append_data(&mut header, path, file.content.as_slice())?;
        }
        tar.into_inner()
    }

    #[cfg(test)]
    pub(crate) fn names(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }
}

fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header
}
