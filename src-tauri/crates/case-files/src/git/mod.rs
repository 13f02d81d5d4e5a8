//! What changed in a folder of cases, handed to Git as the person would do it: with their configuration, their hooks and
//! their signature.

mod run;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::folder::{Found, is_case, look, spelled};
use crate::manifest::{self, layout_of};
use run::{Ended, Git};

const LIMIT: Duration = Duration::from_secs(120);
const LONGEST_MESSAGE: usize = 8 << 10;

/// Commits the manifest and the files of cases that were added, changed or removed since the last commit, and nothing
/// else; what is staged besides stays staged. The answer is the commit's short hash, or `None` where nothing changed. A
/// file that is gone and was named like a case's counts as one. Takes two minutes at most. Where a hook refuses, the
/// files stay staged.
pub fn commit(folder: &Path, message: &str) -> Result<Option<String>, Error> {
    commit_within(folder, message, LIMIT)
}

fn commit_within(folder: &Path, message: &str, limit: Duration) -> Result<Option<String>, Error> {
    if message.trim().is_empty() || message.len() > LONGEST_MESSAGE || message.contains('\0') {
        return Err(Error::Message);
    }
    let id = layout_of(folder)?.id;
    let git = Git { folder, until: Instant::now() + limit };
    let repository = Repository::of(&git)?;
    repository.is_at_rest()?;
    if git.ask(&["check-ignore", "--quiet", "--", manifest::NAME])?.status.success() {
        return Err(Error::Ignored);
    }
    let ours = Ours { folder, id: [id], prefix: &repository.prefix };
    let changes = ours.changes(&git)?;
    if changes.is_empty() {
        return Ok(None);
    }
    for identity in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
        let ended = git.ask(&["var", identity])?;
        if !ended.status.success() {
            return Err(Error::NoIdentity(ended.said));
        }
    }
    let unstaged = changes.iter().filter(|change| change.is_unstaged).map(|change| &change.name);
    let paths = ["--pathspec-from-file=-", "--pathspec-file-nul"];
    let mut add = vec!["--literal-pathspecs", "add"];
    add.extend(paths);
    let unstaged = list(unstaged)?;
    if let Some(unstaged) = unstaged {
        let ended = git.run(&add, Some(unstaged))?;
        if !ended.status.success() {
            return Err(repository.trouble(&ended));
        }
    }
    // Adding may have shown that a file is the same: only its line ends were different.
    let changes = ours.changes(&git)?;
    let Some(staged) = list(changes.iter().filter(|change| change.is_staged).map(|change| &change.name))?
    else {
        return Ok(None);
    };
    let message = format!("--message={message}");
    let mut commit = vec!["--literal-pathspecs", "commit", "--quiet", "--only", &message];
    commit.extend(paths);
    let ended = git.run(&commit, Some(staged))?;
    if !ended.status.success() {
        let is_refused = ended.status.code() == Some(1) && repository.has_hooks(&git)?;
        return Err(if is_refused { Error::Hook(ended.said) } else { repository.trouble(&ended) });
    }
    let ended = git.ask(&["rev-parse", "--short", "HEAD"])?;
    Ok(Some(String::from_utf8_lossy(&ended.out).trim().to_owned()))
}

struct Repository {
    /// The repository's own folder; of a work tree that was added to one, the work tree's part of it.
    home: PathBuf,
    /// Where the folder is in the work tree, with a slash at its end.
    prefix: String,
}

impl Repository {
    fn of(git: &Git<'_>) -> Result<Self, Error> {
        let ended =
            git.ask(&["rev-parse", "--is-inside-work-tree", "--absolute-git-dir", "--show-prefix"])?;
        let said = String::from_utf8(ended.out).map_err(|error| Error::Git(error.to_string()))?;
        if !ended.status.success() && !ended.said.contains("not a git repository") {
            return Err(Error::Git(ended.said));
        }
        let mut lines = said.split('\n');
        match (lines.next(), lines.next(), lines.next()) {
            (Some("true"), Some(home), Some(prefix)) => {
                Ok(Self { home: PathBuf::from(home), prefix: prefix.to_owned() })
            }
            _ => Err(Error::NoRepository),
        }
    }

    /// No commit of some files is possible in the midst of something.
    fn is_at_rest(&self) -> Result<(), Error> {
        let signs = [
            ("MERGE_HEAD", "merge"),
            ("rebase-merge", "rebase"),
            ("rebase-apply", "rebase"),
            ("CHERRY_PICK_HEAD", "cherry-pick"),
            ("REVERT_HEAD", "revert"),
        ];
        if let Some((_, what)) = signs.into_iter().find(|(sign, _)| self.home.join(sign).exists()) {
            return Err(Error::UnderWay(what));
        }
        let lock = self.home.join("index.lock");
        if lock.exists() { Err(Error::Locked(lock)) } else { Ok(()) }
    }

    /// Why a git that wrote failed.
    fn trouble(&self, ended: &Ended) -> Error {
        self.is_at_rest().err().unwrap_or_else(|| Error::Git(ended.said.clone()))
    }

    /// Whether there is a hook that can refuse a commit.
    fn has_hooks(&self, git: &Git<'_>) -> Result<bool, Error> {
        let ended = git.ask(&["rev-parse", "--git-path", "hooks"])?;
        let folder = git.folder.join(String::from_utf8_lossy(&ended.out).trim_end_matches('\n'));
        let hooks = ["pre-commit", "prepare-commit-msg", "commit-msg"];
        Ok(hooks.into_iter().any(|hook| fs::metadata(folder.join(hook)).is_ok_and(|about| about.is_file())))
    }
}

struct Change {
    name: String,
    is_staged: bool,
    is_unstaged: bool,
}

/// Which files of the repository are this format's.
struct Ours<'a> {
    folder: &'a Path,
    /// The column with the id.
    id: [String; 1],
    prefix: &'a str,
}

impl Ours<'_> {
    fn changes(&self, git: &Git<'_>) -> Result<Vec<Change>, Error> {
        let ended = git.ask(&[
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--",
            ":(glob)[0-9]*.md",
            manifest::NAME,
        ])?;
        if !ended.status.success() {
            return Err(Error::Git(ended.said));
        }
        let mut changes = Vec::new();
        for entry in ended.out.split(|byte| *byte == 0) {
            let Some((&[staged, unstaged, _], path)) = entry.split_first_chunk() else { continue };
            let path = std::str::from_utf8(path).ok().and_then(|path| path.strip_prefix(self.prefix));
            if let Some(name) = path.filter(|name| self.has(name)) {
                let is_unstaged = unstaged != b' ';
                changes.push(Change {
                    name: name.to_owned(),
                    is_staged: staged != b' ' && staged != b'?',
                    is_unstaged,
                });
            }
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

/// The names for git to read, each closed by a zero byte; `None` where there are none.
fn list<'a>(names: impl Iterator<Item = &'a String>) -> Result<Option<File>, Error> {
    let names: BTreeSet<&String> = names.collect();
    if names.is_empty() {
        return Ok(None);
    }
    let write = || -> std::io::Result<File> {
        let mut file = tempfile::tempfile()?;
        let bytes: Vec<u8> = names.into_iter().flat_map(|name| name.bytes().chain([0])).collect();
        file.write_all(&bytes)?;
        file.rewind()?;
        Ok(file)
    };
    write().map(Some).map_err(|error| Error::Git(error.to_string()))
}

#[cfg(test)]
mod tests;
