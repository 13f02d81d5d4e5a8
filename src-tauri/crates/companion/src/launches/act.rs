//! What an act means for a launch: whether it is refused, whether there is something to do, and whether it took.

use std::collections::BTreeMap;

use testops::LaunchName;

use super::state::State;
use crate::texts::{LaunchRefusal, Unaffected};
use crate::view::{Effect, LaunchAct};

pub(super) type States = BTreeMap<i64, State>;

/// Why nothing is asked; `into` of a merge is among the states.
pub(super) fn refusal(act: &LaunchAct, ids: &[i64], states: &States) -> Option<LaunchRefusal> {
    if ids.is_empty() {
        return Some(LaunchRefusal::NothingChosen);
    }
    match act {
        LaunchAct::Rename { .. } if ids.len() > 1 => Some(LaunchRefusal::OneName),
        LaunchAct::Rename { name } => name_fault(name),
        LaunchAct::Tag { add, remove } if add.is_empty() && remove.is_empty() => Some(LaunchRefusal::NoTag),
        LaunchAct::Tag { add, .. } => add.iter().find_map(|tag| name_fault(tag)),
        LaunchAct::Copy { suffix } => {
            let names = ids.iter().filter_map(|id| states.get(id));
            names.map(|state| copy_name(&state.name, suffix)).find_map(|name| name_fault(&name))
        }
        LaunchAct::Merge { into } if ids.contains(into) => Some(LaunchRefusal::MergeIntoItself),
        LaunchAct::Merge { into } if !states.contains_key(into) => Some(LaunchRefusal::TargetGone),
        LaunchAct::Merge { .. } | LaunchAct::Close | LaunchAct::Reopen | LaunchAct::Delete => None,
    }
}

fn name_fault(name: &str) -> Option<LaunchRefusal> {
    LaunchName::new(name.trim()).err().map(|_| LaunchRefusal::BadName)
}

/// A copy is found by its name only, so it has one of its own.
pub(super) fn copy_name(name: &str, suffix: &str) -> String {
    let suffix = suffix.trim();
    if suffix.is_empty() { name.to_owned() } else { format!("{name} {suffix}") }
}

/// The tags that a launch would have.
pub(super) fn tags(state: &State, add: &[String], remove: &[String]) -> Vec<String> {
    let mut tags: Vec<String> =
        state.tags.iter().filter(|tag| !remove.iter().any(|gone| gone.trim() == *tag)).cloned().collect();
    for tag in add.iter().map(|tag| tag.trim()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Whether a launch is already as it would become.
pub(super) fn already_so(act: &LaunchAct, state: &State) -> bool {
    match act {
        LaunchAct::Rename { name } => state.name == name.trim(),
        LaunchAct::Tag { add, remove } => same(&tags(state, add, remove), &state.tags),
        LaunchAct::Close => state.closed,
        LaunchAct::Reopen => !state.closed,
        LaunchAct::Copy { .. } | LaunchAct::Merge { .. } | LaunchAct::Delete => false,
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|tag| other.contains(tag))
}

/// Whether a launch can be left as it is now: its act took, or there is nothing that could take any more.
pub(super) fn took(act: &LaunchAct, before: &State, after: Option<&State>) -> bool {
    match (act, after) {
        (LaunchAct::Merge { .. } | LaunchAct::Delete, after) => after.is_none(),
        (LaunchAct::Copy { .. }, _) | (_, None) => false,
        (LaunchAct::Tag { add, remove }, Some(after)) => same(&after.tags, &tags(before, add, remove)),
        (LaunchAct::Rename { .. } | LaunchAct::Close | LaunchAct::Reopen, Some(after)) => {
            already_so(act, after)
        }
    }
}

/// What came of it for a launch. `asked` tells whether a request for it was sent, and did not fail.
pub(super) fn effect(
    act: &LaunchAct,
    before: Option<&State>,
    after: Option<&State>,
    asked: bool,
) -> (Effect, Option<Unaffected>) {
    let Some(before) = before else { return (Effect::Gone, None) };
    if already_so(act, before) {
        return (Effect::AlreadySo, None);
    }
    if took(act, before, after) {
        return (Effect::Took, None);
    }
    match after {
        None => (Effect::Gone, None),
        Some(_) if !asked => (Effect::NotTaken, Some(Unaffected::NotAsked)),
        Some(_) => (Effect::NotTaken, Some(Unaffected::Unchanged)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(closed: bool, tags: &[&str]) -> State {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        State { name: "Nightly".to_owned(), closed, tags, modified_at: None }
    }

    fn two() -> States {
        [(1, state(false, &[])), (2, state(true, &["rc"]))].into()
    }

    #[test]
    fn what_would_destroy_or_mean_nothing_is_refused() {
        let name = |name: &str| LaunchAct::Rename { name: name.to_owned() };
        let tag = |add: &[&str]| LaunchAct::Tag {
            add: add.iter().map(|tag| (*tag).to_owned()).collect(),
            remove: Vec::new(),
        };
        for (act, ids, why) in [
            (LaunchAct::Close, &[][..], Some(LaunchRefusal::NothingChosen)),
            (LaunchAct::Merge { into: 1 }, &[1, 2], Some(LaunchRefusal::MergeIntoItself)),
            (LaunchAct::Merge { into: 9 }, &[1], Some(LaunchRefusal::TargetGone)),
            (LaunchAct::Merge { into: 2 }, &[1], None),
            (name("x"), &[1, 2], Some(LaunchRefusal::OneName)),
            (name("  "), &[1], Some(LaunchRefusal::BadName)),
            (name(&"x".repeat(300)), &[1], Some(LaunchRefusal::BadName)),
            (LaunchAct::Copy { suffix: "x".repeat(250) }, &[1], Some(LaunchRefusal::BadName)),
            (tag(&[]), &[1], Some(LaunchRefusal::NoTag)),
            (tag(&["rc"]), &[1, 2], None),
            (LaunchAct::Delete, &[1, 2], None),
        ] {
            assert_eq!(refusal(&act, ids, &two()), why, "{act:?}");
        }
    }

    #[test]
    fn an_act_took_only_where_reading_back_shows_it() {
        let (open, closed) = (state(false, &[]), state(true, &[]));
        for (act, before, after, effect) in [
            (LaunchAct::Close, Some(&open), Some(&closed), Effect::Took),
            (LaunchAct::Close, Some(&open), Some(&open), Effect::NotTaken),
            (LaunchAct::Close, Some(&closed), Some(&closed), Effect::AlreadySo),
            (LaunchAct::Close, Some(&open), None, Effect::Gone),
            (LaunchAct::Reopen, Some(&closed), Some(&open), Effect::Took),
            (LaunchAct::Delete, Some(&open), None, Effect::Took),
            (LaunchAct::Delete, Some(&open), Some(&open), Effect::NotTaken),
            (LaunchAct::Delete, None, None, Effect::Gone),
            (LaunchAct::Merge { into: 3 }, Some(&open), None, Effect::Took),
        ] {
            assert_eq!(super::effect(&act, before, after, true).0, effect, "{act:?}");
        }
    }

    #[test]
    fn tags_are_added_once_and_the_others_stay() {
        let one = state(false, &["rc", "night"]);
        let [rc, night, smoke] = ["rc", "night", " smoke "].map(str::to_owned);
        assert_eq!(tags(&one, &[smoke, night.clone()], std::slice::from_ref(&rc)), ["night", "smoke"]);
        let act = LaunchAct::Tag { add: vec![night], remove: Vec::new() };
        assert!(already_so(&act, &one));
        let act = LaunchAct::Tag { add: Vec::new(), remove: vec![rc] };
        assert!(took(&act, &one, Some(&state(false, &["night"]))));
        assert!(!took(&act, &one, Some(&one)));
    }
}
