//! The server's own time. It starts where the options say, runs `speed` times as fast as ours, can be pushed
//! forward, and what the server *says* can be skewed against what it lives by.

use std::time::Instant;

#[derive(Debug, Clone)]
pub(crate) struct Clock {
    real: Instant,
    simulated: i64,
    speed: f64,
    skew: i64,
    born: Instant,
    pushed: i64,
}

impl Clock {
    pub(crate) fn new(start: i64, speed: f64) -> Self {
        let real = Instant::now();
        Self { real, simulated: start, speed, skew: 0, born: real, pushed: 0 }
    }

    /// Simulated epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.simulated + (self.real.elapsed().as_secs_f64() * 1000.0 * self.speed) as i64
    }

    /// What the server says the time is (`Date` header, `timestamp` of errors).
    pub(crate) fn told(&self) -> i64 {
        self.now() + self.skew
    }

    /// Milliseconds that a client lived through: real time, plus every push. Tokens expire by this.
    pub(crate) fn lived(&self) -> i64 {
        self.born.elapsed().as_millis() as i64 + self.pushed
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
        self.real = Instant::now();
        self.speed = speed;
    }

    pub(crate) fn set_skew(&mut self, skew: i64) {
        self.skew = skew;
    }
}
