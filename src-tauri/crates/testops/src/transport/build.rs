//! From a configuration to an HTTP client: certificate authorities, proxy, time to connect.

use std::time::Duration;

use reqwest::redirect::Policy;
use secrecy::ExposeSecret;
use url::Url;

use super::classify;
use super::way::Way;
use crate::config::{self, Config, Proxy};
use crate::error::Error;

/// Shorter than servers and gateways usually keep idle connections, so that a write seldom meets one that has just
/// been closed.
const KEEP_IDLE: Duration = Duration::from_secs(20);

pub(super) fn base(url: &Url) -> Result<Url, Error> {
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(config::without_user(url)),
        _ => Err(Error::config("the address has to start with https:// or http:// and name a host")),
    }
}

pub(super) fn http(config: &Config, way: &Way) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&config.user_agent)
        .connect_timeout(config.limits.connect)
        .pool_idle_timeout(KEEP_IDLE)
        .redirect(Policy::none())
        .referer(false);
    if let Some(pem) = &config.ca_pem {
        for certificate in certificates(pem)? {
            builder = builder.add_root_certificate(certificate);
        }
    }
    builder = match &config.proxy {
        Some(wanted) => builder.proxy(proxy(wanted)?),
        // The library reads the environment itself, as it was when the way was found.
        None if way.proxy.is_some() => builder,
        None => builder.no_proxy(),
    };
    builder.build().map_err(|error| Error::config(classify::chain(&error.without_url())))
}

fn certificates(pem: &[u8]) -> Result<Vec<reqwest::Certificate>, Error> {
    let found = reqwest::Certificate::from_pem_bundle(pem)
        .map_err(|_| Error::config("the file with the certificate authority is not in PEM form"))?;
    if found.is_empty() {
        return Err(Error::config(
            "the file with the certificate authority holds no certificate in PEM form",
        ));
    }
    Ok(found)
}

fn proxy(wanted: &Proxy) -> Result<reqwest::Proxy, Error> {
    let mut url = wanted.url.clone();
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") || !url.has_host() {
        return Err(Error::config("the proxy's address has to start with http://, socks5:// or socks5h://"));
    }
    if let Some(password) = &wanted.password {
        url.set_password(Some(password.expose_secret()))
            .map_err(|()| Error::config("the proxy's address cannot carry a password"))?;
    }
    reqwest::Proxy::all(url).map_err(|_| Error::config("the proxy's address cannot be used"))
}
