//! How long a run is likely to go on, by how the last runs of its job went.
//!
//! Where it is known when the results of those runs came, the estimate follows the results: what the earlier runs took
//! from as many results to their end, at the pace of this run. Else it follows the clock: what the earlier runs took
//! longer than this one has taken so far. Either way it is a range, and one earlier run is none.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::view::{Estimate, EstimatedBy, Usual};

/// Fewer runs than this say nothing of what is usual.
const LEAST: usize = 2;

/// The parts of a course.
const PARTS: u32 = 10;

/// How far the pace of a run may differ from that of an earlier one and still be its pace, not a pause.
const PACES: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// An earlier run of the job.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Past {
    /// From its start to its end, in milliseconds.
    pub(crate) length_ms: i64,
    pub(crate) results: u32,
    pub(crate) course: Option<Course>,
}

/// How the results of a run came: by when each tenth of them was there, in milliseconds from the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Course(Vec<i64>);

/// A run as a look met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// From its start to that look, in milliseconds.
    pub(crate) elapsed_ms: i64,
    /// Results that have a status.
    pub(crate) done: u32,
    /// These and those in progress.
    pub(crate) total: u32,
}

/// Milliseconds, with `low <= likely <= high` and none below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    low: i64,
    likely: i64,
    high: i64,
}

/// How the job's runs went; `None` when there are too few.
pub(crate) fn usual(past: &[Past]) -> Option<Usual> {
    let Range { low, likely, high } = range(past.iter().map(|run| run.length_ms.max(0)).collect())?;
    let results = range(past.iter().map(|run| i64::from(run.results)).collect())?;
    Some(Usual {
        low_ms: low,
        likely_ms: likely,
        high_ms: high,
        results: u32::try_from(results.likely).unwrap_or(u32::MAX),
        runs: u32::try_from(past.len()).unwrap_or(u32::MAX),
    })
}

/// What is left of a run that a look at `as_of` met like this; `None` when there are too few earlier ones.
pub(crate) fn estimate(past: &[Past], now: Progress, as_of: DateTime<Utc>) -> Option<Estimate> {
    let usual = usual(past)?;
    let of = |Range { low, likely, high }: Range, how| Estimate {
        low_ms: low,
        likely_ms: likely,
        high_ms: high,
        as_of,
        how,
    };
    if let Some(left) = by_course(past, now, usual.results) {
        return Some(of(left, EstimatedBy::Course));
    }
    let elapsed = now.elapsed_ms.max(0);
    let longer = past.iter().map(|run| run.length_ms.saturating_sub(elapsed)).filter(|left| *left > 0);
    let longer: Vec<_> = longer.collect();
    // One run that took longer is no range: it is the high end, and this one may end at any moment.
    let left = match longer.as_slice() {
        _ if elapsed >= usual.high_ms => Range { low: 0, likely: 0, high: 0 },
        [left] => Range { low: 0, likely: *left / 2, high: *left },
        _ => range(longer)?,
    };
    Some(of(left, EstimatedBy::Duration))
}

fn by_course(past: &[Past], now: Progress, usual_results: u32) -> Option<Range> {
    let expected = usual_results.max(now.total);
    if now.done == 0 || expected == 0 {
        return None;
    }
    let share = f64::from(now.done) / f64::from(expected);
    let left_of = |run: &Past| {
        let there = run.course.as_ref()?.reached(share);
        let (length, elapsed) = (as_float(run.length_ms), as_float(now.elapsed_ms));
        // A quarter of the run's length keeps the first results from telling the pace of all.
        let pace = (elapsed.max(0.0) + length / 4.0) / (there + length / 4.0);
        let pace = if pace.is_finite() { pace.clamp(*PACES.start(), *PACES.end()) } else { 1.0 };
        Some(as_whole((length - there).max(0.0) * pace))
    };
    range(past.iter().filter_map(left_of).collect())
}

impl Course {
    /// From when each result was there, in milliseconds from the start, in any order; `None` without results.
    pub(crate) fn of(mut times: Vec<i64>) -> Option<Self> {
        times.sort_unstable();
        let last = times.len().checked_sub(1)?;
        let parts = PARTS as usize;
        let part = |part: usize| (times.len() * part).div_ceil(parts).saturating_sub(1).min(last);
        Some(Self((1..=parts).filter_map(|at| times.get(part(at))).map(|at| (*at).max(0)).collect()))
    }

    /// When this share of the results was there, in milliseconds from the start.
    fn reached(&self, share: f64) -> f64 {
        let mut before = (0.0, 0.0);
        for (at, parts) in self.0.iter().zip(1_u32..) {
            let here = (f64::from(parts) / f64::from(PARTS), as_float(*at));
            if share <= here.0 {
                return before.1 + (here.1 - before.1) * (share - before.0) / (here.0 - before.0);
            }
            before = here;
        }
        before.1
    }
}

/// The tenth, the fifth and the ninth of ten, whatever their number is: one run that hung does not widen it much.
fn range(mut numbers: Vec<i64>) -> Option<Range> {
    if numbers.len() < LEAST {
        return None;
    }
    numbers.sort_unstable();
    let quantile = |tenths: usize| {
        let place = (numbers.len() - 1) * tenths;
        let at = |place: usize| numbers.get(place).or(numbers.last()).copied().unwrap_or_default();
        let (lower, upper) = (at(place / 10), at(place / 10 + 1));
        let beyond = i64::try_from(place % 10).unwrap_or_default();
        lower.saturating_add(upper.saturating_sub(lower).saturating_mul(beyond) / 10)
    };
    Some(Range { low: quantile(1), likely: quantile(5), high: quantile(9) })
}

#[expect(clippy::cast_precision_loss, reason = "lengths of runs are far below 2^52 milliseconds")]
fn as_float(whole: i64) -> f64 {
    whole as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a length of a run again")]
fn as_whole(float: f64) -> i64 {
    float.round() as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn past(minutes: i64) -> Past {
        Past { length_ms: minutes * 60_000, results: 60, course: None }
    }

    /// Results come evenly, and the CI takes a tenth of the time to end after the last of them.
    fn even(minutes: i64) -> Past {
        let results = (1..=60).map(|result| result * minutes * 900).collect();
        Past { course: Course::of(results), ..past(minutes) }
    }

    fn after(minutes: i64, done: u32) -> Progress {
        Progress { elapsed_ms: minutes * 60_000, done, total: done }
    }

    fn left(past: &[Past], now: Progress) -> Option<Estimate> {
        estimate(past, now, DateTime::UNIX_EPOCH)
    }

    fn minutes(left: Option<Estimate>) -> Option<(i64, i64, i64)> {
        left.map(|left| (left.low_ms / 60_000, left.likely_ms / 60_000, left.high_ms / 60_000))
    }

    #[test]
    fn one_earlier_run_says_nothing() {
        assert_eq!(left(&[], after(1, 10)), None);
        assert_eq!(left(&[even(10)], after(1, 10)), None);
        assert_eq!(usual(&[past(10)]), None);
    }

    #[test]
    fn without_a_course_the_clock_decides() {
        let earlier = [past(10), past(12), past(14)];
        assert_eq!(minutes(left(&earlier, after(4, 59))), Some((6, 8, 9)));
        assert_eq!(minutes(left(&earlier, after(11, 0))), Some((1, 2, 2)), "only those that took longer");
        assert_eq!(minutes(left(&earlier, after(13, 0))), Some((0, 0, 1)));
        assert_eq!(minutes(left(&earlier, after(14, 0))), Some((0, 0, 0)), "longer than usual");
        assert_eq!(left(&earlier, after(4, 0)).map(|left| left.how), Some(EstimatedBy::Duration));
    }

    #[test]
    fn results_decide_where_it_is_known_how_they_came() {
        let earlier = [even(10), even(10), even(10)];
        let even = left(&earlier, after(5, 33)).expect("an estimate");
        assert_eq!((even.how, even.likely_ms / 60_000), (EstimatedBy::Course, 5));
        let slow = left(&earlier, after(8, 20)).expect("an estimate");
        assert!(slow.likely_ms > 7 * 60_000, "a third is done in the time of four fifths: {slow:?}");
        let fast = left(&earlier, after(2, 40)).expect("an estimate");
        assert!(fast.likely_ms < 4 * 60_000, "{fast:?}");
        let last = left(&earlier, after(9, 60)).expect("an estimate");
        assert_eq!(last.likely_ms / 1_000, 60, "the CI is yet to end");
    }

    #[test]
    fn more_results_than_usual_are_not_the_end() {
        let earlier = [even(10), even(10)];
        let running = Progress { elapsed_ms: 600_000, done: 60, total: 120 };
        assert!(left(&earlier, running).expect("an estimate").likely_ms > 300_000);
    }

    #[test]
    fn a_course_is_known_by_its_tenths() {
        assert_eq!(Course::of(Vec::new()), None);
        assert_eq!(Course::of(vec![7]), Some(Course(vec![7; 10])));
        let course = Course::of((1..=20).rev().map(|result| result * 100).collect()).expect("a course");
        assert_eq!(course.0, [200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000]);
        assert_eq!(
            (course.reached(0.05), course.reached(0.55), course.reached(7.0)),
            (100.0, 1_100.0, 2_000.0)
        );
    }

    fn a_past() -> impl Strategy<Value = Past> {
        let times = prop::collection::vec(-1_000..100_000_000_i64, 0..30);
        (0..100_000_000_i64, any::<u16>(), times).prop_map(|(length_ms, results, times)| Past {
            length_ms,
            results: results.into(),
            course: Course::of(times),
        })
    }

    proptest! {
        #[test]
        fn an_estimate_is_a_range_from_zero_on(
            earlier in prop::collection::vec(a_past(), 0..12),
            elapsed_ms in -1_000..1_000_000_000_i64,
            done: u16,
            running: u16,
        ) {
            let now = Progress { elapsed_ms, done: done.into(), total: u32::from(done) + u32::from(running) };
            let left = left(&earlier, now);
            prop_assert_eq!(left.is_some(), earlier.len() >= LEAST);
            let left = left.map(|left| [left.low_ms, left.likely_ms, left.high_ms]);
            let usual = usual(&earlier).map(|usual| [usual.low_ms, usual.likely_ms, usual.high_ms]);
            for [low, likely, high] in left.into_iter().chain(usual) {
                prop_assert!(0 <= low && low <= likely && likely <= high);
            }
        }

        #[test]
        fn by_the_clock_it_promises_no_more_than_the_longest_run(
            lengths in prop::collection::vec(1..10_000_000_i64, 2..12),
            elapsed_ms in 0..20_000_000_i64,
        ) {
            let of = |length_ms: &i64| Past { length_ms: *length_ms, results: 9, course: None };
            let earlier: Vec<_> = lengths.iter().map(of).collect();
            let left = left(&earlier, Progress { elapsed_ms, done: 3, total: 9 }).expect("an estimate");
            let longest = lengths.iter().max().copied().unwrap_or_default();
            prop_assert!(left.high_ms <= (longest - elapsed_ms).max(0));
            let usual = usual(&earlier).expect("two runs");
            prop_assert_eq!(left.high_ms == 0, elapsed_ms >= usual.high_ms);
        }

        #[test]
        fn more_results_never_mean_more_time_left(minutes in prop::collection::vec(1..500_i64, 2..10), done in 1..60_u32) {
            let earlier: Vec<_> = minutes.iter().map(|minutes| even(*minutes)).collect();
            let likely = |done| left(&earlier, after(5, done)).map(|left| left.likely_ms);
            prop_assert!(likely(done + 1) <= likely(done));
        }
    }
}
