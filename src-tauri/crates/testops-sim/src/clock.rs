//! The server's own time. It starts where the options say, runs `speed` times as fast as its source, can be pushed
//! forward, and what the server *says* can be skewed against what it lives by.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// How much time has passed where the server stands. Only differences count; they are never negative.
#[derive(Clone)]
pub struct TimeSource(Arc<dyn Fn() -> Duration + Send + Sync>);

impl TimeSource {
    /// A source of the caller's own, such as the clock of a simulation.
    pub fn new(passed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(passed))
    }

    fn passed(&self) -> Duration {
        (self.0)()
    }
}

impl Default for TimeSource {
    /// The runtime's monotonic clock, which stands still while a test pauses it.
    fn default() -> Self {
        let born = Instant::now();
        Self::new(move || born.elapsed())
    }
}

impl fmt::Debug for TimeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimeSource").field(&self.passed()).finish()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Clock {
    source: TimeSource,
    born: Duration,
    /// When `simulated` and `speed` were set.
    since: Duration,
    simulated: i64,
    speed: f64,
    skew: i64,
    pushed: i64,
}

impl Clock {
    pub(crate) fn new(source: TimeSource, start: i64, speed: f64) -> Self {
        let born = source.passed();
        Self { source, born, since: born, simulated: start, speed, skew: 0, pushed: 0 }
    }

    /// Simulated epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        let passed = self.source.passed().saturating_sub(self.since);
        self.simulated + (passed.as_secs_f64() * 1000.0 * self.speed) as i64
    }

    /// What the server says the time is (`Date` header, `timestamp` of errors).
    pub(crate) fn told(&self) -> i64 {
        self.now() + self.skew
    }

    /// Milliseconds that a client lived through: the source's, plus every push. Tokens expire by this.
    pub(crate) fn lived(&self) -> i64 {
        self.source.passed().saturating_sub(self.born).as_millis() as i64 + self.pushed
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    pub(crate) fn push(&mut self, milliseconds: i64) {
        self.simulated += milliseconds;
        self.pushed += milliseconds;
    }

    pub(crate) fn set_speed(&mut self, speed: f64) {
        self.simulated = self.now();
        self.since = self.source.passed();
        self.speed = speed;
    }

    pub(crate) fn set_skew(&mut self, skew: i64) {
        self.skew = skew;
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulated clock starts here; all else asks that clock")]
pub(crate) fn system_time() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
