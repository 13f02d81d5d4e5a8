//! The server's heart: the world behind its lock, and what runs beside it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::world::World;

pub(crate) struct Core {
    world: Mutex<World>,
    pub(crate) tasks: TaskTracker,
    stop: CancellationToken,
    client: OnceLock<reqwest::Client>,
}

impl Core {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world: Mutex::new(world),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            client: OnceLock::new(),
        }
    }

    /// The world, for as long as nothing is awaited. What a panic left behind is still worth a transcript.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What webhooks are reached with; making one is slow, and few tests need it.
    pub(crate) fn client(&self) -> &reqwest::Client {
        self.client.get_or_init(reqwest::Client::new)
    }

    pub(crate) fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    pub(crate) async fn stopping(&self) {
        self.stop.cancelled().await;
    }
}

/// What is in the world is nobody's business: bots may have written their tokens anywhere.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").finish_non_exhaustive()
    }
}
