//! A run's results against those of the previous finished run of the same job.

use std::collections::HashMap;

use crate::view::{ChangeCounts, TestChange, TestStatus};

/// A result, as far as the comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    /// The same in every run of the same test with the same parameters and environment.
    pub(crate) key: String,
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) status: TestStatus,
    pub(crate) duration_ms: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) counts: ChangeCounts,
    pub(crate) newly_failed: Vec<TestChange>,
    pub(crate) fixed: Vec<TestChange>,
    pub(crate) gone: Vec<TestChange>,
    pub(crate) slower: Vec<TestChange>,
}

impl Changes {
    /// Of a run of chosen tests: what it was not asked to run is not gone.
    pub(crate) fn of_chosen(mut self) -> Self {
        self.gone.clear();
        self.counts.gone = 0;
        self
    }
}

/// What changed from `before` to `after`, in the order of `after`.
pub(crate) fn compare(before: &[Compared], after: &[Compared]) -> Changes {
    let earlier = newest_by_key(before);
    let later = newest_by_key(after);
    let mut changes = Changes::default();

    for test in after.iter().filter(|test| is_newest(&later, test)) {
        let previous = earlier.get(test.key.as_str()).copied();
        let failed_before = previous.is_some_and(|previous| is_bad(previous.status));
        if previous.is_none() {
            changes.counts.appeared += 1;
        }
        match (failed_before, is_bad(test.status)) {
            (false, true) => changes.newly_failed.push(change(previous, Some(test))),
            (true, true) => changes.counts.still_failing += 1,
            (true, false) if test.status == TestStatus::Passed => {
                changes.fixed.push(change(previous, Some(test)));
            }
            (true | false, false) => {}
        }
        if previous.is_some_and(|previous| is_slower(previous.duration_ms, test.duration_ms)) {
            changes.slower.push(change(previous, Some(test)));
        }
    }
    for test in before.iter().filter(|test| is_newest(&earlier, test)) {
        if !later.contains_key(test.key.as_str()) {
            changes.gone.push(change(Some(test), None));
        }
    }

    changes.counts.newly_failed = count(&changes.newly_failed);
    changes.counts.fixed = count(&changes.fixed);
    changes.counts.gone = count(&changes.gone);
    changes.counts.slower = count(&changes.slower);
    changes
}

/// Failed or broken.
pub(crate) fn is_bad(status: TestStatus) -> bool {
    matches!(status, TestStatus::Failed | TestStatus::Broken)
}

/// At least half as long again and one second more.
fn is_slower(before: Option<i64>, after: Option<i64>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    before > 0 && after.saturating_sub(before) >= 1_000 && after.saturating_mul(2) >= before.saturating_mul(3)
}

/// One result per test: the one that the server made last.
fn newest_by_key(results: &[Compared]) -> HashMap<&str, &Compared> {
    let mut newest: HashMap<&str, &Compared> = HashMap::with_capacity(results.len());
    for result in results {
        let known = newest.entry(result.key.as_str()).or_insert(result);
        if known.id < result.id {
            *known = result;
        }
    }
    newest
}

fn is_newest(newest: &HashMap<&str, &Compared>, test: &Compared) -> bool {
    newest.get(test.key.as_str()).is_some_and(|known| known.id == test.id)
}

fn change(before: Option<&Compared>, after: Option<&Compared>) -> TestChange {
    TestChange {
        name: after.or(before).map(|test| test.name.clone()).unwrap_or_default(),
        test_result_id: after.map(|test| test.id),
        before: before.map(|test| test.status),
        after: after.map(|test| test.status),
        before_ms: before.and_then(|test| test.duration_ms),
        after_ms: after.and_then(|test| test.duration_ms),
    }
}

fn count(changes: &[TestChange]) -> u32 {
    u32::try_from(changes.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(id: i64, key: &str, status: TestStatus, ms: i64) -> Compared {
        Compared { key: key.to_owned(), id, name: key.to_owned(), status, duration_ms: Some(ms) }
    }

    #[test]
    fn each_kind_of_change_is_told_apart() {
        use TestStatus::{Broken, Failed, Passed, Skipped};
        let before = [
            test(1, "breaks", Passed, 100),
            test(2, "mends", Failed, 100),
            test(3, "stays bad", Failed, 100),
            test(4, "goes", Passed, 100),
            test(5, "slows", Passed, 4_000),
            test(6, "skipped after failing", Failed, 100),
        ];
        let after = [
            test(11, "breaks", Broken, 100),
            test(12, "mends", Passed, 100),
            test(13, "stays bad", Broken, 100),
            test(15, "slows", Passed, 6_000),
            test(16, "skipped after failing", Skipped, 0),
            test(17, "new and bad", Failed, 1),
            test(18, "new", Passed, 1),
        ];
        let changes = compare(&before, &after);
        let expected =
            ChangeCounts { newly_failed: 2, fixed: 1, still_failing: 1, gone: 1, appeared: 2, slower: 1 };
        assert_eq!(changes.counts, expected);
        assert_eq!(changes.gone[0].name, "goes");
        assert_eq!(changes.slower[0].test_result_id, Some(15));
    }

    #[test]
    fn slower_takes_both_a_second_and_half_as_long_again() {
        assert!(!is_slower(Some(100), Some(1_000)));
        assert!(is_slower(Some(100), Some(1_100)));
        assert!(!is_slower(Some(10_000), Some(14_999)));
        assert!(is_slower(Some(10_000), Some(15_000)));
        assert!(!is_slower(None, Some(15_000)));
        assert!(!is_slower(Some(1), Some(i64::MIN)));
        assert!(is_slower(Some(1), Some(i64::MAX)));
    }

    #[test]
    fn of_two_results_of_a_test_the_newer_counts() {
        let after = [test(2, "a", TestStatus::Passed, 1), test(1, "a", TestStatus::Failed, 1)];
        assert_eq!(compare(&[], &after).counts.newly_failed, 0);
    }

    #[test]
    fn a_run_against_itself_shows_only_what_still_fails() {
        let run = [test(1, "a", TestStatus::Failed, 1), test(2, "b", TestStatus::Passed, 1)];
        assert_eq!(compare(&run, &run).counts, ChangeCounts { still_failing: 1, ..ChangeCounts::default() });
    }
}
