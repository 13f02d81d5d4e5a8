//! What every answer of a life shares: Telegram, the domain, the clock, and whom the menus were set for.

mod kept;
mod masked;
mod menus;
mod send;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::ports::Clock;
use teloxide::Bot;
use teloxide::types::Me;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use self::kept::{Asked, Kept};
use self::masked::Masked;
use self::menus::Menus;
use crate::trouble::Trouble;

pub(crate) struct Desk {
    pub(crate) api: Bot,
    pub(crate) companion: Companion,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) me: Me,
    pub(crate) tasks: TaskTracker,
    living: CancellationToken,
    /// A chat follows a run with a message.
    pub(crate) followed: Notify,
    menus: Menus,
    masked: Masked,
}

impl Desk {
    pub(crate) fn new(
        api: Bot,
        companion: Companion,
        clock: Arc<dyn Clock>,
        me: Me,
        tasks: TaskTracker,
        living: CancellationToken,
    ) -> Self {
        let (followed, menus, masked) = (Notify::new(), Menus::default(), Masked::default());
        Self { api, companion, clock, me, tasks, living, followed, menus, masked }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Goes on after the answer, and ends with this life.
    pub(crate) fn spawn(&self, task: impl Future<Output = Result<(), Trouble>> + Send + 'static) {
        let living = self.living.clone();
        self.tasks.spawn(async move {
            if let Some(Err(error)) = living.run_until_cancelled(task).await {
                tracing::warn!(%error, "something could not be told");
            }
        });
    }
}
