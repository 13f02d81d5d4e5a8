//! What a decision wants of a result, and what came of it. Servers answer success also where they did nothing, so the
//! judgement is made from how the result was before and how it is after, never from the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::view::{Decision, Effect};

/// How a result is, as far as decisions change it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) case: Option<i64>,
    /// `None` while it is in progress.
    pub(crate) status: Option<String>,
    pub(crate) assignee: Option<String>,
    pub(crate) muted: bool,
    pub(crate) hidden: bool,
    /// With the defect of the decision.
    pub(crate) linked: bool,
    #[serde(default)]
    pub(crate) name: String,
}

/// By result; those that the launch does not have are not in it.
pub(crate) type States = BTreeMap<i64, State>;

/// What came of a decision for one result, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) effect: Effect,
    pub(crate) why: Option<NotTaken>,
}

/// Why a decision did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotTaken {
    /// The request failed, or was not sent after one that did.
    Failed,
    /// The server said that it was done.
    Untrue,
    /// Servers do not assign what is explained or muted.
    Resolved,
    /// Servers do not mute what has not ended.
    InProgress,
}

/// Whether the result is as the decision wants it.
pub(crate) fn is_so(decision: &Decision, state: &State) -> bool {
    match decision {
        Decision::Mute { .. } => state.muted,
        Decision::Unmute => !state.muted,
        Decision::LinkDefect { .. } | Decision::NewDefect { .. } => state.linked,
        Decision::UnlinkDefect { .. } => !state.linked,
        Decision::Assign { username } => state.assignee.as_deref() == Some(username.as_str()),
        Decision::Unassign => state.assignee.is_none(),
        Decision::SetStatus { status, .. } => state.status.as_deref() == Some(status.to_string().as_str()),
        Decision::Hide => state.hidden,
    }
}

/// Whether it was so before, so that nothing is to be asked. A message is always written.
pub(crate) fn is_already(decision: &Decision, state: &State) -> bool {
    let says_more = matches!(decision, Decision::SetStatus { message, .. } if !message.trim().is_empty());
    !says_more && is_so(decision, state)
}

/// Those of `ids` that something is asked for.
pub(crate) fn to_ask(decision: &Decision, ids: &[i64], before: &States) -> Vec<i64> {
    let wanted = |id: &&i64| before.get(id).is_some_and(|state| !is_already(decision, state));
    ids.iter().filter(wanted).copied().collect()
}

/// What came of it. Those of `failed` were in a request that failed, or in none.
pub(crate) fn judge(
    decision: &Decision,
    ids: &[i64],
    (before, after): (&States, &States),
    failed: &[i64],
) -> Vec<Item> {
    let item = |id: &i64| {
        let (effect, why) = match (before.get(id), after.get(id)) {
            (Some(old), _) if is_already(decision, old) => (Effect::AlreadySo, None),
            (None, _) | (_, None) => (Effect::Gone, None),
            (Some(old), Some(new))
                if is_so(decision, new) && !(failed.contains(id) && is_so(decision, old)) =>
            {
                (Effect::Took, None)
            }
            (Some(_), Some(new)) => (Effect::NotTaken, Some(reason(decision, new, failed.contains(id)))),
        };
        Item { id: *id, effect, why }
    };
    ids.iter().map(item).collect()
}

fn reason(decision: &Decision, state: &State, failed: bool) -> NotTaken {
    match decision {
        _ if failed => NotTaken::Failed,
        Decision::Mute { .. } if state.status.is_none() => NotTaken::InProgress,
        Decision::Assign { .. } | Decision::Unassign => NotTaken::Resolved,
        Decision::Mute { .. }
        | Decision::Unmute
        | Decision::LinkDefect { .. }
        | Decision::UnlinkDefect { .. }
        | Decision::NewDefect { .. }
        | Decision::SetStatus { .. }
        | Decision::Hide => NotTaken::Untrue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::TestStatus;

    fn states(of: &[(i64, State)]) -> States {
        of.iter().cloned().collect()
    }

    fn muted() -> State {
        State { muted: true, ..failed() }
    }

    fn failed() -> State {
        State { status: Some("failed".to_owned()), ..State::default() }
    }

    fn mute() -> Decision {
        Decision::Mute { name: "Unstable".to_owned(), reason: String::new(), remind_on: None }
    }

    #[test]
    fn what_is_judged_is_what_was_read_not_what_was_answered() {
        let before =
            states(&[(1, failed()), (2, muted()), (3, failed()), (4, State::default()), (5, failed())]);
        let after = states(&[(1, muted()), (2, muted()), (3, failed()), (4, State::default())]);
        let ids = [1, 2, 3, 4, 5, 6];
        assert_eq!(to_ask(&mute(), &ids, &before), [1, 3, 4, 5]);
        let items = judge(&mute(), &ids, (&before, &after), &[]);
        let told: Vec<_> = items.iter().map(|item| (item.effect, item.why)).collect();
        let expected = [
            (Effect::Took, None),
            (Effect::AlreadySo, None),
            (Effect::NotTaken, Some(NotTaken::Untrue)),
            (Effect::NotTaken, Some(NotTaken::InProgress)),
            (Effect::Gone, None),
            (Effect::Gone, None),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn of_a_request_that_failed_half_way_what_took_is_told() {
        let before = states(&[(1, failed()), (2, failed())]);
        let after = states(&[(1, muted()), (2, failed())]);
        let items = judge(&mute(), &[1, 2], (&before, &after), &[1, 2]);
        assert_eq!((items[0].effect, items[1].why), (Effect::Took, Some(NotTaken::Failed)));
    }

    #[test]
    fn a_message_is_written_also_where_the_status_is_so() {
        let with =
            |message: &str| Decision::SetStatus { status: TestStatus::Failed, message: message.to_owned() };
        let before = states(&[(1, failed())]);
        assert!(to_ask(&with(" "), &[1], &before).is_empty());
        assert_eq!(to_ask(&with("Seen by hand"), &[1], &before), [1]);
        let items = judge(&with("Seen by hand"), &[1], (&before, &before), &[1]);
        assert_eq!(items[0].why, Some(NotTaken::Failed), "the status was so before");
    }
}
