//! How many requests may still be asked in a minute.

use chrono::{DateTime, TimeDelta, Utc};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// What was spent of the minute that runs.
#[derive(Debug, Default)]
pub(crate) struct Allowance {
    since: Option<DateTime<Utc>>,
    spent: u32,
}

impl Allowance {
    /// Takes a request out of the `most` of a minute, of which there is at least one; or says when there is one again.
    pub(crate) fn take(&mut self, now: DateTime<Utc>, most: u32) -> Result<(), DateTime<Utc>> {
        match self.since.filter(|since| *since <= now && now - *since < MINUTE) {
            Some(since) if self.spent >= most.max(1) => return Err(since + MINUTE),
            Some(_) => self.spent += 1,
            None => *self = Self { since: Some(now), spent: 1 },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn no_more_than_is_allowed_is_asked_in_a_minute() {
        let mut turn = Allowance::default();
        for _ in 0..5 {
            assert_eq!(turn.take(at(0), 5), Ok(()));
        }
        assert_eq!(turn.take(at(0), 5), Err(at(1)));
        assert_eq!(turn.take(at(1), 5), Ok(()));
        assert_eq!(turn.take(at(1), 0), Err(at(2)), "the smallest has room for one");
        assert_eq!(turn.take(at(-60), 1), Ok(()), "a clock that was set back holds nothing up");
    }
}
