//! What a bot knows of the other programs that may poll in its place.

use tokio::sync::watch;
use tokio::time::Instant;

/// A term at leading among several programs with the same bot.
#[derive(Clone, Debug)]
pub struct Leadership {
    /// Until then whoever led before may still poll: Telegram's 409 is no news.
    pub quiet_until: Instant,
    /// From when another one may lead; it moves on with each renewal.
    pub over_at: watch::Receiver<Instant>,
}

impl Leadership {
    /// Whether another one that polls is no more than the other side of a handover.
    pub(crate) fn is_quiet(&self) -> bool {
        Instant::now() < self.quiet_until || self.is_over()
    }

    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= *self.over_at.borrow()
    }
}
