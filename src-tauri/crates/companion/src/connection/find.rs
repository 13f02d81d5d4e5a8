//! Which of the addresses that may be meant is that of TestOps: each is asked in turn.

use testops::{CertificateFault, Client, ErrorKind, Probe, Stage};
use url::Url;

use crate::connection::address::Address;
use crate::core::session::{Access, AccessError};
use crate::ports::Ports;

/// The address that answered as TestOps, else the one that got furthest.
pub(crate) struct Found {
    pub(crate) url: Url,
    pub(crate) client: Client,
    pub(crate) probe: Probe,
}

/// Asks one candidate after the other until one is TestOps.
pub(crate) async fn find(address: &Address, access: &Access, ports: &Ports) -> Result<Found, AccessError> {
    let mut best = ask(address.likeliest(), access, ports).await?;
    let mut last = next(&best.probe);
    let mut given_up = None;
    let mut scheme = best.url.scheme().to_owned();
    for url in &address.candidates()[1..] {
        match last {
            Next::Nothing => break,
            Next::OtherPath => {}
            Next::OtherScheme => given_up = Some(scheme.clone()),
        }
        if given_up.as_deref() == Some(url.scheme()) {
            continue;
        }
        let found = ask(url, access, ports).await?;
        last = next(&found.probe);
        url.scheme().clone_into(&mut scheme);
        if progress(&best.probe) < progress(&found.probe) {
            best = found;
        }
    }
    Ok(best)
}

async fn ask(url: &Url, access: &Access, ports: &Ports) -> Result<Found, AccessError> {
    let client = Access { url: url.clone(), ..access.clone() }.client(ports).await?;
    let probe = client.probe().await;
    Ok(Found { url: url.clone(), client, probe })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// This is it, or what is wrong has nothing to do with the address.
    Nothing,
    OtherPath,
    OtherScheme,
}

/// A certificate that is not trusted ends the search: whoever speaks TLS is never asked without it.
fn next(probe: &Probe) -> Next {
    let failure = probe.reach.failure().or(probe.certificate.failure()).or(probe.prefix.failure());
    match failure.map(testops::Error::kind) {
        Some(
            ErrorKind::Unreachable { .. }
            | ErrorKind::Timeout { stage: Stage::Connect }
            | ErrorKind::Certificate { fault: CertificateFault::NotTls },
        ) => Next::OtherScheme,
        Some(
            ErrorKind::NotFound { .. }
            | ErrorKind::Redirected { .. }
            | ErrorKind::Html { .. }
            | ErrorKind::EmptyAnswer { .. }
            | ErrorKind::Shape { .. },
        ) => Next::OtherPath,
        None
        | Some(
            ErrorKind::Config
            | ErrorKind::Certificate { .. }
            | ErrorKind::Proxy { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Unauthorized { .. }
            | ErrorKind::Forbidden { .. }
            | ErrorKind::Conflict { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::TooManyRequests { .. }
            | ErrorKind::Server { .. }
            | ErrorKind::Cut
            | ErrorKind::Encoding { .. }
            | ErrorKind::TooLarge { .. }
            | ErrorKind::EndlessPages { .. },
        ) => Next::Nothing,
    }
}

/// How many steps went well.
fn progress(probe: &Probe) -> usize {
    let steps = [probe.reach.ok().is_some(), probe.certificate.ok().is_some(), probe.prefix.ok().is_some()];
    steps.into_iter().filter(|went_well| *went_well).count()
}
