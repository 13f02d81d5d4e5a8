//! The server's heart: the world behind its lock, and what runs beside it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::world::World;

#[derive(Debug)]
pub(crate) struct Core {
    world: Mutex<World>,
    pub(crate) tasks: TaskTracker,
    stop: CancellationToken,
    pub(crate) client: reqwest::Client,
}

impl Core {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world: Mutex::new(world),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            client: reqwest::Client::new(),
        }
    }

    /// The world, for as long as nothing is awaited. What a panic left behind is still worth a transcript.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
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
