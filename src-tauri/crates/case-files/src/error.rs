use std::io;
use std::path::{Path, PathBuf};

use crate::Misfit;

/// Why something could not be done. None of these texts reaches a person: the caller says them in the person's language.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{}: {source}", path.display())]
    Disk { path: PathBuf, source: io::Error },
    /// A column's name is empty or longer than 200 bytes; holds its beginning.
    #[error("{0:?} cannot be the name of a column")]
    ColumnName(String),
    #[error("the column {0:?} is there twice")]
    ColumnTwice(String),
    /// More than 1000.
    #[error("there are too many columns")]
    TooManyColumns,
    /// The column of the id or of the name is not among the columns.
    #[error("there is no column {0:?}")]
    NoColumn(String),
    #[error("a case has {given} cells, and {wanted} columns")]
    Cells { given: usize, wanted: usize },
    /// Not a decimal number of 64 bits, or one with leading zeros.
    #[error("{0:?} is not the id of a case")]
    Id(String),
    #[error("two cases have the id {0}")]
    SameId(u64),
    /// Its file would be larger than [`MAX_FILE`](crate::MAX_FILE), so that it could not be read back.
    #[error("the case {0} is too large")]
    TooLarge(u64),
    /// More cases than [`MAX_CASES`](crate::MAX_CASES), or more than a million entries of any kind.
    #[error("there are too many files in the folder")]
    TooMany,
    /// A file of ours would have to be where a link, a folder or a special file is; holds its name.
    #[error("{0} is not a regular file")]
    NotAFile(String),
    /// A file named like a case's does not say in its front matter that it is one.
    #[error("{0} is the file of something else")]
    Foreign(String),
    /// The folder has no `test-cases.yml`.
    #[error("the folder has no test-cases.yml")]
    NoManifest,
    #[error("test-cases.yml, {0}")]
    Manifest(Misfit),
    /// The manifest is of a format that is not known here.
    #[error("test-cases.yml has the format {0:?}")]
    Format(String),
    /// The folder has the cases of another source, whose name it holds.
    #[error("the folder has the test cases of {0}")]
    Source(String),
    /// For callers of [`read_folder`](crate::read_folder): no more cases are wanted.
    #[error("reading was stopped")]
    Stopped,
    /// Blank, longer than 8 KB, or with a zero byte.
    #[error("this cannot be the message of a commit")]
    Message,
    #[error("git is not installed")]
    NoGit,
    #[error("the folder is in no Git repository")]
    NoRepository,
    /// Git ignores the folder.
    #[error("the files are ignored by Git")]
    Ignored,
    /// Git knows neither name nor address of the person; holds what it said.
    #[error("git does not know who commits: {0}")]
    NoIdentity(String),
    /// A merge, a rebase, a cherry-pick or a revert is under way.
    #[error("a {0} is under way in the repository")]
    UnderWay(&'static str),
    /// Another git works in the repository, or one left its lock behind.
    #[error("the repository is locked by {}", .0.display())]
    Locked(PathBuf),
    /// Holds the last lines that the hook wrote.
    #[error("a hook refused the commit: {0}")]
    Hook(String),
    /// Git was ended after two minutes, or after it had written a hundred megabytes.
    #[error("git did not come to an end")]
    Endless,
    /// Holds the last lines that git wrote.
    #[error("git failed: {0}")]
    Git(String),
}

impl Error {
    pub(crate) fn disk(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { path, source }
    }
}
