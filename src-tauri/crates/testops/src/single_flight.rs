//! A value that is costly to get and that all callers share: one caller gets it, those who came meanwhile wait and
//! take the same outcome, success or failure. A caller that is dropped half way leaves the work to the next.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::error::Error;

pub(crate) struct SingleFlight<T> {
    attempts: AtomicU64,
    slot: Mutex<Slot<T>>,
}

enum Slot<T> {
    Empty,
    Got(T),
    Failed(Error),
}

impl<T: Clone> SingleFlight<T> {
    pub(crate) fn new() -> Self {
        Self { attempts: AtomicU64::new(0), slot: Mutex::new(Slot::Empty) }
    }

    /// The shared value when it is `usable`; else the outcome of `get`, run by one caller at a time.
    pub(crate) async fn value<F>(
        &self,
        usable: impl Fn(&T) -> bool,
        get: impl FnOnce() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let seen = self.attempts.load(Ordering::Acquire);
        let mut slot = self.slot.lock().await;
        let someone_tried_meanwhile = self.attempts.load(Ordering::Acquire) != seen;
        match &*slot {
            Slot::Got(value) if usable(value) => return Ok(value.clone()),
            Slot::Failed(error) if someone_tried_meanwhile => return Err(error.clone()),
            Slot::Got(_) | Slot::Failed(_) | Slot::Empty => {}
        }
        let outcome = get().await;
        *slot = match &outcome {
            Ok(value) => Slot::Got(value.clone()),
            Err(error) => Slot::Failed(error.clone()),
        };
        self.attempts.fetch_add(1, Ordering::Release);
        outcome
    }
}
