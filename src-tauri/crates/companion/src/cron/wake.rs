//! What becomes of due times that passed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::view::CatchUp;

/// A due time no older than this is met as any other: it takes a moment to wake.
const AT_ONCE: TimeDelta = TimeDelta::minutes(1);

/// What to do about due times that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    Nothing,
    /// Exports once, for `due`; the others were missed.
    Run {
        due: DateTime<Utc>,
        missed: Vec<DateTime<Utc>>,
    },
    /// All of them were missed.
    Let {
        missed: Vec<DateTime<Utc>>,
    },
    /// A person decides.
    Ask {
        missed: Vec<DateTime<Utc>>,
    },
}

/// Decides over the due times that passed up to `now`, in their order. The latest one, less than a minute old, is simply
/// due, whatever the policy says of those before it.
pub(crate) fn on_wake(passed: &[DateTime<Utc>], policy: CatchUp, now: DateTime<Utc>) -> Wake {
    let Some((latest, earlier)) = passed.split_last() else { return Wake::Nothing };
    let age = now - *latest;
    let runs = match policy {
        _ if age < AT_ONCE => true,
        CatchUp::Once => true,
        CatchUp::Within { hours } => age <= TimeDelta::hours(hours.into()),
        CatchUp::Skip => false,
        CatchUp::Ask => return Wake::Ask { missed: passed.to_vec() },
    };
    if runs {
        Wake::Run { due: *latest, missed: earlier.to_vec() }
    } else {
        Wake::Let { missed: passed.to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Midnight of a day, and so many minutes more.
    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
    }

    const POLICIES: [CatchUp; 4] = [CatchUp::Once, CatchUp::Skip, CatchUp::Ask, CatchUp::Within { hours: 2 }];

    #[test]
    fn nothing_passed_and_nothing_happens() {
        for policy in POLICIES {
            assert_eq!(on_wake(&[], policy, at(0)), Wake::Nothing);
        }
    }

    #[test]
    fn what_is_due_just_then_runs_under_every_policy() {
        for policy in POLICIES {
            let now = at(0) + TimeDelta::seconds(59);
            assert_eq!(on_wake(&[at(0)], policy, now), Wake::Run { due: at(0), missed: vec![] });
            let both = on_wake(&[at(-600), at(0)], policy, now);
            assert_eq!(both, Wake::Run { due: at(0), missed: vec![at(-600)] });
        }
    }

    #[test]
    fn three_due_times_that_passed_are_one_export_and_two_rows() {
        let passed = [at(0), at(60), at(120)];
        let wake = on_wake(&passed, CatchUp::Once, at(150));
        assert_eq!(wake, Wake::Run { due: at(120), missed: vec![at(0), at(60)] });
    }

    #[test]
    fn the_policy_lets_them_go_or_asks() {
        let passed = [at(0), at(60)];
        assert_eq!(on_wake(&passed, CatchUp::Skip, at(61)), Wake::Let { missed: passed.to_vec() });
        assert_eq!(on_wake(&passed, CatchUp::Ask, at(61)), Wake::Ask { missed: passed.to_vec() });
    }

    #[test]
    fn a_catch_up_within_hours_looks_at_the_latest_only() {
        let passed = [at(0), at(60)];
        let policy = CatchUp::Within { hours: 2 };
        let wake = on_wake(&passed, policy, at(180));
        assert_eq!(wake, Wake::Run { due: at(60), missed: vec![at(0)] });
        assert_eq!(on_wake(&passed, policy, at(181)), Wake::Let { missed: passed.to_vec() });
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nothing_old() {
        let wake = on_wake(&[at(60)], CatchUp::Skip, at(0));
        assert_eq!(wake, Wake::Run { due: at(60), missed: vec![] });
    }
}
