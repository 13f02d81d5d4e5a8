//! Asks the server for an act, launch by launch, and waits until it is seen there.

use std::collections::{BTreeMap, HashSet};

use chrono::TimeDelta;
use testops::{
    Client, Error, ErrorKind, LaunchChange, LaunchName, LaunchOrder, PageRequest, Result, TagRef, aql,
};

use super::act::{self, States};
use super::state::{State, states};
use crate::core::ports::Clock;
use crate::view::LaunchAct;

/// The waits between looks, in milliseconds: what was asked for comes some time after it was answered.
pub(crate) const WAITS: [i64; 6] = [250, 500, 1_000, 2_000, 3_000, 3_000];

/// How far it came.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Launches whose request did not fail.
    pub(super) sent: HashSet<i64>,
    /// The first failure.
    pub(super) error: Option<Error>,
}

/// Each request is sent once. A launch for which the server refuses it keeps none of the others from being asked for.
pub(super) async fn ask(client: &Client, act: &LaunchAct, ids: &[i64], before: &States) -> Asked {
    let mut asked = Asked::default();
    for id in ids {
        let Some(state) = before.get(id).filter(|state| !act::already_so(act, state)) else { continue };
        match send(client, act, *id, state).await {
            Ok(()) => drop(asked.sent.insert(*id)),
            Err(error) => {
                let goes_on = is_of_one_launch(&error);
                asked.error.get_or_insert(error);
                if !goes_on {
                    break;
                }
            }
        }
    }
    asked
}

/// Whether the server answered, and said no to this launch.
fn is_of_one_launch(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Conflict { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::NotFound { .. }
            | ErrorKind::Server { .. }
    )
}

async fn send(client: &Client, act: &LaunchAct, id: i64, state: &State) -> Result<()> {
    match act {
        LaunchAct::Rename { name } => {
            // Names were checked before anything was asked.
            let Ok(name) = LaunchName::new(name.trim()) else { return Ok(()) };
            client.change_launch(id, &LaunchChange { name: Some(name), ..LaunchChange::default() }).await?;
            Ok(())
        }
        LaunchAct::Tag { add, remove } => {
            let tags = act::tags(state, add, remove).into_iter().map(|name| TagRef { id: None, name });
            let change = LaunchChange { tags: Some(tags.collect()), ..LaunchChange::default() };
            client.change_launch(id, &change).await?;
            Ok(())
        }
        LaunchAct::Close => client.close_launch(id).await,
        LaunchAct::Reopen => client.reopen_launch(id).await,
        LaunchAct::Copy { suffix } => {
            let Ok(launch_name) = LaunchName::new(act::copy_name(&state.name, suffix)) else { return Ok(()) };
            let tags = state.tags.iter().map(|name| TagRef { id: None, name: name.clone() }).collect();
            let order = LaunchOrder { launch_name, tags, issues: Vec::new(), env_var_value_sets: Vec::new() };
            client.copy_launch(id, &order).await
        }
        LaunchAct::Merge { into } => client.merge_launches(id, *into).await.map(drop),
        LaunchAct::Delete => client.delete_launch(id).await,
    }
}

/// How the launches are once all that were asked for have changed, or after some seconds.
pub(super) async fn settled(
    client: &Client,
    clock: &dyn Clock,
    project_id: i64,
    act: &LaunchAct,
    ids: &[i64],
    before: &States,
    sent: &HashSet<i64>,
) -> Result<States> {
    let mut waits = WAITS.into_iter();
    loop {
        let after = states(client, project_id, ids).await?;
        let took = |id: &i64| before.get(id).is_some_and(|before| act::took(act, before, after.get(id)));
        if sent.iter().all(took) {
            return Ok(after);
        }
        let Some(wait) = waits.next() else { return Ok(after) };
        clock.sleep_until(clock.now() + TimeDelta::milliseconds(wait)).await;
    }
}

/// The launches that have these names.
pub(super) async fn named(
    client: &Client,
    project_id: i64,
    names: &HashSet<String>,
) -> Result<BTreeMap<String, Vec<i64>>> {
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for name in names {
        let query = format!("name = {}", aql::text(name));
        let page = client.search_launches(project_id, &query, PageRequest::first(100)).await?;
        let ids = page.items.into_iter().filter(|launch| launch.name == *name).map(|launch| launch.id);
        found.insert(name.clone(), ids.collect());
    }
    Ok(found)
}

/// The copies that came since: by the launch that each was made from. Copies of one name are told apart by their order.
pub(super) async fn copies(
    client: &Client,
    clock: &dyn Clock,
    project_id: i64,
    wanted: &[(i64, String)],
    known: &BTreeMap<String, Vec<i64>>,
) -> Result<BTreeMap<i64, i64>> {
    let names: HashSet<String> = wanted.iter().map(|(_, name)| name.clone()).collect();
    let mut waits = WAITS.into_iter();
    loop {
        let mut fresh = named(client, project_id, &names).await?;
        for (name, ids) in &mut fresh {
            ids.retain(|id| known.get(name).is_none_or(|known| !known.contains(id)));
            // The last is taken first.
            ids.sort_unstable_by(|a, b| b.cmp(a));
        }
        let mut found = BTreeMap::new();
        for (from, name) in wanted {
            if let Some(id) = fresh.get_mut(name).and_then(Vec::pop) {
                found.insert(*from, id);
            }
        }
        if found.len() == wanted.len() {
            return Ok(found);
        }
        let Some(wait) = waits.next() else { return Ok(found) };
        clock.sleep_until(clock.now() + TimeDelta::milliseconds(wait)).await;
    }
}
