//! The one place that reads this machine's clock (unless `Outside` brings another), and what the server's `Date` header tells about it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

const UNKNOWN: i64 = i64::MIN;
const LONGEST_ROUND_TRIP: TimeDelta = TimeDelta::seconds(10);

#[expect(
    clippy::disallowed_methods,
    reason = "the age of an answer and the server's offset are told against this machine's clock"
)]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// What the last answer told about time.
pub(crate) struct Observed {
    offset_ms: AtomicI64,
    answered_ms: AtomicI64,
}

impl Observed {
    pub(crate) fn new() -> Self {
        Self { offset_ms: AtomicI64::new(UNKNOWN), answered_ms: AtomicI64::new(UNKNOWN) }
    }

    /// An answer that was asked for at `asked` arrived at `arrived` and says it was written at `date`.
    pub(crate) fn note(&self, asked: DateTime<Utc>, arrived: DateTime<Utc>, date: Option<DateTime<Utc>>) {
        self.answered_ms.store(arrived.timestamp_millis(), Ordering::Relaxed);
        if let Some(date) = date
            && (tells_much(arrived - asked) || self.offset().is_none())
        {
            self.offset_ms.store(offset(asked, arrived, date).num_milliseconds(), Ordering::Relaxed);
        }
    }

    pub(crate) fn offset(&self) -> Option<TimeDelta> {
        match self.offset_ms.load(Ordering::Relaxed) {
            UNKNOWN => None,
            ms => TimeDelta::try_milliseconds(ms),
        }
    }

    pub(crate) fn answered_at(&self) -> Option<DateTime<Utc>> {
        match self.answered_ms.load(Ordering::Relaxed) {
            UNKNOWN => None,
            ms => DateTime::from_timestamp_millis(ms),
        }
    }
}

/// Whether an answer that took so long tells the server's offset well: the error is up to half of it. A clock that was
/// moved and a machine that slept under a request look like an answer that took hours, or less than nothing.
fn tells_much(took: TimeDelta) -> bool {
    (TimeDelta::zero()..=LONGEST_ROUND_TRIP).contains(&took)
}

/// Server minus ours. The header is cut to whole seconds, so half a second is added on average.
fn offset(asked: DateTime<Utc>, arrived: DateTime<Utc>, date: DateTime<Utc>) -> TimeDelta {
    let middle = asked + (arrived - asked) / 2;
    date + TimeDelta::milliseconds(500) - middle
}

/// The date of an HTTP header, as in `Wed, 21 Oct 2015 07:28:00 GMT`.
pub(crate) fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc2822(text.trim()).ok()?.with_timezone(&Utc);
    // The format's years have four digits; a later one would overflow what is reckoned with it.
    (date.year() <= 9_999).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_a_day_ahead_is_seen_as_such() {
        let asked = http_date("Wed, 21 Oct 2015 07:28:00 GMT").expect("a date");
        let observed = Observed::new();
        assert_eq!(observed.offset(), None);
        observed.note(asked, asked + TimeDelta::seconds(1), http_date("Thu, 22 Oct 2015 07:28:00 GMT"));
        assert_eq!(observed.offset(), Some(TimeDelta::days(1)));
        assert_eq!(observed.answered_at(), Some(asked + TimeDelta::seconds(1)));
    }

    #[test]
    fn an_answer_over_a_night_or_over_a_moved_clock_does_not_move_the_offset() {
        let asked = http_date("Wed, 21 Oct 2015 07:28:00 GMT").expect("a date");
        let observed = Observed::new();
        observed.note(asked, asked + TimeDelta::seconds(1), Some(asked));
        for took in [TimeDelta::hours(8), TimeDelta::seconds(61), TimeDelta::minutes(-3)] {
            observed.note(asked, asked + took, Some(asked));
            assert_eq!(observed.offset(), Some(TimeDelta::zero()), "after {took}");
        }
    }

    #[test]
    fn a_slow_answer_tells_more_than_nothing() {
        let asked = http_date("Wed, 21 Oct 2015 07:28:00 GMT").expect("a date");
        let observed = Observed::new();
        observed.note(asked, asked + TimeDelta::seconds(21), Some(asked + TimeDelta::hours(1)));
        assert_eq!(observed.offset(), Some(TimeDelta::hours(1) - TimeDelta::seconds(10)));
    }

    #[test]
    fn junk_is_no_date() {
        assert_eq!(http_date("Sun, 31 Dec 262142 23:59:59 GMT"), None);
        assert_eq!(http_date("31 Dec 262142 23:59:59 GMT"), None);
        assert_eq!(http_date("tomorrow"), None);
    }
}
