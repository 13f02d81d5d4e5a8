//! How people wait.

use std::time::Duration;

/// How people wait.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// How long something that is wanted may take, in real time; 10 s by default. Nothing waits that long unless it fails.
    pub patience: Duration,
    /// How long silence lasts, in real time; 300 ms by default.
    pub quiet: Duration,
    /// A message that was not wanted fails the test, and so does a request that the server refused.
    pub strict: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { patience: Duration::from_secs(10), quiet: Duration::from_millis(300), strict: false }
    }
}
