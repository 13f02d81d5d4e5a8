//! Where a shelf is, and what lets us in.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// A bucket, the way to it, and who asks. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Place {
    /// `None` for Amazon's own, by region.
    pub endpoint: Option<Url>,
    /// `us-east-1` where none is given: what most other stores take.
    pub region: Option<String>,
    pub bucket: String,
    /// Before every key, without a slash at its ends; may be empty.
    pub prefix: String,
    /// `https://host/bucket/key` and not `https://bucket.host/key`.
    pub path_style: bool,
    pub keys: Keys,
    /// A company's own certificate authorities (PEM, one or more), trusted beside the system's store.
    pub ca_pem: Option<Vec<u8>>,
    /// `None` means the environment's (`HTTPS_PROXY`, `NO_PROXY` and the like).
    pub proxy: Option<Proxy>,
    pub user_agent: String,
    pub patience: Patience,
}

/// What lets us in.
#[derive(Clone, Debug)]
pub enum Keys {
    Fixed {
        id: String,
        secret: SecretString,
    },
    /// A role that is taken with a token from a file, which somebody renews (AWS's web identity, as in Kubernetes).
    WebIdentity {
        token_file: PathBuf,
        role: String,
        /// `None` for Amazon's, by region.
        sts: Option<Url>,
    },
}

#[derive(Clone, Debug)]
pub struct Proxy {
    /// `http://user@host:port` or `socks5h://…`.
    pub url: Url,
    /// Takes the place of a password inside `url`.
    pub password: Option<SecretString>,
}

/// How long, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub connect: Duration,
    /// For a request that moves little.
    pub answer: Duration,
    /// For one that moves a part of a file: up to eight megabytes for most files.
    pub part: Duration,
    /// How often a request is repeated that the store was too busy for.
    pub repeats: usize,
    /// Before the first repetition; each further one waits longer.
    pub wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            part: Duration::from_mins(5),
            repeats: 4,
            wait: Duration::from_millis(300),
        }
    }
}
