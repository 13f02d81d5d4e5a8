//! The failures of a run in groups of what went wrong alike.

use std::collections::{BTreeSet, HashMap, HashSet};

use fingerprint::{Fingerprint, group};
use sha2::{Digest as _, Sha256};

use crate::view::{FailureGroup, TestStatus};

/// So many tests are named where a group is told.
const NAMED: usize = 3;

/// A test that failed or broke.
#[derive(Clone, Debug)]
pub(crate) struct Failing {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) status: TestStatus,
    pub(crate) muted: bool,
    pub(crate) fingerprint: Fingerprint,
}

/// What went wrong in a run.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    pub(crate) groups: Vec<One>,
}

/// A group with its members.
#[derive(Debug)]
pub(crate) struct One {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) category: Option<String>,
    pub(super) members: Vec<Failing>,
    pub(crate) fingerprints: BTreeSet<String>,
}

impl Grouped {
    pub(crate) fn of(failing: &[Failing]) -> Self {
        let groups = group(failing.iter().map(|one| &one.fingerprint)).into_iter();
        let groups = groups.map(|group| {
            let members: Vec<Failing> =
                group.members.iter().filter_map(|at| failing.get(*at)).cloned().collect();
            let fingerprints: BTreeSet<String> =
                members.iter().map(|one| one.fingerprint.as_text().to_owned()).collect();
            let key = key(fingerprints.first().map(String::as_str).unwrap_or_default());
            One { key, label: group.label, category: None, members, fingerprints }
        });
        Self { groups: groups.collect() }
    }

    /// The tests of the group of this name; none when it is there no more.
    pub(crate) fn members(&self, key: &str) -> HashSet<i64> {
        let group = self.groups.iter().find(|one| one.key == key);
        group.map(|one| one.members.iter().map(|test| test.id).collect()).unwrap_or_default()
    }
}

impl One {
    /// As far as it was searched for: all of it where the words stand in its label, else the tests in whose names they stand.
    pub(crate) fn view(&self, text: &str, newly_failed: &HashSet<i64>) -> Option<FailureGroup> {
        let text = text.trim().to_lowercase();
        let said = [Some(&self.label), self.category.as_ref()];
        let whole = said.into_iter().flatten().any(|words| words.to_lowercase().contains(&text));
        let found = self.members.iter().filter(|one| whole || one.name.to_lowercase().contains(&text));
        let found: Vec<&Failing> = found.collect();
        let count = |of: &dyn Fn(&Failing) -> bool| {
            u32::try_from(found.iter().filter(|one| of(one)).count()).unwrap_or(u32::MAX)
        };
        (!found.is_empty()).then(|| FailureGroup {
            key: self.key.clone(),
            label: self.label.clone(),
            category: self.category.clone(),
            failed: count(&|one| one.status == TestStatus::Failed),
            broken: count(&|one| one.status == TestStatus::Broken),
            newly_failed: count(&|one| newly_failed.contains(&one.id)),
            muted: count(&|one| one.muted),
            tests: found.iter().take(NAMED).map(|one| one.name.clone()).collect(),
            earlier: None,
        })
    }
}

/// The same for the same failures in every run.
pub(super) fn key(fingerprint: &str) -> String {
    let digest = Sha256::digest(fingerprint.as_bytes());
    base16ct::lower::encode_string(digest.get(..8).unwrap_or_default())
}

/// How many runs, and which came first, have one of a group's fingerprints.
pub(crate) fn runs_with<'a>(
    fingerprints: &BTreeSet<String>,
    earlier: &'a HashMap<String, Vec<i64>>,
) -> BTreeSet<&'a i64> {
    fingerprints.iter().filter_map(|text| earlier.get(text)).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(id: i64, status: TestStatus, message: &str) -> Failing {
        Failing {
            id,
            name: format!("test {id}"),
            status,
            muted: id == 2,
            fingerprint: Fingerprint::of(Some(message), None),
        }
    }

    #[test]
    fn a_group_counts_its_tests_and_keeps_its_name_as_it_grows() {
        let mut all = vec![
            failing(1, TestStatus::Failed, "Order 1 was not paid"),
            failing(2, TestStatus::Broken, "No cart on the page"),
            failing(3, TestStatus::Broken, "Order 7 was not paid"),
        ];
        let grouped = Grouped::of(&all);
        let view = grouped.groups[0].view("", &HashSet::from([3, 9])).expect("all of it");
        assert_eq!((view.failed, view.broken, view.newly_failed, view.muted), (1, 1, 1, 0));
        assert_eq!((view.label.as_str(), view.tests.len()), ("Order … was not paid", 2));
        assert_eq!(grouped.members(&view.key), HashSet::from([1, 3]));
        assert!(grouped.members("gone").is_empty());
        let found =
            |text| grouped.groups[0].view(text, &HashSet::new()).map(|view| view.failed + view.broken);
        assert_eq!((found("PAID"), found("test 3"), found("cart")), (Some(2), Some(1), None));
        all.push(failing(4, TestStatus::Failed, "Order 90 was not paid"));
        assert_eq!(Grouped::of(&all).members(&view.key).len(), 3);
    }
}
