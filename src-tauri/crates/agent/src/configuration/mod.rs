//! The configuration: one TOML file, variables over it, secrets from variables and files.
//!
//! Reading is pure: the file's text, the variables and a way to read secret files go in; a configuration that can be
//! used, or every fault of it, comes out.

mod fault;
mod given;
mod keys;
mod read;
mod s3;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono_tz::Tz;
use companion::bot::Who;
use companion::view::Language;
use secrecy::SecretString;
use url::Url;

pub(crate) use fault::Fault;
use given::CONFIG_VARIABLE;
pub(crate) use s3::S3;

use crate::trouble::Trouble;

#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    pub(crate) data_dir: PathBuf,
    pub(crate) exports_dir: PathBuf,
    pub(crate) plans_file: Option<PathBuf>,
    pub(crate) language: Language,
    /// Of quiet hours, and of dates in names of launches; a plan has its own.
    pub(crate) zone: Tz,
    /// `None` where the database is a file in the data folder.
    pub(crate) database: Option<Database>,
    pub(crate) testops: Peer<Url>,
    pub(crate) ca_file: Option<String>,
    /// `None` where no bot is wanted.
    pub(crate) telegram: Option<Telegram>,
    pub(crate) webhook: Option<Webhook>,
    /// `None` where exports lie in their folders only.
    pub(crate) s3: Option<S3>,
    pub(crate) http: Http,
    pub(crate) watch: Watch,
    /// Every key that was given: its value, masked where it is a secret, and by what.
    pub(crate) shown: Vec<Shown>,
}

#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) key: &'static str,
    pub(crate) value: String,
    pub(crate) by: String,
}

/// A database of a PostgreSQL server, which replicas share.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) url: Url,
    pub(crate) password: Option<SecretString>,
    /// How long whoever leads may be silent before another one leads.
    pub(crate) lease: Duration,
}

/// A server, the way to it, and what it knows us by.
#[derive(Clone, Debug)]
pub(crate) struct Peer<U> {
    pub(crate) url: U,
    pub(crate) token: SecretString,
    pub(crate) proxy: Option<String>,
    pub(crate) proxy_password: Option<SecretString>,
}

#[derive(Clone, Debug)]
pub(crate) struct Telegram {
    /// Without a URL it is Telegram itself.
    pub(crate) peer: Peer<Option<Url>>,
    pub(crate) admins: Vec<Who>,
    pub(crate) users: Vec<Who>,
}

/// Whoever knows the address may post there, so it is a secret.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) url: SecretString,
    /// Signs what is sent.
    pub(crate) secret: Option<SecretString>,
}

#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) listen: SocketAddr,
    pub(crate) token: Option<SecretString>,
    /// What a proxy that signs people in calls them by; without it a request is a stranger's.
    pub(crate) user_header: Option<String>,
}

/// `None` for what the domain begins with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub(crate) seconds: Option<u32>,
    pub(crate) idle_seconds: Option<u32>,
    pub(crate) request_budget: Option<u32>,
    pub(crate) timeout_hours: Option<u32>,
    pub(crate) keep_runs_days: Option<u32>,
}

impl Configuration {
    /// Of this process: its environment, and files of this machine.
    pub(crate) fn load(file: Option<&Path>, env_file: Option<&Path>) -> Result<Self, Trouble> {
        let text = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|error| Trouble::Unreadable { path: path.to_owned(), error })
        };
        let variables: BTreeMap<_, _> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let named = variables.get(CONFIG_VARIABLE).map(PathBuf::from);
        let file = file.map(Path::to_owned).or(named);
        let sources = read::Sources {
            file: match &file {
                Some(path) => Some((path.display().to_string(), text(path)?)),
                None => None,
            },
            env_file: match env_file {
                Some(path) => Some((path.display().to_string(), text(path)?)),
                None => None,
            },
            variables,
        };
        read::read(&sources, |path| std::fs::read_to_string(path)).map_err(Trouble::Configuration)
    }
}
