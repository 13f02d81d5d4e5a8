//! The clock of the machine. It is the only place that asks the system for the time.
//!
//! Waiting looks at the wall clock again and again instead of trusting one long timer: timers stand still while a
//! laptop sleeps, and what was due meanwhile shall come at once after it wakes. Nor does it wait longer than was asked
//! for where the wall clock is set back meanwhile. All who wait look at the same moments, so that an idle program wakes
//! the processor once for all of them.

use std::time::Duration;

use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};
use companion::ports::Clock;
use futures::future::BoxFuture;
use tokio::time::Instant;

const LONGEST_NAP: Duration = Duration::from_secs(2);

pub(crate) struct SystemClock {
    /// The naps of all who wait are counted from here.
    since: Instant,
    /// In debug builds a story may move the clock: a file with milliseconds to add.
    moved_by: Option<std::path::PathBuf>,
}

impl SystemClock {
    pub(crate) fn new() -> Self {
        let moved_by =
            if cfg!(debug_assertions) { std::env::var_os("TESTOPS_COMPANION_CLOCK_FILE") } else { None };
        Self { since: Instant::now(), moved_by: moved_by.map(Into::into) }
    }

    fn next_look(&self, now: Instant, nap: Duration) -> Instant {
        let naps = (now - self.since).as_millis() / nap.as_millis() + 1;
        self.since + nap * u32::try_from(naps).unwrap_or(u32::MAX)
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
                let now = Instant::now();
                let until = (now + left.min(longest)).min(self.next_look(now, nap));
                tokio::time::sleep_until(until).await;
                longest = longest.saturating_sub(until - now);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_who_wait_look_at_the_same_moments() {
        let clock = SystemClock::new();
        let after = |millis| clock.since + Duration::from_millis(millis);
        for (now, look) in [(0, 2_000), (1, 2_000), (1_999, 2_000), (2_000, 4_000), (86_400_500, 86_402_000)]
        {
            assert_eq!(clock.next_look(after(now), LONGEST_NAP), after(look), "{now}");
        }
    }
}
