//! Due times that passed, whatever is due: what is passed over, what was missed, and what begins.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Wake, on_wake};
use crate::view::CatchUp;

/// Of due times that passed while the program was off, so many are known; the earlier ones are not.
pub(crate) const KNOWN: usize = 1000;

/// What is dealt with for longer than this ahead met a clock that was wrong.
pub(crate) const AHEAD: TimeDelta = TimeDelta::hours(25);

/// What becomes of due times that were missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    PassedOver,
    /// What is due begins once for all of them.
    MadeUpFor,
    /// A person decides.
    Asked,
}

/// What is known from before the due times that passed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    /// The due time that a person wants to be passed over.
    pub(crate) skips_at: Option<DateTime<Utc>>,
    /// Missed ones that a person decides about.
    pub(crate) asking: Vec<DateTime<Utc>>,
    /// One that waits to begin; it gives way to a later one.
    pub(crate) waiting: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passing {
    /// What is due begins, for this due time.
    pub(crate) begins: Option<DateTime<Utc>>,
    /// Passed over, since a person wanted that.
    pub(crate) skipped: Option<DateTime<Utc>>,
    /// In their order.
    pub(crate) missed: Vec<DateTime<Utc>>,
    /// What is left of what was known from before.
    pub(crate) skips_at: Option<DateTime<Utc>>,
    pub(crate) asking: Vec<DateTime<Utc>>,
    /// What is worth telling of those that were missed, with their number.
    pub(crate) told: Option<(Missed, usize)>,
}

/// Decides over the due times that passed up to `now`, in their order. Without a policy they are passed over without a
/// word, as while what is due is under way.
pub(crate) fn pass(
    mut due: Vec<DateTime<Utc>>,
    before: Before,
    policy: Option<CatchUp>,
    now: DateTime<Utc>,
) -> Passing {
    let Before { skips_at, mut asking, waiting } = before;
    let is_over = skips_at.is_some_and(|at| at <= now);
    let skipped = skips_at.filter(|at| is_over && due.contains(at));
    due.retain(|at| Some(*at) != skipped);
    let (begins, mut missed, told) = match policy.map(|policy| on_wake(&due, policy, now)) {
        None => (None, due, None),
        Some(Wake::Nothing) => (None, Vec::new(), None),
        Some(Wake::Let { missed }) => (None, missed, Some(Missed::PassedOver)),
        Some(Wake::Ask { missed }) => {
            asking.extend(missed);
            (None, Vec::new(), Some(Missed::Asked))
        }
        Some(Wake::Run { due, mut missed }) => {
            missed.append(&mut asking);
            missed.extend(waiting);
            (Some(due), missed, Some(Missed::MadeUpFor))
        }
    };
    missed.sort_unstable();
    let number = if told == Some(Missed::Asked) { asking.len() } else { missed.len() };
    let told = told.filter(|_| number > 0).map(|told| (told, number));
    Passing { begins, skipped, missed, skips_at: skips_at.filter(|_| !is_over), asking, told }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
    }

    const ONCE: Option<CatchUp> = Some(CatchUp::Once);

    #[test]
    fn one_begins_for_all_that_were_missed_or_waited() {
        let before = Before { skips_at: None, asking: vec![at(1)], waiting: Some(at(0)) };
        let passing = pass(vec![at(2), at(3)], before, ONCE, at(9));
        assert_eq!(passing.begins, Some(at(3)));
        assert_eq!(passing.missed, [at(0), at(1), at(2)]);
        assert!(passing.asking.is_empty());
        assert_eq!(passing.told, Some((Missed::MadeUpFor, 3)));
    }

    #[test]
    fn what_a_person_skips_is_not_missed_and_skipped_once() {
        let before = Before { skips_at: Some(at(2)), ..Before::default() };
        let passing = pass(vec![at(2)], before.clone(), ONCE, at(2));
        assert_eq!((passing.begins, passing.skipped, passing.skips_at), (None, Some(at(2)), None));
        assert_eq!(passing.told, None);
        let early = pass(vec![at(1)], before, ONCE, at(1));
        assert_eq!((early.begins, early.skipped, early.skips_at), (Some(at(1)), None, Some(at(2))));
    }

    #[test]
    fn all_that_wait_for_a_person_are_told() {
        let before = Before { asking: vec![at(1)], ..Before::default() };
        let passing = pass(vec![at(2)], before, Some(CatchUp::Ask), at(9));
        assert_eq!(passing.asking, [at(1), at(2)]);
        assert_eq!(passing.told, Some((Missed::Asked, 2)));
    }

    #[test]
    fn what_falls_due_while_it_is_under_way_is_passed_over_without_a_word() {
        let before = Before { waiting: Some(at(0)), ..Before::default() };
        let passing = pass(vec![at(1)], before, None, at(1));
        assert_eq!((passing.begins, passing.told), (None, None));
        assert_eq!(passing.missed, [at(1)]);
    }
}
