//! A request that may be carried out.

use std::collections::BTreeMap;

use url::Url;

/// What is asked of which bot.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Makes a bot, or starts the stopped one of this name anew.
    Start(Deployment),
    /// Puts another version in a running bot's place.
    Update(Deployment),
    Stop {
        bot: String,
    },
    /// Keeps the bot: the same container starts again.
    Restart {
        bot: String,
    },
    Remove {
        bot: String,
    },
    Status {
        bot: String,
    },
    Logs {
        bot: String,
        lines: u32,
    },
    List,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Deployment {
    pub bot: String,
    pub source: Source,
    pub environment: BTreeMap<String, String>,
    pub limits: Limits,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Simple(Simple),
    /// A tar, tar.gz or zip with a Dockerfile.
    Archive(Vec<u8>),
    ArchiveUrl(Url),
    Git(Git),
    Image {
        name: String,
        login: Option<Login>,
    },
}

/// Text files that a generated Dockerfile runs with Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Simple {
    /// By path within the bot's folder, with `/`.
    pub files: BTreeMap<String, String>,
    /// One of the files.
    pub entrypoint: String,
    pub requirements: Vec<String>,
    pub base_image: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Git {
    pub repository: String,
    /// Without one, the repository's own default branch.
    pub branch: Option<String>,
    pub folder: Option<String>,
    pub login: Option<Login>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub username: String,
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("username", &self.username).finish_non_exhaustive()
    }
}

/// What a bot may use at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub memory_mb: u32,
    pub cpu_cores: f64,
    pub processes: u32,
    pub lifetime_hours: f64,
    /// It may reach this machine and the networks around it, and not only public addresses.
    pub private_addresses: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mb: 256,
            cpu_cores: 0.5,
            processes: 100,
            lifetime_hours: 24.0,
            private_addresses: false,
        }
    }
}
