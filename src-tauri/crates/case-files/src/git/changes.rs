//! Which files of a folder changed since the last commit, and how git is told of them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::Path;

use super::run::{Ended, Git};
use crate::error::Error;
use crate::folder::{Found, is_case, look, spelled};
use crate::manifest;

/// What every case's file matches, in the folder itself.
const PATTERN: &str = ":(glob)[0-9]*.md";
/// Git matches each file against each path that it is told: a commit of twenty thousand took seven seconds, and one with
/// the pattern a second. Beyond this many it is told the pattern instead, where that means the same.
const MANY: usize = 200;

pub(super) struct Change {
    name: String,
    pub(super) is_staged: bool,
    pub(super) is_unstaged: bool,
}

pub(super) struct Changes {
    pub(super) all: Vec<Change>,
    /// Nothing that is not this format's changed under the pattern.
    are_all_ours: bool,
}

/// Files, in the way in which they are told to git.
pub(super) struct Paths {
    list: File,
    are_literal: bool,
}

/// Which files of the repository are this format's.
pub(super) struct Ours<'a> {
    pub(super) folder: &'a Path,
    /// The column with the id.
    pub(super) id: [String; 1],
    pub(super) prefix: &'a str,
}

impl Ours<'_> {
    pub(super) fn changes(&self, git: &Git<'_>) -> Result<Changes, Error> {
        let ended = git.ask(&[
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--",
            PATTERN,
            manifest::NAME,
        ])?;
        if !ended.status.success() {
            return Err(Error::Git(ended.said));
        }
        let mut changes = Changes { all: Vec::new(), are_all_ours: true };
        for entry in ended.out.split(|byte| *byte == 0) {
            let Some((&[staged, unstaged, _], path)) = entry.split_first_chunk() else { continue };
            let path = std::str::from_utf8(path).ok().and_then(|path| path.strip_prefix(self.prefix));
            let Some(name) = path.filter(|name| self.has(name)) else {
                changes.are_all_ours = false;
                continue;
            };
            changes.all.push(Change {
                name: name.to_owned(),
                is_staged: staged != b' ' && staged != b'?',
                is_unstaged: unstaged != b' ',
            });
        }
        Ok(changes)
    }

    fn has(&self, name: &str) -> bool {
        if name == manifest::NAME {
            return true;
        }
        let Some(Ok(id)) = spelled(name) else { return false };
        match look(&self.folder.join(name)) {
            Ok(Found::Nothing) => true,
            Ok(Found::File(bytes)) => is_case(&bytes, id, &self.id),
            Ok(Found::NotAFile | Found::TooLarge) | Err(_) => false,
        }
    }
}

impl Changes {
    /// Those of them that are wanted; `None` where there are none.
    pub(super) fn paths(&self, is_wanted: impl Fn(&Change) -> bool) -> Result<Option<Paths>, Error> {
        // A file that is gone from the index and still there has two entries.
        let wanted = self.all.iter().filter(|change| is_wanted(change)).map(|change| change.name.as_str());
        let mut names: BTreeSet<&str> = wanted.collect();
        if names.is_empty() {
            return Ok(None);
        }
        let are_literal = names.len() <= MANY || !self.are_all_ours;
        if !are_literal {
            names = [PATTERN, manifest::NAME].into();
        }
        let list = list(&names).map_err(|error| Error::Git(error.to_string()))?;
        Ok(Some(Paths { list, are_literal }))
    }
}

/// Each name closed by a zero byte.
fn list(names: &BTreeSet<&str>) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let bytes: Vec<u8> = names.iter().flat_map(|name| name.bytes().chain([0])).collect();
    file.write_all(&bytes)?;
    file.rewind()?;
    Ok(file)
}

impl Paths {
    pub(super) fn hand_to(self, git: &Git<'_>, command: &[&str]) -> Result<Ended, Error> {
        let literal: &[&str] = if self.are_literal { &["--literal-pathspecs"] } else { &[] };
        let from = ["--pathspec-from-file=-", "--pathspec-file-nul"];
        git.run(&[literal, command, &from].concat(), Some(self.list))
    }
}
