//! What went wrong at a shelf, and what to do about it.

use std::fmt;
use std::io;

use object_store::client::{HttpError, HttpErrorKind};

use crate::connector::chain;

/// What happened. Codes and statuses are the store's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was configured cannot be used.
    Place,
    CaFile,
    ProxyAddress,
    /// No connection: name, network, port or proxy.
    Unreachable,
    Certificate,
    /// No answer in time.
    Timeout,
    /// The connection ended in the middle.
    Cut,
    NoBucket,
    /// The store does not know the access key.
    WrongKey,
    /// The signature does not fit: the secret key is another one, or something on the way changes requests.
    WrongSecret,
    /// A passing right has passed.
    Expired,
    /// No right for this, or for this place.
    Denied,
    /// Our clock and the store's are too far apart.
    Clock,
    /// The bucket is elsewhere, where the store says.
    WrongRegion(Option<String>),
    /// The store asks for fewer requests, or somebody puts the same key.
    Busy,
    /// Nothing is under this key.
    Missing,
    /// Something else is under this key.
    Taken,
    /// The store cannot do that.
    Unsupported,
    /// Any other refusal.
    Server(u16),
    /// No S3: what answered speaks another language.
    NotS3,
    /// What is there is not what was put there.
    Damaged,
    /// The file here is not what it was.
    Changed,
    File(io::ErrorKind),
}

/// A failure; `Display` says what happened and what to do, for people who read English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub fault: Fault,
    /// The store's or the library's own words; no secret is in them.
    pub detail: String,
}

impl Error {
    pub(crate) fn new(fault: Fault, detail: impl Into<String>) -> Self {
        Self { fault, detail: detail.into() }
    }

    /// Whether the same may work later, without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        match self.fault {
            Fault::Unreachable | Fault::Timeout | Fault::Cut | Fault::Busy | Fault::Damaged => true,
            Fault::Server(status) => status >= 500,
            Fault::Place
            | Fault::CaFile
            | Fault::ProxyAddress
            | Fault::Certificate
            | Fault::NoBucket
            | Fault::WrongKey
            | Fault::WrongSecret
            | Fault::Expired
            | Fault::Denied
            | Fault::Clock
            | Fault::WrongRegion(_)
            | Fault::Missing
            | Fault::Taken
            | Fault::Unsupported
            | Fault::NotS3
            | Fault::Changed
            | Fault::File(_) => false,
        }
    }

    /// The next step.
    pub fn advice(&self) -> String {
        let words = match &self.fault {
            Fault::Place => "Check endpoint, bucket and prefix.",
            Fault::CaFile => "Name a file with the company's certificate authority in PEM form.",
            Fault::ProxyAddress => "Check the proxy's address.",
            Fault::Unreachable => "Check the endpoint and the way to it: name, port, firewall, proxy.",
            Fault::Certificate => {
                "Name the company's certificate authority, or use the name that the certificate is for."
            }
            Fault::Timeout | Fault::Cut => {
                "Nothing needs to be done if it passes; otherwise check the network."
            }
            Fault::NoBucket => "Create the bucket, or correct its name.",
            Fault::WrongKey => "Check the access key id: the store does not know it.",
            Fault::WrongSecret => "Check the secret access key.",
            Fault::Expired => "Renew the credentials.",
            Fault::Denied => "Give the key the rights to put, get, list and delete below the prefix.",
            Fault::Clock => "Set this machine's clock.",
            Fault::WrongRegion(Some(region)) => return format!("Set the region to {region}."),
            Fault::WrongRegion(None) => "Set the bucket's region.",
            Fault::Busy => "Nothing needs to be done: it is tried again.",
            Fault::Missing => "It was removed by somebody else or by a rule of the bucket.",
            Fault::Taken => "Use a prefix of its own for each installation.",
            Fault::Unsupported => "Use a store that can do this, or ask its administrator.",
            Fault::Server(_) => "Ask the store's administrator.",
            Fault::NotS3 => "Check the endpoint: it should be the store's S3 address, not its console.",
            Fault::Damaged => "It is sent again; if that keeps happening, ask the store's administrator.",
            Fault::Changed => "Export it again: the file was changed after it had been checked.",
            Fault::File(_) => "Check the folder of the exports.",
        };
        words.to_owned()
    }

    fn words(&self) -> String {
        let words = match &self.fault {
            Fault::Place => "The place cannot be used.",
            Fault::CaFile => "The certificate authority's file cannot be used.",
            Fault::ProxyAddress => "The proxy cannot be used.",
            Fault::Unreachable => "The store cannot be reached.",
            Fault::Certificate => "The store's certificate is not trusted.",
            Fault::Timeout => "The store did not answer in time.",
            Fault::Cut => "The connection to the store broke off.",
            Fault::NoBucket => "There is no such bucket.",
            Fault::WrongKey => "The store does not know the access key.",
            Fault::WrongSecret => "The store does not take the secret key.",
            Fault::Expired => "The credentials have expired.",
            Fault::Denied => "The store does not allow this.",
            Fault::Clock => "This machine's clock and the store's are too far apart.",
            Fault::WrongRegion(_) => "The bucket is in another region.",
            Fault::Busy => "The store is too busy.",
            Fault::Missing => "The object is not there.",
            Fault::Taken => "Another object has this key.",
            Fault::Unsupported => "The store cannot do this.",
            Fault::Server(status) => return format!("The store answered with an error ({status})."),
            Fault::NotS3 => "What answers is not S3.",
            Fault::Damaged => "What the store holds is not what was sent.",
            Fault::Changed => "The file is not what it was when it was checked.",
            Fault::File(kind) => return format!("The file cannot be read or written ({kind})."),
        };
        words.to_owned()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.words(), self.advice())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::new(Fault::File(error.kind()), error.to_string())
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let words = chain(&error);
        let fault = of_wire(&error, &words).unwrap_or_else(|| of_answer(&error, &words));
        Self::new(fault, short(&words))
    }
}

/// Where no answer came.
fn of_wire(error: &(dyn std::error::Error + 'static), words: &str) -> Option<Fault> {
    let mut source = Some(error);
    while let Some(error) = source {
        if let Some(http) = error.downcast_ref::<HttpError>() {
            let is_certificate = words.contains("certificate");
            return Some(match http.kind() {
                HttpErrorKind::Connect if is_certificate => Fault::Certificate,
                HttpErrorKind::Connect => Fault::Unreachable,
                HttpErrorKind::Timeout => Fault::Timeout,
                HttpErrorKind::Decode => Fault::NotS3,
                HttpErrorKind::Request | HttpErrorKind::Interrupted | HttpErrorKind::Unknown | _ => {
                    Fault::Cut
                }
            });
        }
        source = error.source();
    }
    None
}

/// By the code in the answer, else by its status.
fn of_answer(error: &object_store::Error, words: &str) -> Fault {
    use object_store::Error as E;
    let code = between(words, "<Code>", "</Code>").unwrap_or_default();
    match code {
        "NoSuchBucket" => return Fault::NoBucket,
        "NoSuchKey" | "NoSuchUpload" => return Fault::Missing,
        "InvalidAccessKeyId" => return Fault::WrongKey,
        "SignatureDoesNotMatch" => return Fault::WrongSecret,
        "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" | "ExpiredTokenException" => {
            return Fault::Expired;
        }
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => return Fault::Denied,
        "RequestTimeTooSkewed" => return Fault::Clock,
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            return Fault::WrongRegion(between(words, "<Region>", "</Region>").map(str::to_owned));
        }
        "SlowDown"
        | "ServiceUnavailable"
        | "RequestTimeout"
        | "OperationAborted"
        | "ConditionalRequestConflict" => return Fault::Busy,
        "NotImplemented" | "MethodNotAllowed" => return Fault::Unsupported,
        "BadDigest" | "InvalidDigest" | "XAmzContentSHA256Mismatch" | "IncompleteBody" => {
            return Fault::Damaged;
        }
        _ => {}
    }
    match error {
        E::NotFound { .. } => Fault::Missing,
        E::AlreadyExists { .. } | E::Precondition { .. } => Fault::Taken,
        E::PermissionDenied { .. } | E::Unauthenticated { .. } => Fault::Denied,
        E::NotSupported { .. } | E::NotImplemented { .. } => Fault::Unsupported,
        E::InvalidPath { .. } | E::UnknownConfigurationKey { .. } => Fault::Place,
        E::Generic { .. } | E::JoinError { .. } | E::NotModified { .. } | _ => of_status(words),
    }
}

fn of_status(words: &str) -> Fault {
    let status = between(words, "status code: ", " ").and_then(|status| status.parse().ok());
    match status {
        Some(429 | 503) => Fault::Busy,
        Some(301 | 307) => Fault::WrongRegion(None),
        Some(501 | 405) => Fault::Unsupported,
        Some(status) => Fault::Server(status),
        None if words.contains("LOCATION") => Fault::WrongRegion(None),
        None => Fault::NotS3,
    }
}

fn between<'a>(words: &'a str, before: &str, after: &str) -> Option<&'a str> {
    words.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// An answer may be a page.
fn short(words: &str) -> String {
    const MOST: usize = 600;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
