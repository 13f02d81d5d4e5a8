//! What waits for the person, across all projects: nothing of it is told by the server in one place.
//!
//! Once somebody has opened the place, one task looks at the projects in turn ([`watcher`]), within a share of the request
//! budget. What a look finds takes the place of what was found before, and what is new in it is told.

mod facade;
mod found;
mod launches;
mod memory;
mod news;
mod reading;
mod watcher;

use tokio::sync::{Notify, watch};

pub(crate) use watcher::watch;

use crate::view::Failure;

/// What the page and the watcher share.
pub(crate) struct Mine {
    /// Somebody wants it anew.
    pub(crate) wake: Notify,
    /// Why the last look failed.
    pub(crate) problem: watch::Sender<Option<Failure>>,
    /// What was read before then is to be read anew.
    pub(crate) anew_since: watch::Sender<store::Millis>,
}

impl Default for Mine {
    fn default() -> Self {
        Self { wake: Notify::new(), problem: watch::Sender::new(None), anew_since: watch::Sender::new(0) }
    }
}
