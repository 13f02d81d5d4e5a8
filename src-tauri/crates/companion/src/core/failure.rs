//! What went wrong, from the errors of the rooms below to what a person reads.

use chrono::TimeDelta;
use store::StoreError;
use testops::{CertificateFault, Error, ErrorKind};

use crate::core::session::AccessError;
use crate::texts::{Texts, Trouble};
use crate::view::Failure;

/// The server, as a person knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server<'a> {
    pub(crate) host: &'a str,
}

impl<'a> Server<'a> {
    pub(crate) fn of(connection: &'a store::ConnectionRow) -> Self {
        Self { host: host_of(&connection.url) }
    }
}

/// The host with its port, out of an address as it was typed.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

pub(crate) fn of_client(texts: Texts, server: Server<'_>, error: &Error) -> Failure {
    let host = server.host;
    let trouble = match error.kind() {
        ErrorKind::Config => Trouble::Rejected { status: 400, words: Some(error.detail()) },
        ErrorKind::Unreachable { .. } => Trouble::Unreachable { host },
        ErrorKind::Certificate { fault: CertificateFault::NotTls } => Trouble::NotTls { host },
        ErrorKind::Certificate { .. } => Trouble::Certificate { host },
        ErrorKind::Proxy { fault, proxy } => Trouble::Proxy { proxy, fault: *fault },
        ErrorKind::Timeout { .. } => Trouble::Timeout { host },
        ErrorKind::Unauthorized { .. } => Trouble::Unauthorized,
        ErrorKind::Forbidden { .. } => Trouble::Forbidden,
        ErrorKind::NotFound { .. } => Trouble::NotFound,
        ErrorKind::Conflict { message } => Trouble::Rejected { status: 409, words: message.as_deref() },
        ErrorKind::Rejected { status, message } => {
            Trouble::Rejected { status: *status, words: message.as_deref() }
        }
        ErrorKind::TooManyRequests { retry_after } => {
            Trouble::TooManyRequests { wait: retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()) }
        }
        ErrorKind::Server { status, message, .. } => {
            Trouble::ServerError { status: *status, words: message.as_deref() }
        }
        ErrorKind::Redirected { .. } => Trouble::NotTestops { host },
        ErrorKind::Html { .. } => Trouble::HtmlAnswer,
        ErrorKind::EmptyAnswer { .. } | ErrorKind::Cut => Trouble::CutAnswer,
        ErrorKind::Encoding { .. }
        | ErrorKind::Shape { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::EndlessPages { .. } => Trouble::StrangeAnswer,
    };
    texts.failure(trouble, Some(details(error)))
}

pub(crate) fn of_access(texts: Texts, server: Server<'_>, error: &AccessError) -> Failure {
    match error {
        AccessError::CaFile { path, .. } => {
            texts.failure(Trouble::FileUnreadable { path }, Some(error.to_string()))
        }
        AccessError::Client(error) => of_client(texts, server, error),
    }
}

pub(crate) fn of_store(texts: Texts, error: &StoreError) -> Failure {
    let shown = |trouble: Trouble<'_>| texts.failure(trouble, Some(error.to_string()));
    match error {
        StoreError::Newer { .. } => shown(Trouble::NewerDatabase),
        StoreError::DiskFull => shown(Trouble::DiskFull),
        StoreError::Damaged(_) => shown(Trouble::DamagedDatabase),
        StoreError::ReadOnly
        | StoreError::Busy
        | StoreError::Conflict(_)
        | StoreError::File { .. }
        | StoreError::Json(_)
        | StoreError::NotLeading
        | StoreError::OfFilesOnly(_)
        | StoreError::Migration(_)
        | StoreError::Database(_) => shown(Trouble::Storage),
    }
}

fn details(error: &Error) -> String {
    match error.detail() {
        "" => error.to_string(),
        detail => format!("{error}: {detail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_taken_out_of_any_address() {
        for (url, host) in [
            ("https://testops.example.com/path?x", "testops.example.com"),
            ("http://user@127.0.0.1:8080", "127.0.0.1:8080"),
            ("testops.example.com", "testops.example.com"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
