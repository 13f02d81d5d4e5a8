//! Why an export failed, and what a person reads of it.

use std::io;
use std::path::{Path, PathBuf};

use table::{Fault, FaultKind};
use testops::ErrorKind;

use crate::core::failure::{self, Server};
use crate::texts::{ExportTrouble, Texts, Trouble};
use crate::view::{Failure, FailureCode, FieldFault};

#[derive(Debug)]
pub(crate) enum Problem {
    Client(testops::Error),
    Store(store::StoreError),
    FolderGone(PathBuf),
    FolderReadOnly(PathBuf, io::ErrorKind),
    /// An export is under way there, ours or another program's.
    FolderBusy(PathBuf),
    DiskFull,
    /// Bytes that are wanted and that are free.
    NoSpace(u64, u64),
    Disk(io::Error),
    /// The group that is no longer on the server.
    GroupGone(String),
    /// The filter selects nothing.
    NothingFound,
    /// The server could not prepare the file, in its own words.
    NotPrepared(Option<String>),
    /// The server did not get ready in time.
    Slow,
    /// The file came, and is not what was asked for.
    Broken(Fault),
    /// Records that came and that were counted.
    WrongCount(u64, u64),
    Plan(FieldFault),
    /// The folder of the Markdown files, and why nothing could be written there.
    NoMarkdown(PathBuf, String),
    /// The folder of the Markdown files, and what Git said.
    NotCommitted(PathBuf, String),
    Internal,
}

impl Problem {
    pub(crate) fn of_folder(path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind::{NotADirectory, NotFound, QuotaExceeded, StorageFull};
        let kind = error.kind();
        if [NotFound, NotADirectory].contains(&kind) {
            return Self::FolderGone(path.to_owned());
        }
        if [StorageFull, QuotaExceeded].contains(&kind) {
            return Self::DiskFull;
        }
        Self::FolderReadOnly(path.to_owned(), kind)
    }

    /// Whether it is about what the plan covers, and not about the server or the disk.
    pub(crate) fn is_about_scope(&self) -> bool {
        if let Self::Client(error) = self {
            return matches!(error.kind(), ErrorKind::Rejected { .. } | ErrorKind::NotFound { .. });
        }
        matches!(self, Self::GroupGone(_) | Self::NothingFound)
    }

    /// Whether what came is worth a look.
    pub(crate) fn is_kept_aside(&self) -> bool {
        matches!(self, Self::Broken(_) | Self::WrongCount(..))
    }

    pub(crate) fn failure(&self, texts: Texts, server: Server<'_>) -> Failure {
        use ExportTrouble as T;
        let say = |trouble: Trouble<'_>| texts.failure(trouble, None);
        let export = |trouble: T<'_>| say(Trouble::Export(trouble));
        match self {
            Self::Client(error) => failure::of_client(texts, server, error),
            Self::Store(error) => failure::of_store(texts, error),
            Self::FolderGone(path) => export(T::FolderGone { dir: &path.to_string_lossy() }),
            Self::FolderReadOnly(path, kind) => {
                let dir = path.to_string_lossy();
                let trouble = Trouble::Export(T::FolderReadOnly { dir: &dir });
                texts.failure(trouble, Some(kind.to_string()))
            }
            Self::FolderBusy(path) => export(T::FolderBusy { dir: &path.to_string_lossy() }),
            Self::DiskFull => say(Trouble::DiskFull),
            Self::NoSpace(wanted, free) => export(T::NoSpace { wanted: *wanted, free: *free }),
            Self::Disk(error) => texts.failure(Trouble::Storage, Some(error.to_string())),
            Self::GroupGone(name) => export(T::GroupGone { name }),
            Self::NothingFound => export(T::NothingFound),
            Self::NotPrepared(words) => export(T::NotPrepared { words: words.as_deref() }),
            Self::Slow => say(Trouble::Timeout { host: server.host }),
            Self::Broken(fault) => {
                let header = matches!(fault.kind, FaultKind::WrongHeader { .. } | FaultKind::Empty);
                let trouble = if header { T::WrongHeader } else { T::BrokenFile { line: fault.line } };
                texts.failure(Trouble::Export(trouble), Some(format!("{fault:?}")))
            }
            Self::WrongCount(came, counted) => export(T::WrongCount { came: *came, counted: *counted }),
            Self::Plan(fault) => Failure {
                code: FailureCode::Input,
                message: fault.message.clone(),
                ..texts.failure(Trouble::Rejected { status: 400, words: None }, Some(fault.field.clone()))
            },
            Self::NoMarkdown(path, why) => {
                let trouble = Trouble::Export(T::NoMarkdown { dir: &path.to_string_lossy() });
                texts.failure(trouble, Some(why.clone()))
            }
            Self::NotCommitted(path, why) => {
                let trouble = Trouble::Export(T::NotCommitted { dir: &path.to_string_lossy() });
                texts.failure(trouble, Some(why.clone()))
            }
            Self::Internal => say(Trouble::Internal),
        }
    }
}

impl From<testops::Error> for Problem {
    fn from(error: testops::Error) -> Self {
        Self::Client(error)
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&error.kind());
        if full { Self::DiskFull } else { Self::Disk(error) }
    }
}
