//! How results are, read from the server: singly where they are few, else by queries of some hundred, which take as many
//! requests for a large launch as for a small one.

use std::collections::{BTreeSet, HashSet};

use testops::{Client, Error, ErrorKind, PageRequest, Result};

use super::decision::{State, States};
use crate::view::Decision;

/// So many are read one by one.
const FEW: usize = 8;

/// The results of one query, and of one request that decides.
pub(super) const AT_ONCE: usize = 250;

/// The largest page of a defect's results.
const PAGE: u32 = 1_000;
const MOST_PAGES: u32 = 20;

/// Where the results are.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) project_id: i64,
    pub(super) launch_id: i64,
}

/// How these results of the launch are; with `defect_id`, whether they are linked with it.
pub(super) async fn states(
    client: &Client,
    at: At,
    ids: &[i64],
    decision: &Decision,
    defect_id: Option<i64>,
) -> Result<States> {
    let mut states = if ids.len() <= FEW {
        one_by_one(client, at, ids).await?
    } else {
        many(client, at, ids, decision).await?
    };
    let Some(defect_id) = defect_id else { return Ok(states) };
    let linked = if ids.len() <= FEW {
        linked_one_by_one(client, &states, defect_id).await?
    } else {
        linked(client, ids, defect_id).await?
    };
    for (id, state) in &mut states {
        state.linked = linked.contains(id);
    }
    Ok(states)
}

/// `None` where the server has it no more.
pub(super) fn if_there<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn one_by_one(client: &Client, at: At, ids: &[i64]) -> Result<States> {
    let mut states = States::new();
    for id in ids {
        let Some(result) = if_there(client.test_result(*id).await)? else { continue };
        if result.launch_id.is_some_and(|launch_id| launch_id != at.launch_id) {
            continue;
        }
        let state = State {
            case: result.test_case_id,
            status: result.status.map(|status| status.as_str().to_owned()),
            assignee: result.assignee,
            muted: result.muted,
            hidden: result.hidden,
            linked: false,
            name: result.name,
        };
        states.insert(*id, state);
    }
    Ok(states)
}

async fn many(client: &Client, at: At, ids: &[i64], decision: &Decision) -> Result<States> {
    let mut states = States::new();
    for ids in ids.chunks(AT_ONCE) {
        let of = of_launch(at, ids);
        for result in found(client, at, &of, ids).await? {
            let state = State {
                case: result.test_case_id,
                status: result.status.map(|status| status.as_str().to_owned()),
                assignee: result.assignee,
                name: result.name,
                ..State::default()
            };
            states.insert(result.id, state);
        }
        // Rows leave these out; a query can tell them.
        let flag = match decision {
            Decision::Mute { .. } | Decision::Unmute => "muted",
            Decision::Hide => "hidden",
            Decision::LinkDefect { .. }
            | Decision::UnlinkDefect { .. }
            | Decision::NewDefect { .. }
            | Decision::Assign { .. }
            | Decision::Unassign
            | Decision::SetStatus { .. } => continue,
        };
        for result in found(client, at, &format!("{of} and {flag} = true"), ids).await? {
            let state = states.entry(result.id).or_default();
            *(if flag == "muted" { &mut state.muted } else { &mut state.hidden }) = true;
        }
    }
    Ok(states)
}

fn of_launch(at: At, ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("launch = {} and id in [{}]", at.launch_id, ids.join(","))
}

async fn found(client: &Client, at: At, query: &str, ids: &[i64]) -> Result<Vec<testops::TestResult>> {
    let size = u32::try_from(ids.len()).unwrap_or(PAGE);
    let mut request = PageRequest::first(size);
    let mut rows = Vec::new();
    loop {
        let page = client.test_results_search(at.project_id, query, request).await?;
        rows.extend(page.items);
        if page.last || rows.len() >= ids.len() {
            return Ok(rows);
        }
        request = request.next();
    }
}

async fn linked_one_by_one(client: &Client, states: &States, defect_id: i64) -> Result<HashSet<i64>> {
    let mut linked = HashSet::new();
    for id in states.keys() {
        let defects = if_there(client.result_defects(*id).await)?.unwrap_or_default();
        if defects.iter().any(|defect| defect.id == defect_id) {
            linked.insert(*id);
        }
    }
    Ok(linked)
}

/// Which of these the defect explains; its results come newest first.
async fn linked(client: &Client, ids: &[i64], defect_id: i64) -> Result<HashSet<i64>> {
    let wanted: BTreeSet<i64> = ids.iter().copied().collect();
    let mut linked = HashSet::new();
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.defect_results(defect_id, request).await?;
        let passed =
            page.items.last().is_some_and(|last| wanted.first().is_none_or(|first| last.id < *first));
        linked.extend(page.items.iter().map(|result| result.id).filter(|id| wanted.contains(id)));
        if page.last || passed {
            break;
        }
        request = request.next();
    }
    Ok(linked)
}

/// Whether the server certainly did nothing.
pub(super) fn is_certain(error: &Error) -> bool {
    error.sent() == testops::Sent::No
}
