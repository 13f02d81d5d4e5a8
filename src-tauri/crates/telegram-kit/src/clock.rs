//! The kit's time: it runs with the machine's until a test pushes it forward or stops it.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// Epoch milliseconds at `since`.
    base: i64,
    /// When it last began to run; `None` while it stands.
    since: Option<Instant>,
}

impl Clock {
    /// Runs from so many epoch milliseconds, or from the machine's time.
    pub(crate) fn new(start: Option<i64>) -> Self {
        Self { since: Some(Instant::now()), ..Self::standing(start) }
    }

    /// The same, standing until it is moved or run.
    pub(crate) fn standing(start: Option<i64>) -> Self {
        Self { base: start.unwrap_or_else(machine_time), since: None }
    }

    /// Epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        let ran = self.since.map_or(Duration::ZERO, |since| since.elapsed());
        self.base.saturating_add(i64::try_from(ran.as_millis()).unwrap_or(i64::MAX))
    }

    /// Epoch seconds, which is what the Bot API speaks.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().div_euclid(1000)
    }

    pub(crate) fn advance(&mut self, milliseconds: u64) {
        self.base = self.base.saturating_add_unsigned(milliseconds);
    }

    pub(crate) fn stop(&mut self) {
        self.base = self.now();
        self.since = None;
    }

    pub(crate) fn run(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    pub(crate) fn is_running(&self) -> bool {
        self.since.is_some()
    }
}

#[expect(clippy::disallowed_methods, reason = "the kit's clock is where the time comes from")]
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
}
