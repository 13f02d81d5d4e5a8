//! Which results a request is about, and what is done to each of them.

use axum::http::StatusCode;

use super::requests::Selection;
use super::result_dto::case_of;
use super::results::found;
use super::trees::{path_in, trees};
use super::{Right, launch};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::launch::{Launch, ResultKey};
use crate::world::triage::Decision;

/// The launch and the results of it that are selected. A selection without anything in it is all of them.
pub(super) fn chosen(
    call: &Call<'_>,
    selection: Option<Selection>,
    right: Right,
) -> Result<(i64, Vec<ResultKey>), Refusal> {
    let invalid = |field: &str| Refusal::invalid(format!("Validation error: {field}: must not be null"));
    let selection = selection.ok_or_else(|| invalid("selection"))?;
    let id = selection.launch_id.ok_or_else(|| invalid("selection.launchId"))?;
    let launch = launch(call, id, right)?;
    let trees = trees(call.world, launch.project);
    let list = |ids: Option<Vec<i64>>| ids.unwrap_or_default();
    let (only, without) = (list(selection.leafs_include), list(selection.leafs_exclude));
    let paths = |paths: Option<Vec<Vec<i64>>>| paths.unwrap_or_default();
    let (groups, without_groups) = (paths(selection.groups_include), paths(selection.groups_exclude));
    let under = |key: &ResultKey, groups: &[Vec<i64>]| {
        let case = (!groups.is_empty()).then(|| case_of(call.world, launch, *key));
        case.is_some_and(|case| {
            trees.iter().any(|tree| groups.iter().any(|group| path_in(&case, *tree).starts_with(group)))
        })
    };
    let all = selection.inverted == Some(true) || (only.is_empty() && groups.is_empty());
    let wanted = |key: &ResultKey| {
        let result = launch.result_id(*key);
        (all || only.contains(&result) || under(key, &groups))
            && !without.contains(&result)
            && !under(key, &without_groups)
    };
    let keys = launch.visible(call.now).into_iter().filter(wanted).collect();
    Ok((id, keys))
}

/// Results of a closed launch stay as they are.
pub(super) fn open(call: &Call<'_>, launch: &Launch) -> Result<(), Refusal> {
    if launch.closed(call.now) {
        let message = format!("Cannot change results of a closed launch '{}'", launch.id);
        return Err(Refusal::new(StatusCode::LOCKED, message));
    }
    Ok(())
}

/// The result in the path, if the person may change it.
pub(super) fn one(call: &Call<'_>, name: &str) -> Result<(i64, ResultKey), Refusal> {
    let (launch, key) = found(call, call.number_in_path(name)?, Right::Write)?;
    open(call, &call.world.launches[&launch])?;
    Ok((launch, key))
}

pub(super) fn decide(call: &mut Call<'_>, launch: i64, key: ResultKey, change: impl FnOnce(&mut Decision)) {
    let now = call.now;
    if let Some(launch) = call.world.launches.get_mut(&launch) {
        let decision =
            launch.decisions.entry(launch.runs[key.run].result_id(key.slot, key.first_attempt)).or_default();
        change(decision);
        decision.at = now;
    }
}

/// Changes one result after the other; with trouble, only the first of them. 204.
pub(super) fn each(
    call: &mut Call<'_>,
    selection: Option<Selection>,
    mut change: impl FnMut(&mut Call<'_>, i64, ResultKey),
) -> Outcome {
    let (id, keys) = chosen(call, selection, Right::Write)?;
    open(call, &call.world.launches[&id])?;
    for (n, key) in keys.into_iter().enumerate() {
        if let Some(half) = call.half.filter(|half| n >= half.after) {
            let status = StatusCode::from_u16(half.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Err(Refusal::new(status, "could not execute batch"));
        }
        change(call, id, key);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}
