//! What is remembered of a project from one look to the next.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use testops::Defect;

/// A mute is old after so many days.
const OLD_MUTE_DAYS: i64 = 30;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// The launch in which each closed defect was last found when it was first seen closed.
    closed_defects: BTreeMap<i64, Option<i64>>,
    /// Since when each muted test case has been muted, as far as the server tells.
    pub(super) mutes: BTreeMap<i64, Option<i64>>,
}

impl Memory {
    /// Whether the closed defect has explained failures since it was first seen closed.
    pub(super) fn is_back(&mut self, defect: &Defect) -> bool {
        let last = defect.last_found_launch.as_ref().map(|launch| launch.id);
        let known = *self.closed_defects.entry(defect.id).or_insert(last);
        last.is_some() && last != known
    }

    /// Forgets those that are open again or gone.
    pub(super) fn keep_closed(&mut self, closed: &[i64]) {
        self.closed_defects.retain(|id, _| closed.contains(id));
    }

    /// Forgets the mutes of test cases that are no longer muted.
    pub(super) fn keep_muted(&mut self, cases: &[i64]) {
        self.mutes.retain(|id, _| cases.contains(id));
    }
}

/// Whether something that began then is old by now.
pub(super) fn is_old_mute(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - since).num_days() >= OLD_MUTE_DAYS
}

#[cfg(test)]
mod tests {
    use testops::Named;

    use super::*;

    fn defect(found: i64) -> Defect {
        let last_found_launch = Some(Named { id: found, name: String::new() });
        Defect { id: 7, closed: true, last_found_launch, ..Defect::default() }
    }

    #[test]
    fn a_closed_defect_is_back_once_a_later_launch_has_it_and_until_it_is_open() {
        let mut memory = Memory::default();
        assert!(!memory.is_back(&defect(1)));
        assert!(!memory.is_back(&defect(1)));
        assert!(memory.is_back(&defect(2)));
        assert!(memory.is_back(&defect(2)), "it stays so");
        memory.keep_closed(&[]);
        assert!(!memory.is_back(&defect(2)), "closed anew");
    }
}
