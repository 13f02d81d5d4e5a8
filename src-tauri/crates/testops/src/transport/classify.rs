//! What a failed request means: the HTTP library's errors, sorted by looking down the chain of causes.

use std::error::Error as StdError;
use std::io;

use super::way::Way;
use crate::error::{CertificateFault, ErrorKind, ProxyFault, Sent, Stage, UnreachableReason};

/// The kind, and whether the request may have reached the server.
pub(super) fn classify(error: &reqwest::Error, way: &Way) -> (ErrorKind, Sent) {
    if error.is_builder() {
        return (ErrorKind::Config, Sent::No);
    }
    if !error.is_connect() {
        let kind =
            if error.is_timeout() { ErrorKind::Timeout { stage: Stage::FirstByte } } else { ErrorKind::Cut };
        return (kind, Sent::Maybe);
    }
    if error.is_timeout() {
        return (ErrorKind::Timeout { stage: Stage::Connect }, Sent::No);
    }
    let words = chain(error).to_ascii_lowercase();
    let kind = if let Some(fault) = proxy_fault(&words, way.has_password()) {
        ErrorKind::Proxy { fault, proxy: way.shown() }
    } else if let Some(fault) = certificate_fault(&words) {
        ErrorKind::Certificate { fault }
    } else if way.proxy.is_some() {
        // Every connection goes to the proxy first.
        ErrorKind::Proxy { fault: ProxyFault::Unreachable, proxy: way.shown() }
    } else {
        ErrorKind::Unreachable { reason: unreachable_reason(error, &words) }
    };
    (kind, Sent::No)
}

/// All causes in one line.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let causes: Vec<String> = causes(error).map(ToString::to_string).collect();
    causes.join(": ")
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

fn proxy_fault(words: &str, has_password: bool) -> Option<ProxyFault> {
    let has = |part: &str| words.contains(part);
    let credentials = if has_password { ProxyFault::Credentials } else { ProxyFault::NoCredentials };
    if has("proxy authorization required") || has("proxy authentication required") {
        Some(credentials)
    } else if has("failed to create underlying connection") {
        Some(ProxyFault::Unreachable)
    } else if has("socks") {
        let about_credentials = has("credentials") || has("user/pass") || has("authentication");
        Some(if about_credentials { credentials } else { ProxyFault::Refused })
    } else if has("tunnel") {
        Some(ProxyFault::Refused)
    } else {
        None
    }
}

fn certificate_fault(words: &str) -> Option<CertificateFault> {
    let has = |part: &str| words.contains(part);
    if has("invalid peer certificate") || has("certificate") {
        Some(if has("unknownissuer") {
            CertificateFault::UnknownIssuer
        } else if has("notvalidforname") || has("not valid for name") {
            CertificateFault::WrongName
        } else if has("notvalidyet") || has("not valid yet") || has("not yet valid") {
            CertificateFault::NotYetValid
        } else if has("expired") {
            CertificateFault::Expired
        } else {
            CertificateFault::Other
        })
    } else if has("received corrupt message") {
        Some(CertificateFault::NotTls)
    } else if has("received fatal alert") || has("tls handshake") {
        Some(CertificateFault::Other)
    } else {
        None
    }
}

fn unreachable_reason(error: &reqwest::Error, words: &str) -> UnreachableReason {
    if words.contains("dns error") || words.contains("failed to lookup address") {
        return UnreachableReason::Name;
    }
    let refused = causes(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::ConnectionRefused);
    if refused { UnreachableReason::Refused } else { UnreachableReason::Network }
}
