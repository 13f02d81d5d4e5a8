//! What a test did over launches: new, fixed, flaky or vanished, how often it failed and changed, and how long it took.

use super::cell::{ABSENT, verdict};

/// So many results the server looks at to call a test flaky, and so many changes among them make it so.
const FLAKY_OF: usize = 10;
const FLAKY_CHANGES: usize = 3;

const NEW: char = 'n';
const FIXED: char = 'x';
const FLAKY: char = 'k';
const VANISHED: char = 'v';
const NOTHING: char = '.';

/// What is told of a test over launches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct History {
    /// One for each launch.
    pub(super) marks: String,
    pub(super) runs: u32,
    pub(super) failed: u32,
    pub(super) changes: u32,
    pub(super) flaky: bool,
}

/// `jobs` are those of each launch, sorted: whether a test should have been in a launch is told by one that shares a job
/// with it.
pub(super) fn of(letters: &[char], jobs: &[Vec<i64>]) -> History {
    let mut history = History::default();
    let mut marks = vec![NOTHING; letters.len()];
    let mut verdicts: Vec<bool> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if *letter == ABSENT {
            continue;
        }
        history.runs += 1;
        let Some(passed) = verdict(*letter) else { continue };
        history.failed += u32::from(!passed);
        let before = verdicts.last().copied();
        history.changes += u32::from(before.is_some_and(|before| before != passed));
        verdicts.push(passed);
        history.flaky = is_flaky(&verdicts);
        if history.flaky {
            marks[at] = FLAKY;
        } else if before == Some(false) && passed {
            marks[at] = FIXED;
        }
    }
    let present = |(at, letter): (usize, &char)| (*letter != ABSENT).then_some(at);
    if let Some(first) = letters.iter().enumerate().find_map(present)
        && (0..first).any(|at| alike(jobs, at, first))
    {
        marks[first] = NEW;
    }
    if let Some(last) = letters.iter().enumerate().rev().find_map(present)
        && let Some(at) = (last + 1..letters.len()).find(|at| alike(jobs, last, *at))
    {
        marks[at] = VANISHED;
    }
    history.marks = marks.into_iter().collect();
    history
}

/// By the server's rule; it counts retries too, which are not known here.
fn is_flaky(verdicts: &[bool]) -> bool {
    let last = &verdicts[verdicts.len().saturating_sub(FLAKY_OF)..];
    last.windows(2).filter(|pair| pair[0] != pair[1]).count() >= FLAKY_CHANGES
}

/// Whether two launches ran the same job, or none both.
fn alike(jobs: &[Vec<i64>], one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (jobs.get(one), jobs.get(other)) else { return false };
    (one.is_empty() && other.is_empty()) || one.iter().any(|job| other.contains(job))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(letters: &str) -> History {
        let letters: Vec<char> = letters.chars().collect();
        of(&letters, &vec![vec![1]; letters.len()])
    }

    #[test]
    fn each_mark_stands_where_it_happened() {
        for (letters, marks) in [
            ("pppp", "...."),
            ("--pp", "..n."),
            ("pp--", "..v."),
            ("-p-p", ".n.."),
            ("pffp", "...x"),
            ("bsip", "...x"),
            ("pfpf", "..xk"),
            ("pfpfp", "..xkk"),
            ("", ""),
        ] {
            assert_eq!(told(letters).marks, marks, "{letters}");
        }
    }

    #[test]
    fn three_changes_within_ten_results_are_flaky_and_older_ones_are_forgotten() {
        assert!(told("pfpf").flaky);
        assert!(!told("pfp").flaky);
        assert!(told("pfpfffffff").flaky);
        assert!(!told("pfpfffffffff").flaky);
        assert!(told("pf-s-pf").flaky);
    }

    #[test]
    fn launches_of_another_job_make_nothing_new_nor_vanished() {
        let jobs = [vec![1], vec![2], vec![1], vec![2]];
        let letters: Vec<char> = "-p--".chars().collect();
        assert_eq!(of(&letters, &jobs).marks, "...v");
        let letters: Vec<char> = "--p-".chars().collect();
        assert_eq!(of(&letters, &jobs).marks, "..n.");
        assert_eq!(of(&['p', '-'], &[vec![1], vec![]]).marks, "..");
        assert_eq!(of(&['p', '-'], &[vec![], vec![]]).marks, ".v");
    }

    #[test]
    fn runs_failures_and_changes_are_counted() {
        let history = told("p-fbsp");
        assert_eq!((history.runs, history.failed, history.changes), (5, 2, 2));
    }

    proptest! {
        #[test]
        fn there_is_a_mark_for_each_launch(letters in "[pfbsui-]{0,30}") {
            let history = told(&letters);
            prop_assert_eq!(history.marks.len(), letters.len());
            prop_assert!(history.failed <= history.runs && history.changes <= history.runs);
        }
    }
}
