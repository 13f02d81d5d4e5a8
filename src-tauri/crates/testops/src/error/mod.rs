//! What can go wrong, in the caller's terms: the kind, whether the request may have been carried out all the same,
//! and what a person can do about it.

mod proxy_fault;
mod words;

use std::fmt;
use std::time::Duration;

pub use proxy_fault::ProxyFault;

/// A request that did not end as it should. `Display` is the cause; [`Error::advice`] says what to do.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    sent: Sent,
    method: &'static str,
    path: String,
    detail: String,
}

/// Whether the server may have carried the request out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// Certainly not: it never left, or the server refused it.
    No,
    /// It may have been: the answer was lost, cut, late, unreadable, or tells of trouble on the server's side.
    Maybe,
}

/// What happened. Texts come from the server, shortened and without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The configuration cannot be used: address, CA file or proxy.
    Config,
    Unreachable {
        reason: UnreachableReason,
    },
    Certificate {
        fault: CertificateFault,
    },
    /// `proxy` is its scheme, host and port.
    Proxy {
        fault: ProxyFault,
        proxy: String,
    },
    Timeout {
        stage: Stage,
    },
    /// 401, or the token was refused where it is exchanged.
    Unauthorized {
        message: Option<String>,
    },
    /// 403.
    Forbidden {
        message: Option<String>,
    },
    /// 404.
    NotFound {
        message: Option<String>,
    },
    /// 409: what TestOps answers to invalid values and to duplicates.
    Conflict {
        message: Option<String>,
    },
    /// Any other 4xx.
    Rejected {
        status: u16,
        message: Option<String>,
    },
    /// 429.
    TooManyRequests {
        retry_after: Option<Duration>,
    },
    /// 5xx, or 408. TestOps also answers 500 for a launch that was deleted.
    Server {
        status: u16,
        message: Option<String>,
        retry_after: Option<Duration>,
    },
    /// 3xx; redirects are not followed, so that the token goes nowhere else. `to` is scheme, host and port.
    Redirected {
        status: u16,
        to: Option<String>,
    },
    /// A page where JSON is due: a wrong address, or a gateway in trouble.
    Html {
        status: u16,
    },
    /// Success without a body where one is due.
    EmptyAnswer {
        status: u16,
    },
    /// The answer ended early, or was damaged on the way.
    Cut,
    /// The answer is packed as nothing that was asked for. `encoding` is the `Content-Encoding`.
    Encoding {
        encoding: String,
    },
    /// JSON of another shape than expected, or no JSON.
    Shape {
        problem: String,
    },
    /// The answer is longer than this client reads.
    TooLarge {
        limit: usize,
    },
    /// The server keeps sending pages and never the last one.
    EndlessPages {
        pages: u32,
    },
}

/// Why no connection came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnreachableReason {
    /// The name cannot be resolved.
    Name,
    Refused,
    /// No route, connection reset, the network is down, and the like.
    Network,
}

/// What is wrong with the server's certificate or with TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateFault {
    UnknownIssuer,
    WrongName,
    Expired,
    NotYetValid,
    /// What listens there does not speak TLS.
    NotTls,
    /// Revoked, malformed, or the two sides do not agree on TLS.
    Other,
}

/// Where the time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Connect,
    FirstByte,
    /// In the middle of the body.
    Body,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, sent: Sent) -> Self {
        Self(Box::new(Inner { kind, sent, method: "", path: String::new(), detail: String::new() }))
    }

    pub(crate) fn config(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, Sent::No).detailed(detail)
    }

    pub(crate) fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    pub(crate) fn asked(mut self, method: &'static str, path: &str) -> Self {
        self.0.method = method;
        path.clone_into(&mut self.0.path);
        self
    }

    /// For failures on the way to a request that was then never sent.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.sent = Sent::No;
        self
    }

    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    pub fn sent(&self) -> Sent {
        self.0.sent
    }

    /// The method of the request that failed, empty when there was none.
    pub fn method(&self) -> &str {
        self.0.method
    }

    /// The path of the request that failed, with the prefix, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// More for the log, without secrets; may be empty.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The server's own words, when it had any.
    pub fn server_message(&self) -> Option<&str> {
        self.0.kind.message()
    }

    /// What a person can do about it, in English.
    pub fn advice(&self) -> &'static str {
        self.0.kind.advice()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind)?;
        if let ErrorKind::Config = self.0.kind {
            write!(f, ": {}", self.0.detail)?;
        }
        if !self.0.path.is_empty() {
            write!(f, " ({} {})", self.0.method, self.0.path)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("sent", &self.0.sent)
            .field("request", &format_args!("{} {}", self.0.method, self.0.path))
            .field("detail", &self.0.detail)
            .finish()
    }
}

impl std::error::Error for Error {}
