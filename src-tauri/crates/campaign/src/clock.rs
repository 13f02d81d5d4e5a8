//! Time of the simulated machine: it follows tokio's paused clock, and goes on by itself while the machine sleeps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use companion::ports::Clock;
use futures::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long after a jump of the wall clock a sleeper notices; a port may take two seconds.
const NOTICED_AFTER: Duration = Duration::from_millis(1_500);

/// The time where people and servers are, and the wall clock of the machine, which may be wrong.
pub(crate) struct SimClock {
    base: DateTime<Utc>,
    zone: Tz,
    times: Mutex<Times>,
    jumped: Notify,
}

#[derive(Default)]
struct Times {
    /// Of the runtimes that have ended.
    before: Duration,
    /// When the runtime that lives began.
    born: Option<Instant>,
    slept: Duration,
    /// How wrong the wall clock is.
    stepped: TimeDelta,
}

impl SimClock {
    pub(crate) fn new(base: DateTime<Utc>, zone: Tz) -> Arc<Self> {
        Arc::new(Self { base, zone, times: Mutex::default(), jumped: Notify::new() })
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be called in the runtime that begins.
    pub(crate) fn begin(&self) {
        self.times().born = Some(Instant::now());
    }

    /// To be called in the runtime that ends.
    pub(crate) fn end(&self) {
        let mut times = self.times();
        let lived = times.born.take().map_or(Duration::ZERO, |born| born.elapsed());
        times.before += lived;
    }

    /// How long people have lived since the beginning.
    pub(crate) fn passed(&self) -> Duration {
        let times = self.times();
        times.before + times.slept + times.born.map_or(Duration::ZERO, |born| born.elapsed())
    }

    /// What the clocks of people and servers show.
    pub(crate) fn truth(&self) -> DateTime<Utc> {
        self.base + TimeDelta::from_std(self.passed()).unwrap_or(TimeDelta::MAX)
    }

    /// The machine sleeps, or is off, for so long.
    pub(crate) fn sleep(&self, length: Duration) {
        self.times().slept += length;
        self.jumped.notify_waiters();
    }

    /// Somebody sets the machine's clock.
    pub(crate) fn step(&self, by: TimeDelta) {
        self.times().stepped += by;
        self.jumped.notify_waiters();
    }

    /// The machine's clock is set right.
    pub(crate) fn correct(&self) {
        self.times().stepped = TimeDelta::zero();
        self.jumped.notify_waiters();
    }

    async fn wait(&self, at: DateTime<Utc>) {
        let Ok(left) = (at - self.now()).to_std() else { return };
        let late = Instant::now() + left;
        loop {
            let jumped = self.jumped.notified();
            let Ok(left) = (at - self.now()).to_std() else { return };
            let until = (Instant::now() + left).min(late);
            if left.is_zero() || Instant::now() >= late {
                return;
            }
            tokio::select! {
                biased;
                () = jumped => tokio::time::sleep(NOTICED_AFTER).await,
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }
}

impl Clock for SimClock {
    fn now(&self) -> DateTime<Utc> {
        let stepped = self.times().stepped;
        self.truth() + stepped
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(self.wait(at))
    }
}
