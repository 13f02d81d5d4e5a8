//! What changed in a folder of cases, handed to Git as the person would do it: with their configuration, their hooks and
//! their signature.

mod changes;
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::manifest::{self, layout_of};
use changes::Ours;
use run::{Ended, Git};

const LIMIT: Duration = Duration::from_mins(2);
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
    if changes.all.is_empty() {
        return Ok(None);
    }
    for identity in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
        let ended = git.ask(&["var", identity])?;
        if !ended.status.success() {
            return Err(Error::NoIdentity(ended.said));
        }
    }
    if let Some(unstaged) = changes.paths(|change| change.is_unstaged)? {
        let ended = unstaged.hand_to(&git, &["add"])?;
        if !ended.status.success() {
            return Err(repository.trouble(&ended));
        }
    }
    // Adding may have shown that a file is the same: only its line ends were different.
    let Some(staged) = ours.changes(&git)?.paths(|change| change.is_staged)? else { return Ok(None) };
    let ended = staged.hand_to(&git, &["commit", "--quiet", "--only", &format!("--message={message}")])?;
    if !ended.status.success() {
        let is_refused = ended.status.code() == Some(1) && has_hooks(&git)?;
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
}

/// Whether there is a hook that can refuse a commit.
fn has_hooks(git: &Git<'_>) -> Result<bool, Error> {
    let ended = git.ask(&["rev-parse", "--git-path", "hooks"])?;
    let folder = git.folder.join(String::from_utf8_lossy(&ended.out).trim_end_matches('\n'));
    let hooks = ["pre-commit", "prepare-commit-msg", "commit-msg"];
    Ok(hooks.into_iter().any(|hook| fs::metadata(folder.join(hook)).is_ok_and(|about| about.is_file())))
}

#[cfg(test)]
mod tests;
