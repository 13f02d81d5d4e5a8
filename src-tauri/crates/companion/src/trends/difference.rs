//! How two launches differ, by what is kept of them.

use std::collections::BTreeMap;

use super::cell::{Cell, status, verdict};
use crate::view::{DifferenceOfTest, DifferentTest, LaunchDifference};

/// The worst first, then by name.
pub(super) fn between(from: &[Cell], to: &[Cell], names: impl Fn(i64) -> String) -> LaunchDifference {
    let mut sides: BTreeMap<i64, (Option<char>, Option<char>)> = BTreeMap::new();
    for cell in from {
        sides.entry(cell.0).or_default().0 = Some(cell.1);
    }
    for cell in to {
        sides.entry(cell.0).or_default().1 = Some(cell.1);
    }
    let all = sides.len();
    let mut tests: Vec<DifferentTest> = sides
        .into_iter()
        .filter_map(|(test_id, (from, to))| {
            let kind = kind(from, to)?;
            let (from, to) = (from.and_then(status), to.and_then(status));
            Some(DifferentTest { test_id, name: names(test_id), kind, from, to })
        })
        .collect();
    tests.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    let same = u32::try_from(all - tests.len()).unwrap_or(u32::MAX);
    LaunchDifference { tests, same }
}

fn kind(from: Option<char>, to: Option<char>) -> Option<DifferenceOfTest> {
    let (from, to) = match (from, to) {
        (None, None) => return None,
        (None, Some(_)) => return Some(DifferenceOfTest::New),
        (Some(_), None) => return Some(DifferenceOfTest::Missing),
        (Some(from), Some(to)) if from == to => return None,
        (Some(from), Some(to)) => (from, to),
    };
    Some(match (verdict(from), verdict(to)) {
        (Some(true) | None, Some(false)) => DifferenceOfTest::Failed,
        (Some(false), Some(true)) => DifferenceOfTest::Fixed,
        _ => DifferenceOfTest::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_by_what_became_of_them() {
        let cells = |letters: &str| {
            let cells = (1..).zip(letters.chars()).filter(|(_, letter)| *letter != '-');
            cells.map(|(test, letter)| Cell(test, letter, None, None)).collect::<Vec<_>>()
        };
        let told = between(&cells("ppf-pbs"), &cells("pfpp-fi"), |test| format!("Test {test}"));
        let kinds: Vec<_> = told.tests.iter().map(|test| (test.test_id, test.kind)).collect();
        assert_eq!(
            kinds,
            [
                (2, DifferenceOfTest::Failed),
                (3, DifferenceOfTest::Fixed),
                (4, DifferenceOfTest::New),
                (5, DifferenceOfTest::Missing),
                (6, DifferenceOfTest::Other),
                (7, DifferenceOfTest::Other),
            ]
        );
        assert_eq!(told.same, 1);
    }
}
