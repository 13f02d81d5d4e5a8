//! The frame in which the owner of an aggregate lives.
//!
//! An owner holds its aggregate in memory and is the only one that writes it. The frame loads it, again and again until
//! the store answers, hands it one message after another, and wakes it when something is due. An owner that panics is
//! made anew and loaded from the store; whoever waited for the answer that was lost with it is told so by the closed
//! reply. Work that takes its time runs as a task of its own, whose outcome comes back as a message whatever becomes of
//! it ([`outcome_of`]).

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use store::StoreError;
use tokio::sync::mpsc;

use crate::core::ports::Clock;

/// The longest sleep: often enough to see that the clock was set back.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(60);

/// The longest wait between two tries to load, and between two lives of an owner that keeps panicking.
pub(crate) const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(60);

/// An owner that lived for so long begins its next life at once.
const LIVED_WELL: TimeDelta = TimeDelta::minutes(10);

pub(crate) trait Owner: Send {
    type Message: Send;

    /// For the log.
    const NAME: &'static str;

    /// Reads the aggregate. A failure leaves nothing behind: the next try begins afresh.
    fn load(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes one message in. `Reload` has the frame load anew before anything else is heard.
    fn hear(&mut self, message: Self::Message) -> impl Future<Output = Then> + Send;

    /// Does what is due.
    fn act(&mut self) -> impl Future<Output = ()> + Send;

    /// When something is due next.
    fn due(&self) -> DateTime<Utc>;
}

/// What follows a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    GoOn,
    Reload,
}

/// What an owner's life tells of itself.
pub(crate) trait Observer: Send + Sync {
    /// The store does not let it load; it is tried again.
    fn cannot_load(&self, owner: &'static str, error: &StoreError);
    /// It loaded after all.
    fn loaded(&self, owner: &'static str);
    /// It panicked, and is made anew.
    fn broke(&self, owner: &'static str);
}

/// Lives until all senders of `messages` are gone.
pub(crate) async fn live<O: Owner>(
    mut make: impl FnMut() -> O,
    clock: Arc<dyn Clock>,
    observer: impl Observer,
    mut messages: mpsc::Receiver<O::Message>,
) {
    let mut pause = Pause::default();
    loop {
        let began = clock.now();
        let mut owner = make();
        let life = one_life(&mut owner, &*clock, &observer, &mut messages);
        if AssertUnwindSafe(life).catch_unwind().await.is_ok() {
            return;
        }
        tracing::error!(owner = O::NAME, "an owner panicked and is rebuilt from the store");
        observer.broke(O::NAME);
        if clock.now() - began >= LIVED_WELL {
            pause = Pause::default();
        }
        clock.sleep_until(clock.now() + pause.next()).await;
    }
}

async fn one_life<O: Owner>(
    owner: &mut O,
    clock: &dyn Clock,
    observer: &impl Observer,
    messages: &mut mpsc::Receiver<O::Message>,
) {
    load(owner, clock, observer).await;
    owner.act().await;
    loop {
        let due = owner.due().min(clock.now() + LONGEST_SLEEP);
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { return };
                if owner.hear(message).await == Then::Reload {
                    load(owner, clock, observer).await;
                }
            }
            () = clock.sleep_until(due) => {}
        }
        owner.act().await;
    }
}

async fn load<O: Owner>(owner: &mut O, clock: &dyn Clock, observer: &impl Observer) {
    let mut pause = Pause::default();
    let mut failed = false;
    while let Err(error) = owner.load().await {
        tracing::error!(%error, owner = O::NAME, "an owner could not be loaded");
        failed = true;
        observer.cannot_load(O::NAME, &error);
        clock.sleep_until(clock.now() + pause.next()).await;
    }
    if failed {
        observer.loaded(O::NAME);
    }
}

/// Waits of 1, 2, 4 … 60 seconds.
#[derive(Default)]
pub(crate) struct Pause(u32);

impl Pause {
    pub(crate) fn next(&mut self) -> TimeDelta {
        let pause = TimeDelta::seconds(1 << self.0.min(6)).min(LONGEST_PAUSE);
        self.0 = self.0.saturating_add(1);
        pause
    }
}

/// A task panicked before it could answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the task panicked")]
pub(crate) struct Panicked;

/// What comes of the task, also when it panics.
pub(crate) async fn outcome_of<T>(task: impl Future<Output = T>) -> Result<T, Panicked> {
    AssertUnwindSafe(task).catch_unwind().await.map_err(|_| Panicked)
}

/// Runs a task and sends its outcome to the owner, also when it panics.
pub(crate) async fn report<T, M>(
    task: impl Future<Output = T>,
    message: impl FnOnce(Result<T, Panicked>) -> M,
    owner: mpsc::Sender<M>,
) {
    let message = message(outcome_of(task).await);
    // An owner that is gone hears nothing any more.
    drop(owner.send(message).await);
}

#[cfg(test)]
mod tests;
