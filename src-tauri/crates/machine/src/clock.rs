//! The clock of the machine. It is the only place that asks the system for the time.
//!
//! A plain timer stands still while a laptop sleeps, and what was due meanwhile shall come at once after it wakes. Linux
//! has timers on the wall clock itself, which also end when that is set or the machine wakes, so that an idle program
//! lets the processor sleep. Elsewhere all who wait look at the wall clock again and again, at the same moments. Nobody
//! waits longer than was asked for where the wall clock is set back.

use std::time::Duration;

use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};
use companion::ports::Clock;
use futures::future::BoxFuture;
use tokio::time::Instant;

const LONGEST_NAP: Duration = Duration::from_secs(2);
/// Where a story moves the clock.
const MOVED_NAP: Duration = Duration::from_millis(100);

pub struct SystemClock {
    /// The naps of all who wait are counted from here.
    since: Instant,
    /// In debug builds a story may move the clock: a file with milliseconds to add.
    moved_by: Option<std::path::PathBuf>,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl SystemClock {
    pub fn new() -> Self {
        let moved_by =
            if cfg!(debug_assertions) { std::env::var_os("TESTOPS_COMPANION_CLOCK_FILE") } else { None };
        Self { since: Instant::now(), moved_by: moved_by.map(Into::into) }
    }

    fn next_look(&self, now: Instant, nap: Duration) -> Instant {
        let naps = (now - self.since).as_millis() / nap.as_millis() + 1;
        self.since + nap * u32::try_from(naps).unwrap_or(u32::MAX)
    }

    /// Until the wall clock may be at `at`.
    async fn until_another_look(&self, at: DateTime<Utc>) {
        #[cfg(target_os = "linux")]
        if self.moved_by.is_none() {
            match until_wall_clock(at).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "no timer on the wall clock"),
            }
        }
        #[cfg(not(target_os = "linux"))]
        let _ = at;
        let nap = if self.moved_by.is_some() { MOVED_NAP } else { LONGEST_NAP };
        tokio::time::sleep_until(self.next_look(Instant::now(), nap)).await;
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
            let longest = (at - self.now()).to_std().unwrap_or_default();
            let latest = Instant::now() + longest;
            while at > self.now() && Instant::now() < latest {
                tokio::select! {
                    () = tokio::time::sleep_until(latest) => {}
                    () = self.until_another_look(at) => {}
                }
            }
        })
    }
}

/// Ends at this time of the wall clock, at the latest; at once when it is set or the machine wakes from a sleep.
#[cfg(target_os = "linux")]
async fn until_wall_clock(at: DateTime<Utc>) -> std::io::Result<()> {
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let once = Timespec { tv_sec: 0, tv_nsec: 0 };
    let end = Timespec { tv_sec: at.timestamp(), tv_nsec: at.timestamp_subsec_nanos().into() };
    let how = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
    timerfd_settime(&timer, how, &Itimerspec { it_interval: once, it_value: end })?;
    #[expect(deprecated, reason = "only for types that may close their descriptor while it is watched")]
    let watched = AsyncFd::with_interest(timer, Interest::READABLE)?;
    watched.readable().await.map(drop)
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

    #[tokio::test]
    async fn a_sleep_ends_when_its_time_has_come() {
        let clock = SystemClock::new();
        let before = clock.now();
        clock.sleep_until(before - TimeDelta::days(1)).await;
        let at = before + TimeDelta::milliseconds(20);
        clock.sleep_until(at).await;
        assert!(clock.now() >= at, "it ended too early");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_wall_clock_ends_a_wait_at_its_time() {
        let clock = SystemClock::new();
        let at = clock.now() + TimeDelta::milliseconds(20);
        until_wall_clock(at).await.expect("this system has such timers");
        assert!(clock.now() >= at, "it ended too early");
        until_wall_clock(at).await.expect("what is past ends at once");
    }
}
