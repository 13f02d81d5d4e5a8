//! What is remembered of a project from one look to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

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
    /// Closed defects that were not asked about yet.
    unasked: BTreeSet<i64>,
    /// The closed defect that was asked about last; the next look goes on behind it.
    asked_to: i64,
    back: BTreeMap<i64, Back>,
    /// Since when each muted test case has been muted, as far as the server tells.
    pub(super) mutes: BTreeMap<i64, Option<i64>>,
}

/// A closed defect that explains failures again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Back {
    pub(super) name: String,
    pub(super) launch_id: i64,
    pub(super) launch_name: String,
    pub(super) at: Option<DateTime<Utc>>,
}

impl Memory {
    /// Notes what a closed defect is like by now: it is back once a launch has it that did not when it was first seen closed.
    pub(super) fn note_closed(&mut self, defect: &Defect) {
        let launch = defect.last_found_launch.as_ref();
        let last = launch.map(|launch| launch.id);
        let known = *self.closed_defects.entry(defect.id).or_insert(last);
        self.unasked.remove(&defect.id);
        self.asked_to = defect.id;
        match launch {
            Some(launch) if Some(launch.id) != known => {
                let back = Back {
                    name: defect.name.clone(),
                    launch_id: launch.id,
                    launch_name: launch.name.clone(),
                    at: defect.last_found_date,
                };
                self.back.insert(defect.id, back);
            }
            Some(_) | None => drop(self.back.remove(&defect.id)),
        }
    }

    /// Those that are back, by id.
    pub(super) fn back(&self) -> impl Iterator<Item = (i64, &Back)> {
        self.back.iter().map(|(id, back)| (*id, back))
    }

    /// The closed defects to be asked about in this look: those that never were, then the others in turn.
    pub(super) fn next_closed(&self, most: usize) -> Vec<i64> {
        let known = |range: (Bound<i64>, Bound<i64>)| self.closed_defects.range(range).map(|(id, _)| *id);
        let behind = known((Bound::Excluded(self.asked_to), Bound::Unbounded));
        let before = known((Bound::Unbounded, Bound::Included(self.asked_to)));
        // The newest first, and of the others last, so that the turn goes on behind them.
        self.unasked.iter().rev().copied().chain(behind).chain(before).take(most).collect()
    }

    /// What is closed by now; what is known of those that are open again or gone is forgotten.
    pub(super) fn keep_closed(&mut self, closed: &[i64]) {
        let closed: BTreeSet<i64> = closed.iter().copied().collect();
        self.closed_defects.retain(|id, _| closed.contains(id));
        self.back.retain(|id, _| closed.contains(id));
        self.unasked = closed.into_iter().filter(|id| !self.closed_defects.contains_key(id)).collect();
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

    fn defect(id: i64, found: i64) -> Defect {
        let last_found_launch = Some(Named { id: found, name: String::new() });
        Defect { id, closed: true, last_found_launch, ..Defect::default() }
    }

    fn back(memory: &Memory) -> Vec<i64> {
        memory.back().map(|(id, _)| id).collect()
    }

    #[test]
    fn a_closed_defect_is_back_once_a_later_launch_has_it_and_until_it_is_open() {
        let mut memory = Memory::default();
        memory.keep_closed(&[7]);
        memory.note_closed(&defect(7, 1));
        memory.note_closed(&defect(7, 1));
        assert_eq!(back(&memory), [0; 0]);
        memory.note_closed(&defect(7, 2));
        memory.keep_closed(&[7]);
        assert_eq!(back(&memory), [7], "it stays so without being asked about");
        memory.keep_closed(&[]);
        assert_eq!(back(&memory), [0; 0]);
        memory.keep_closed(&[7]);
        memory.note_closed(&defect(7, 2));
        assert_eq!(back(&memory), [0; 0], "closed anew");
    }

    #[test]
    fn every_closed_defect_is_asked_about_in_its_turn() {
        let mut memory = Memory::default();
        let mut asked = Vec::new();
        for _ in 0..4 {
            memory.keep_closed(&[1, 2, 3, 4, 5]);
            for id in memory.next_closed(2) {
                memory.note_closed(&defect(id, 1));
                asked.push(id);
            }
        }
        assert_eq!(asked[..4], [5, 4, 3, 2]);
        let all: BTreeSet<i64> = asked.iter().copied().collect();
        assert_eq!(all, BTreeSet::from([1, 2, 3, 4, 5]));
    }
}
