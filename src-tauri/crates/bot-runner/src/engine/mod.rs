//! The container engine: found, asked, and told apart.

pub(crate) mod containers;
mod fence;
mod find;
pub(crate) mod images;
pub(crate) mod labels;
mod states;

use std::time::Duration;

use bollard::Docker;
use bollard::errors::Error;
use serde_json::{Value, json};

/// How long the engine may take, and how large what it makes may be.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub build: Duration,
    pub image_mb: u32,
    /// From the start of a bot's fence until its rules are set.
    pub fence: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { build: Duration::from_mins(5), image_mb: 4096, fence: Duration::from_secs(10) }
    }
}

/// A Docker or Podman that answers.
#[derive(Debug)]
pub struct Engine {
    pub(crate) docker: Docker,
    pub(crate) is_podman: bool,
    /// The machine's, in the engine's word.
    pub(crate) arch: String,
    pub(crate) bounds: Bounds,
    version: String,
    address: String,
}

impl Engine {
    pub fn name(&self) -> &'static str {
        if self.is_podman { "Podman" } else { "Docker" }
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// A socket or a URL.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn to_json(&self) -> Value {
        json!({ "name": self.name(), "version": self.version, "address": self.address })
    }
}

/// The engine's own words.
pub(crate) fn words(error: &Error) -> String {
    if let Error::DockerResponseServerError { message: words, .. }
    | Error::DockerStreamError { error: words } = error
    {
        return words.trim().to_owned();
    }
    error.to_string()
}

pub(crate) fn is_not_found(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 404, .. })
}
