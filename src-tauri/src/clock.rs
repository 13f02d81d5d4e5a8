//! The clock of the machine. It is the only place that asks the system for the time.
//!
//! Waiting looks at the wall clock again and again instead of trusting one long timer: timers stand still while a
//! laptop sleeps, and what was due meanwhile shall come at once after it wakes. Nor does it wait longer than was asked
//! for where the wall clock is set back meanwhile.

use std::time::Duration;

use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};
use companion::ports::Clock;
use futures::future::BoxFuture;

const LONGEST_NAP: Duration = Duration::from_secs(2);

#[derive(Default)]
pub(crate) struct SystemClock {
    /// In debug builds a story may move the clock: a file with milliseconds to add.
    moved_by: Option<std::path::PathBuf>,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        let moved_by =
            if cfg!(debug_assertions) { std::env::var_os("TESTOPS_COMPANION_CLOCK_FILE") } else { None };
        Self { moved_by: moved_by.map(Into::into) }
    }

    fn offset(&self) -> TimeDelta {
        let Some(file) = &self.moved_by else { return TimeDelta::zero() };
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.trim().parse().map_or(TimeDelta::zero(), TimeDelta::milliseconds)
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.offset()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&Local).naive_local()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let nap = if self.moved_by.is_some() { Duration::from_millis(100) } else { LONGEST_NAP };
            let mut longest = (at - self.now()).to_std().unwrap_or_default();
            while let Ok(left) = (at - self.now()).to_std()
                && !left.min(longest).is_zero()
            {
                let step = left.min(longest).min(nap);
                tokio::time::sleep(step).await;
                longest -= step;
            }
        })
    }
}
