//! The failures of a run as the server groups them: by category, and within it by message.

use std::collections::{BTreeSet, HashMap, HashSet};

use store::RunRow;
use testops::FailureGroup;

use super::groups::{Failing, Grouped, One, key};
use crate::Companion;
use crate::runs::ReadTests;
use crate::texts::Trouble;
use crate::view::{Failure, FailureGroups};

/// How the keys of the server's groups begin.
const THEIRS: &str = "server-";

impl Companion {
    /// What went wrong in a run, in the server's groups, the most frequent first, as far as the text is found in it.
    pub async fn server_failure_groups(&self, run_id: i64, text: String) -> Result<FailureGroups, Failure> {
        let row = self.row(run_id).await?;
        let read = self.read_tests(&row).await?;
        self.told(&row, self.theirs(&row, &read).await?, &text, read.as_of).await
    }

    /// The tests of a group, ours or the server's; none when it is there no more.
    pub(crate) async fn members(
        &self,
        row: &RunRow,
        read: &ReadTests,
        key: &str,
    ) -> Result<HashSet<i64>, Failure> {
        let grouped = if key.starts_with(THEIRS) { self.theirs(row, read).await? } else { read.grouped() };
        Ok(grouped.members(key))
    }

    /// Asked once for the results that were read.
    async fn theirs<'a>(&self, row: &RunRow, read: &'a ReadTests) -> Result<&'a Grouped, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let Some(launch_id) = row.launch_id else { return Err(inner.trouble(Trouble::NotFound)) };
        let ask = || async {
            let told = session.client.failure_groups(launch_id).await;
            Ok(theirs(&told.map_err(|error| inner.asked(&session, &error))?, read.grouped()))
        };
        read.theirs.get_or_try_init(ask).await
    }
}

/// Tests that failed and that the server has in no group stand together, without a label.
fn theirs(told: &FailureGroup, ours: &Grouped) -> Grouped {
    let failing = ours.groups.iter().flat_map(|one| &one.members);
    let mut left: HashMap<i64, &Failing> = failing.map(|one| (one.id, one)).collect();
    let mut groups = Vec::new();
    let mut below: Vec<(&FailureGroup, Option<&str>)> =
        told.groups.iter().rev().map(|group| (group, None)).collect();
    while let Some((group, category)) = below.pop() {
        let is_category = group.context.as_ref().is_some_and(|context| context.key == "category");
        let within =
            if is_category || !group.groups.is_empty() { Some(group.name.as_str()) } else { category };
        below.extend(group.groups.iter().rev().map(|inner| (inner, within)));
        let members = group.results.iter().filter_map(|result| left.remove(&result.id).cloned()).collect();
        let label = if is_category { "" } else { group.name.as_str() };
        groups.push(one(label, within, members));
    }
    let mut rest: Vec<Failing> = left.into_values().cloned().collect();
    rest.sort_unstable_by_key(|test| test.id);
    groups.push(one("", None, rest));
    groups.retain(|one| !one.members.is_empty());
    groups.sort_by_key(|one| std::cmp::Reverse(one.members.len()));
    Grouped { groups }
}

fn one(label: &str, category: Option<&str>, members: Vec<Failing>) -> One {
    let category = category.filter(|name| !name.is_empty()).map(str::to_owned);
    let path = format!("{}\0{label}", category.as_deref().unwrap_or_default());
    One {
        key: format!("{THEIRS}{}", key(&path)),
        label: label.to_owned(),
        category,
        members,
        fingerprints: BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use fingerprint::Fingerprint;
    use serde_json::json;

    use super::*;
    use crate::view::TestStatus;

    fn ours(ids: &[i64]) -> Grouped {
        let failing = ids.iter().map(|id| Failing {
            id: *id,
            name: format!("test {id}"),
            status: TestStatus::Failed,
            muted: false,
            fingerprint: Fingerprint::of(Some("No cart"), None),
        });
        Grouped::of(&failing.collect::<Vec<_>>())
    }

    #[test]
    fn a_group_of_a_category_says_so_and_what_is_in_none_is_told_last() {
        let told = json!({"name": "Nightly", "groups": [
            {"name": "Product defects", "context": {"key": "category", "value": "7"}, "groups": [
                {"name": "No cart", "context": {"key": "message", "value": "No cart"}, "leafs": [{"uid": 1}]},
                {"name": "No price", "context": {"key": "message", "value": "No price"},
                    "leafs": [{"uid": 2}, {"uid": 3}, {"uid": 99}]},
            ]},
            {"name": "Odd", "context": {"key": "message", "value": "Odd"}, "leafs": [{"uid": 4}]},
        ]});
        let told: FailureGroup = serde_json::from_value(told).expect("groups");
        let grouped = theirs(&told, &ours(&[1, 2, 3, 4, 5]));
        let told: Vec<_> = grouped
            .groups
            .iter()
            .map(|one| (one.category.as_deref(), one.label.as_str(), one.members.len()))
            .collect();
        let product = Some("Product defects");
        assert_eq!(
            told,
            [(product, "No price", 2), (product, "No cart", 1), (None, "Odd", 1), (None, "", 1)]
        );
        let keys: HashSet<&str> = grouped.groups.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys.len(), 4);
        assert_eq!(grouped.members(&grouped.groups[0].key), HashSet::from([2, 3]));
    }
}
