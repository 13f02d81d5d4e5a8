//! Times at which something may have been done outside and not been noted here: it may then be done once more.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::SimClock;

/// How long before a kill, or a statement that failed, something may have been done of which it was to be the note.
const BEFORE: TimeDelta = TimeDelta::seconds(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Nothing could be noted: of either kind.
    Notes,
    /// An answer of Telegram may be missing.
    Telegram,
    /// One of the desktop is.
    Desktop,
}

struct Span {
    of: Of,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

pub(crate) struct Doubts {
    clock: Arc<SimClock>,
    spans: Mutex<Vec<Span>>,
}

impl Doubts {
    pub(crate) fn new(clock: Arc<SimClock>) -> Self {
        Self { clock, spans: Mutex::default() }
    }

    /// From just before this moment.
    pub(crate) fn add(&self, of: Of, lasting: Duration) {
        let now = self.clock.truth();
        let until = now + TimeDelta::from_std(lasting).unwrap_or_default();
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).push(Span {
            of,
            from: now - BEFORE,
            until,
        });
    }

    /// Whether what was shown on the desktop then may be shown again.
    pub(crate) fn on_desktop(&self, at: DateTime<Utc>) -> bool {
        self.any(at, |of| of != Of::Telegram)
    }

    /// Whether what was written in a chat then may be written again.
    pub(crate) fn in_chat(&self, at: DateTime<Utc>) -> bool {
        self.any(at, |of| of != Of::Desktop)
    }

    fn any(&self, at: DateTime<Utc>, counts: impl Fn(Of) -> bool) -> bool {
        let spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        spans.iter().any(|span| counts(span.of) && (span.from..=span.until).contains(&at))
    }
}
