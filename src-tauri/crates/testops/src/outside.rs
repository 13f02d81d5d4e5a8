//! What the client takes from the machine it runs on: the time of day, randomness, and the network. A simulation
//! brings its own, so that a run repeats exactly.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
#[cfg(feature = "simulation")]
use futures::future::BoxFuture;

use crate::clock;

/// By default the machine's own. Waits and time-outs are the runtime's (`tokio::time`).
#[derive(Clone)]
pub struct Outside {
    /// The time of day, held against the server's `Date`.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A number in 0..1: by how much a wait is spread.
    pub random: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Takes every request in place of the real network.
    #[cfg(feature = "simulation")]
    pub network: Option<Arc<dyn Network>>,
}

/// A network without sockets.
#[cfg(feature = "simulation")]
pub trait Network: Send + Sync {
    /// Carries one request, whose body is in memory. `ConnectionRefused` means that it never left; any other error,
    /// or one while the body is read, that the server may have carried it out. Dropping the future is hanging up.
    fn send(&self, request: reqwest::Request) -> BoxFuture<'_, std::io::Result<reqwest::Response>>;
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            now: Arc::new(clock::now),
            random: Arc::new(rand::random::<f64>),
            #[cfg(feature = "simulation")]
            network: None,
        }
    }
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outside").finish_non_exhaustive()
    }
}
