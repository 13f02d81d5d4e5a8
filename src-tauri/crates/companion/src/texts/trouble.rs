use chrono::TimeDelta;
use testops::ProxyFault;

use super::ExportTrouble;
use crate::view::FailureCode;

/// What went wrong, with what a person needs to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble<'a> {
    Unreachable {
        host: &'a str,
    },
    Certificate {
        host: &'a str,
    },
    NotTls {
        host: &'a str,
    },
    Proxy {
        proxy: &'a str,
        fault: ProxyFault,
    },
    Timeout {
        host: &'a str,
    },
    Unauthorized,
    Forbidden,
    /// What was asked for is not on the server.
    NotFound,
    /// `words` are the server's.
    Rejected {
        status: u16,
        words: Option<&'a str>,
    },
    TooManyRequests {
        wait: Option<TimeDelta>,
    },
    ServerError {
        status: u16,
        words: Option<&'a str>,
    },
    /// A web page came where data was due.
    HtmlAnswer,
    /// The answer broke off.
    CutAnswer,
    /// The answer's data have another shape.
    StrangeAnswer,
    NotTestops {
        host: &'a str,
    },
    NotConnected,
    DiskFull,
    ReadOnlyFolder {
        dir: &'a str,
    },
    NewerDatabase,
    DamagedDatabase,
    /// The database could not be opened at the start, for no reason that has words of its own.
    NoDatabase,
    Storage,
    Secrets,
    SecretsLocked,
    /// A file that a person named could not be read.
    FileUnreadable {
        path: &'a str,
    },
    /// Nobody chose it in a dialog.
    NotChosen {
        path: &'a str,
    },
    /// The file is larger than what such a file may be.
    FileTooLarge {
        path: &'a str,
    },
    /// One edit takes fewer test cases.
    TooManyCases {
        most: usize,
    },
    /// An export, or a file of one.
    Export(ExportTrouble<'a>),
    /// A run, a preset or another row of ours that is no longer there.
    Forgotten,
    /// It belongs to a connection that is not in use.
    OtherServer,
    Demo,
    /// The browser could not be opened.
    NotOpened,
    Internal,
}

impl Trouble<'_> {
    pub(crate) fn code(self) -> FailureCode {
        match self {
            Self::Unreachable { .. } => FailureCode::Unreachable,
            Self::Certificate { .. } | Self::NotTls { .. } => FailureCode::Certificate,
            Self::Proxy { .. } => FailureCode::Proxy,
            Self::Timeout { .. } => FailureCode::Timeout,
            Self::Unauthorized => FailureCode::Unauthorized,
            Self::Forbidden => FailureCode::Forbidden,
            Self::NotFound | Self::Forgotten => FailureCode::NotFound,
            Self::Rejected { .. } => FailureCode::Rejected,
            Self::TooManyRequests { .. } => FailureCode::TooManyRequests,
            Self::ServerError { .. } => FailureCode::ServerError,
            Self::HtmlAnswer | Self::CutAnswer | Self::StrangeAnswer => FailureCode::UnexpectedAnswer,
            Self::NotTestops { .. } => FailureCode::NotTestops,
            Self::NotConnected | Self::OtherServer => FailureCode::NotConnected,
            Self::DiskFull
            | Self::ReadOnlyFolder { .. }
            | Self::NewerDatabase
            | Self::DamagedDatabase
            | Self::NoDatabase
            | Self::Storage => FailureCode::Storage,
            Self::Secrets | Self::SecretsLocked => FailureCode::Secrets,
            Self::FileUnreadable { .. }
            | Self::NotChosen { .. }
            | Self::FileTooLarge { .. }
            | Self::TooManyCases { .. } => FailureCode::Input,
            Self::Export(trouble) => trouble.code(),
            Self::Demo | Self::NotOpened | Self::Internal => FailureCode::Internal,
        }
    }
}
