use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bot_runner::Runner;
use chrono::{DateTime, Utc};

use super::log::{Build, Log};

/// What the commands read without waiting for the keeper.
#[derive(Default)]
pub(crate) struct Shared(Mutex<Kept>);

#[derive(Default)]
pub(super) struct Kept {
    pub(super) runner: Option<Arc<Runner>>,
    pub(super) logs: HashMap<String, Followed>,
    pub(super) builds: HashMap<String, Build>,
    /// By bot.
    pub(super) containers: HashMap<String, String>,
}

/// The log of a bot that somebody looks at.
pub(super) struct Followed {
    pub(super) container: String,
    pub(super) log: Arc<Mutex<Log>>,
    pub(super) asked_at: DateTime<Utc>,
    /// Nothing comes any more: the container ended, or nobody asked for long.
    pub(super) ended: bool,
    /// Reports of an earlier following are dropped.
    pub(super) epoch: u64,
}

impl Shared {
    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forget(&self, name: &str) {
        let mut kept = self.kept();
        kept.logs.remove(name);
        kept.builds.remove(name);
        kept.containers.remove(name);
    }

    pub(super) fn runner(&self) -> Option<Arc<Runner>> {
        self.kept().runner.clone()
    }
}
