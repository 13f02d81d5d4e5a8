//! What takes a decision back: decisions about the same results, by how each was before.

use std::collections::BTreeMap;

use super::decision::{Item, State, States};
use super::request::Kept;
use crate::view::{Decision, DecisionKind, Effect, TestStatus};

/// Why a decision of a kind cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Final {
    /// Nothing on the server shows a hidden result again.
    Hidden,
    /// The mutes are deleted, with their names and reasons.
    Unmuted,
}

pub(crate) fn is_final(kind: DecisionKind) -> Option<Final> {
    match kind {
        DecisionKind::Hide => Some(Final::Hidden),
        DecisionKind::Unmute => Some(Final::Unmuted),
        DecisionKind::Mute
        | DecisionKind::LinkDefect
        | DecisionKind::NewDefect
        | DecisionKind::UnlinkDefect
        | DecisionKind::Assign
        | DecisionKind::Unassign
        | DecisionKind::SetStatus => None,
    }
}

/// The decisions that take it back, each with its results: those in which it took.
pub(crate) fn undoing(kept: &Kept, before: &States, items: &[Item]) -> Vec<(Decision, Vec<i64>)> {
    let took = items.iter().filter(|item| item.effect == Effect::Took).map(|item| item.id);
    let old: Vec<(i64, &State)> = took.filter_map(|id| Some((id, before.get(&id)?))).collect();
    let all = |decision: Decision| vec![(decision, old.iter().map(|(id, _)| *id).collect())];
    let back = match (&kept.decision, kept.defect_id) {
        (Decision::Mute { .. }, _) => all(Decision::Unmute),
        (Decision::LinkDefect { .. } | Decision::NewDefect { .. }, Some(defect_id)) => {
            all(Decision::UnlinkDefect { defect_id })
        }
        (Decision::UnlinkDefect { defect_id }, _) => all(Decision::LinkDefect { defect_id: *defect_id }),
        (Decision::Assign { .. } | Decision::Unassign, _) => by(
            &old,
            |state| state.assignee.clone(),
            |assignee| match assignee {
                Some(username) => Some(Decision::Assign { username }),
                None => Some(Decision::Unassign),
            },
        ),
        (Decision::SetStatus { .. }, _) => by(
            &old,
            |state| state.status.clone(),
            |status| {
                let status: TestStatus = status?.parse().ok()?;
                Some(Decision::SetStatus { status, message: String::new() })
            },
        ),
        (Decision::LinkDefect { .. } | Decision::NewDefect { .. }, None)
        | (Decision::Unmute | Decision::Hide, _) => Vec::new(),
    };
    back.into_iter().filter(|(_, ids)| !ids.is_empty()).collect()
}

/// One decision for all that were alike.
fn by(
    old: &[(i64, &State)],
    what: impl Fn(&State) -> Option<String>,
    decision: impl Fn(Option<String>) -> Option<Decision>,
) -> Vec<(Decision, Vec<i64>)> {
    let mut groups: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
    for (id, state) in old {
        groups.entry(what(state)).or_default().push(*id);
    }
    groups.into_iter().filter_map(|(was, ids)| Some((decision(was)?, ids))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_goes_back_to_whom_it_was_assigned() {
        let with =
            |assignee: Option<&str>| State { assignee: assignee.map(str::to_owned), ..State::default() };
        let before = States::from([(1, with(Some("anna"))), (2, with(None)), (3, with(Some("anna")))]);
        let item = |id, effect| Item { id, effect, why: None };
        let items = [item(1, Effect::Took), item(2, Effect::Took), item(3, Effect::NotTaken)];
        let decision = Decision::Assign { username: "oleg".to_owned() };
        let kept = Kept { decision, ids: vec![1, 2, 3], defect_id: None, problem: None };
        let back = undoing(&kept, &before, &items);
        let anna = Decision::Assign { username: "anna".to_owned() };
        assert_eq!(back, [(Decision::Unassign, vec![2]), (anna, vec![1])]);
    }

    #[test]
    fn nothing_takes_back_what_is_final_or_did_not_take() {
        let before = States::from([(1, State::default())]);
        let items = [Item { id: 1, effect: Effect::Took, why: None }];
        let kept = |decision| Kept { decision, ids: vec![1], defect_id: None, problem: None };
        assert!(undoing(&kept(Decision::Hide), &before, &items).is_empty());
        let mute = Decision::Mute { name: "x".to_owned(), reason: String::new(), remind_on: None };
        assert_eq!(undoing(&kept(mute.clone()), &before, &items), [(Decision::Unmute, vec![1])]);
        assert!(undoing(&kept(mute), &before, &[]).is_empty());
    }
}
