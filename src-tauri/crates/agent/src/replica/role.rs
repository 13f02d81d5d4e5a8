//! What this process is at the moment, for whoever looks at it.

use std::time::Duration;

use companion::Companion;
use store::Lease;
use tokio::sync::watch;
use tokio::time::Instant;

#[derive(Clone)]
pub(crate) enum Role {
    /// The domain runs here; with an epoch where there may be others.
    Leads { companion: Companion, epoch: Option<i64> },
    /// Another one leads, or nobody does yet.
    StandsBy { lease: Option<Lease> },
    /// A newer program has the database: this one does nothing any more.
    StoodDown,
    /// The database does not answer.
    CutOff,
}

/// Whether the loop around the lease moves. Where there is none the process answers for itself.
#[derive(Clone)]
pub(crate) struct Pulse(Option<(watch::Receiver<Instant>, Duration)>);

impl Pulse {
    pub(crate) fn of_file() -> Self {
        Self(None)
    }

    pub(crate) fn new(moved: watch::Receiver<Instant>, lease: Duration) -> Self {
        Self(Some((moved, lease)))
    }

    pub(crate) fn is_felt(&self) -> bool {
        // A start and an end in order, which take some seconds, are in it.
        let longest = |lease: Duration| lease * 2 + Duration::from_secs(15);
        self.0.as_ref().is_none_or(|(moved, lease)| moved.borrow().elapsed() < longest(*lease))
    }
}
