//! Which files of a plan have been kept long enough.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

/// A file that a plan wrote and that is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeptFile {
    /// Ours; a file that was written later has a greater one.
    pub(crate) id: i64,
    /// The group; `None` where the plan has one file.
    pub(crate) part: Option<i64>,
    pub(crate) written_at: DateTime<Utc>,
    /// It was verified.
    pub(crate) good: bool,
}

/// The files of one plan to delete, in the order given: those older than so many `days`, but never the last good file of
/// a part. The last one is meant by the order of writing and by the clock as well, since a clock may have been set back.
pub(crate) fn retire(files: &[KeptFile], days: u32, now: DateTime<Utc>) -> Vec<i64> {
    let age = TimeDelta::days(days.into());
    let spared = last_good(files);
    let old = |file: &&KeptFile| now - file.written_at > age && !spared.contains(&file.id);
    files.iter().filter(old).map(|file| file.id).collect()
}

fn last_good(files: &[KeptFile]) -> HashSet<i64> {
    let parts: HashSet<_> = files.iter().map(|file| file.part).collect();
    let of = |part| files.iter().filter(move |file| file.good && file.part == part);
    let written = parts.iter().filter_map(|part| of(*part).max_by_key(|file| file.id));
    let by_clock = parts.iter().filter_map(|part| of(*part).max_by_key(|file| (file.written_at, file.id)));
    written.chain(by_clock).map(|file| file.id).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day)
    }

    fn file(id: i64, part: Option<i64>, written: i64, good: bool) -> KeptFile {
        KeptFile { id, part, written_at: day(written), good }
    }

    #[test]
    fn files_go_when_they_are_older_than_the_days() {
        let files = [file(1, None, 0, true), file(2, None, 1, true), file(3, None, 30, true)];
        assert_eq!(retire(&files, 30, day(31)), [1]);
        assert_eq!(retire(&files, 30, day(31) + TimeDelta::seconds(1)), [1, 2]);
    }

    #[test]
    fn the_last_good_file_of_each_part_stays() {
        let files = [
            file(1, Some(7), 0, true),
            file(2, Some(8), 0, true),
            file(3, Some(7), 1, false),
            file(4, Some(8), 2, true),
        ];
        assert_eq!(retire(&files, 1, day(1_000)), [2, 3]);
    }

    #[test]
    fn a_file_from_a_clock_that_was_ahead_spares_the_one_that_is_really_last() {
        let files = [file(1, None, 5_000, true), file(2, None, 0, true), file(3, None, 1, true)];
        assert_eq!(retire(&files, 30, day(6_000)), [2]);
    }

    proptest! {
        #[test]
        fn no_clock_takes_the_last_good_file(
            files in prop::collection::vec((prop::option::of(0_i64..3), -4_000_i64..4_000, any::<bool>()), 0..40),
            days in 0_u32..4_000,
            now in -9_000_i64..9_000,
        ) {
            let files: Vec<_> =
                files.into_iter().zip(1..).map(|((part, at, good), id)| file(id, part, at, good)).collect();
            let gone = retire(&files, days, day(now));
            for part in [None, Some(0), Some(1), Some(2)] {
                let good = |file: &&KeptFile| file.good && file.part == part;
                let last = files.iter().rfind(good).map(|file| file.id);
                prop_assert!(last.is_none_or(|last| !gone.contains(&last)));
            }
            let young = |id: &i64| files.iter().any(|f| f.id == *id && day(now) - f.written_at <= TimeDelta::days(days.into()));
            prop_assert!(!gone.iter().any(young));
        }
    }
}
