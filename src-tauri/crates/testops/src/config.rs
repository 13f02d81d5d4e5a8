//! What a client is made from: where the server is, who asks, through what, and how patiently.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::outside::Outside;

/// All that a [`Client`](crate::Client) needs to know. `Debug` shows no secret.
#[derive(Clone)]
pub struct Config {
    /// The server's address as a person types it, with a path when TestOps does not live at the root.
    /// User info, query and fragment are ignored.
    pub base_url: Url,
    /// A personal API token.
    pub token: SecretString,
    /// A company's own certificate authorities (PEM, one or more), trusted beside the system's store.
    pub ca_pem: Option<Vec<u8>>,
    /// `None` means the environment's (`HTTPS_PROXY`, `NO_PROXY` and the like), except for a server on this machine or
    /// in its network: loopback and private addresses, names without a dot, and names under `localhost`, `local`,
    /// `internal` and `home.arpa`.
    pub proxy: Option<Proxy>,
    pub user_agent: String,
    pub limits: Limits,
    pub outside: Outside,
}

/// A proxy for everything that this client sends.
#[derive(Clone)]
pub struct Proxy {
    /// `http://user@host:port`, `socks5://…` (names resolved here) or `socks5h://…` (names resolved there).
    pub url: Url,
    /// Takes the place of a password inside `url`.
    pub password: Option<SecretString>,
}

/// How many, how long, how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests under way at the same time, reading the body included; but for files, which count until their first
    /// byte.
    pub at_a_time: usize,
    /// Name, TCP, proxy and TLS together.
    pub connect: Duration,
    /// From asking to the first byte of the answer, connecting included.
    pub first_byte: Duration,
    /// Between two pieces of the body.
    pub silence: Duration,
    /// How often a read is tried in all.
    pub tries: u32,
    /// The wait after the first failed try; each further one is twice as long.
    pub first_wait: Duration,
    /// The longest wait that a call accepts. When the server asks for a longer one, the call ends with what the
    /// server said instead.
    pub longest_wait: Duration,
    /// The longest body that is read, unpacked.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_a_time: 8,
            connect: Duration::from_secs(10),
            first_byte: Duration::from_mins(1),
            silence: Duration::from_secs(30),
            tries: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_mins(1),
            body_bytes: 64 * 1024 * 1024,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &without_user(&self.base_url).as_str())
            .field("own_ca", &self.ca_pem.is_some())
            .field("proxy", &self.proxy)
            .field("user_agent", &self.user_agent)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("url", &without_user(&self.url).as_str()).finish_non_exhaustive()
    }
}

/// Scheme, host, port and path: what may be shown.
pub(crate) fn without_user(url: &Url) -> Url {
    let mut shown = url.clone();
    // Both fail only where there is no host, and then there is no user either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown
}
