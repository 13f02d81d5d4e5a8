//! The kit's time: it runs with tokio's, follows a source that the test passes in, or stands until it is moved.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Where the kit's time comes from in place of the machine's: how long it is since 1970, asked whenever a time is
/// needed. It must not go back.
#[derive(Clone)]
pub struct TimeSource(Arc<dyn Fn() -> Duration + Send + Sync>);

impl TimeSource {
    pub fn new(since_1970: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(since_1970))
    }

    fn now(&self) -> i64 {
        milliseconds((self.0)())
    }
}

impl fmt::Debug for TimeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimeSource").field(&(self.0)()).finish()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// Epoch milliseconds when it last began to run; with a source, how far it has been moved ahead of it.
    base: i64,
    pace: Pace,
    moved: Arc<Notify>,
}

#[derive(Debug, Clone)]
enum Pace {
    Stands,
    /// With tokio's time, which a test may pause.
    Runs(Instant),
    Follows(TimeSource),
}

impl Clock {
    /// Runs from so many epoch milliseconds, or from the machine's time.
    pub(crate) fn new(start: Option<i64>) -> Self {
        Self { pace: Pace::Runs(Instant::now()), ..Self::standing(start) }
    }

    /// The same, standing until it is moved or run.
    pub(crate) fn standing(start: Option<i64>) -> Self {
        Self { base: start.unwrap_or_else(machine_time), pace: Pace::Stands, moved: Arc::default() }
    }

    pub(crate) fn following(source: TimeSource) -> Self {
        Self { base: 0, pace: Pace::Follows(source), moved: Arc::default() }
    }

    /// Epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        let ran = match &self.pace {
            Pace::Stands => 0,
            Pace::Runs(since) => milliseconds(since.elapsed()),
            Pace::Follows(source) => source.now(),
        };
        self.base.saturating_add(ran)
    }

    /// Epoch seconds, which is what the Bot API speaks.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().div_euclid(1000)
    }

    /// Notified whenever the clock is moved, stopped or run.
    pub(crate) fn moved(&self) -> Arc<Notify> {
        self.moved.clone()
    }

    pub(crate) fn advance(&mut self, milliseconds: u64) {
        self.base = self.base.saturating_add_unsigned(milliseconds);
        self.moved.notify_waiters();
    }

    pub(crate) fn stop(&mut self) {
        self.base = self.now();
        self.pace = Pace::Stands;
        self.moved.notify_waiters();
    }

    /// Runs with tokio's time where it stood; nothing where it does not stand.
    pub(crate) fn run(&mut self) {
        if matches!(self.pace, Pace::Stands) {
            self.pace = Pace::Runs(Instant::now());
            self.moved.notify_waiters();
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        !matches!(self.pace, Pace::Stands)
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "this is the kit's one look at the machine's clock")]
fn machine_time() -> i64 {
    Utc::now().timestamp_millis()
}

/// `09:00:05` of an instant in epoch seconds.
pub(crate) fn time_of_day(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |at| at.format("%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_when_it_is_pushed() {
        let mut clock = Clock::standing(Some(1_000_000));
        clock.advance(240_000);
        assert_eq!((clock.now(), clock.is_running()), (1_240_000, false));
        clock.run();
        clock.stop();
        let then = clock.now();
        clock.advance(1);
        assert_eq!(clock.now(), then + 1);
    }

    #[test]
    fn a_clock_follows_its_source_and_can_be_moved_ahead_of_it() {
        let mut clock = Clock::following(TimeSource::new(|| Duration::from_secs(100)));
        clock.advance(5);
        assert_eq!((clock.now(), clock.seconds()), (100_005, 100));
        clock.stop();
        assert_eq!((clock.now(), clock.is_running()), (100_005, false));
    }
}
