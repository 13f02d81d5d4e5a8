//! The server's heart: the world behind its lock, and what runs beside it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

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

    /// Waits until the kit's clock shows so many epoch milliseconds; for ever when there is no such time.
    pub(crate) async fn reached(&self, at: Option<i64>) {
        let Some(at) = at else { return std::future::pending().await };
        let moved = self.world().clock.moved();
        loop {
            let mut rung = std::pin::pin!(moved.notified());
            rung.as_mut().enable();
            let (left, is_running) = {
                let world = self.world();
                (at - world.clock.now(), world.clock.is_running())
            };
            let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
            if is_running {
                // Early when the clock is moved meanwhile, and then it is looked at again.
                drop(tokio::time::timeout(Duration::from_millis(left), rung).await);
            } else {
                rung.await;
            }
        }
    }

    pub(crate) fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
    }

    pub(crate) fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
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
