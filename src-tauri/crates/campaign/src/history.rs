//! What happened, line by line; its hash is the same whenever the same seed is run.

use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::clock::SimClock;

/// Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct History {
    clock: Arc<SimClock>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl History {
    pub(crate) fn new(clock: Arc<SimClock>) -> Self {
        Self { clock, lines: Arc::default() }
    }

    pub(crate) fn note(&self, what: impl AsRef<str>) {
        let at = self.clock.truth().format("%d %H:%M:%S%.3f");
        let line = format!("{at}  {}", what.as_ref());
        tracing::trace!(target: "history", "{line}");
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first sixteen digits of the SHA-256 of all lines.
    pub(crate) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for line in self.lines() {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        base16ct::lower::encode_string(&hash.finalize()[..8])
    }
}
