//! Which runs somebody looks at just now, in the window or in a chat's message: the server is asked about them often,
//! and quietly about the others.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

/// How long it holds that somebody looks; whoever goes on looking says so in time.
pub(crate) const HELD: TimeDelta = TimeDelta::seconds(30);

/// Between two looks at what somebody looks at.
const PACE: TimeDelta = TimeDelta::seconds(4);
/// In the demo, whose server is in this program.
const PACE_IN_DEMO: TimeDelta = TimeDelta::milliseconds(1_500);

/// Requests that a look at one run takes at most: the list, and the counts and the progress of its launch.
const COST: u32 = 3;

#[derive(Debug, Default)]
pub(super) struct LookedAt {
    until: BTreeMap<i64, DateTime<Utc>>,
    next: Option<DateTime<Utc>>,
}

impl LookedAt {
    pub(super) fn add(&mut self, run_ids: &[i64], now: DateTime<Utc>) {
        self.until.retain(|_, until| *until > now);
        if self.until.is_empty() {
            self.next = Some(now);
        }
        self.until.extend(run_ids.iter().map(|run_id| (*run_id, now + HELD)));
    }

    /// Those of the runs that go on which somebody looks at.
    pub(super) fn of(&self, going_on: impl Iterator<Item = i64>, now: DateTime<Utc>) -> Vec<i64> {
        going_on.filter(|run_id| self.until.get(run_id).is_some_and(|until| *until > now)).collect()
    }

    pub(super) fn due(&self) -> Option<DateTime<Utc>> {
        let last = self.until.values().max().copied()?;
        self.next.filter(|next| *next < last)
    }

    /// The server was looked at; the next look at these runs keeps within the requests that a minute may take.
    pub(super) fn looked(&mut self, runs: usize, demo: bool, requests_a_minute: u32, now: DateTime<Utc>) {
        let pace = if demo { PACE_IN_DEMO } else { PACE };
        let cost = u32::try_from(runs).unwrap_or(u32::MAX).saturating_mul(COST);
        let affordable = i64::from(cost) * 60_000 / i64::from(requests_a_minute.max(1));
        self.next = Some(now + pace.max(TimeDelta::milliseconds(affordable)));
    }

    pub(super) fn clock_went_back(&mut self, now: DateTime<Utc>) {
        self.next = self.next.map(|next| next.min(now));
        self.until.values_mut().for_each(|until| *until = (*until).min(now + HELD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_790_000_000_000 + milliseconds).expect("a valid instant")
    }

    #[test]
    fn what_is_looked_at_is_due_at_once_and_every_few_seconds_until_nobody_looks() {
        let mut looked_at = LookedAt::default();
        assert_eq!(looked_at.due(), None);
        looked_at.add(&[5], at(0));
        assert_eq!(looked_at.due(), Some(at(0)));
        assert_eq!(looked_at.of([4, 5].into_iter(), at(0)), [5]);
        looked_at.looked(1, false, 60, at(100));
        assert_eq!(looked_at.due(), Some(at(4_100)));
        looked_at.add(&[5, 6], at(3_000));
        assert_eq!(looked_at.due(), Some(at(4_100)), "another look of the page brings nothing forward");
        looked_at.looked(1, false, 60, at(32_000));
        assert_eq!(looked_at.due(), None, "nobody looks any more");
        looked_at.add(&[5], at(40_000));
        assert_eq!(looked_at.due(), Some(at(40_000)));
    }

    #[test]
    fn many_runs_and_a_small_budget_are_looked_at_more_seldom_and_the_demo_more_often() {
        let mut looked_at = LookedAt::default();
        looked_at.add(&[1, 2, 3, 4], at(0));
        looked_at.looked(4, false, 60, at(0));
        assert_eq!(looked_at.due(), Some(at(12_000)));
        looked_at.looked(1, false, 6, at(0));
        assert_eq!(looked_at.due(), None, "at such a pace nobody looks any more");
        looked_at.looked(1, true, 600, at(0));
        assert_eq!(looked_at.due(), Some(at(1_500)));
    }

    #[test]
    fn a_clock_that_is_set_back_stops_no_look() {
        let mut looked_at = LookedAt::default();
        looked_at.add(&[5], at(3_600_000));
        looked_at.looked(1, false, 60, at(3_600_000));
        looked_at.clock_went_back(at(0));
        assert_eq!(looked_at.due(), Some(at(0)));
        assert_eq!(looked_at.of([5].into_iter(), at(29_000)), [5]);
        assert!(looked_at.of([5].into_iter(), at(31_000)).is_empty());
    }
}
