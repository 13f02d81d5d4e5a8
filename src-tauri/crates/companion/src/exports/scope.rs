//! What a plan covers, as the server is asked for it.

use testops::{Client, Error, ErrorKind, GroupRef, PageRequest, Selection};

use super::Problem;
use crate::view::{ExportScope, ScopeGroup};

/// Groups of one level are looked through in pages of this size, and at most so many pages.
const PAGE: u32 = 500;
const MOST_PAGES: u32 = 100;

/// Test cases that a file shall hold.
pub(crate) struct Wanted {
    pub(crate) selection: Selection,
    /// As the server counted.
    pub(crate) count: u64,
}

/// Counts first: what a deleted group or a filter without a hit would give is no export.
pub(crate) async fn wanted(
    client: &Client,
    project_id: i64,
    scope: &ExportScope,
    group: Option<&ScopeGroup>,
) -> Result<Wanted, Problem> {
    let mut selection = Selection { project_id, ..Selection::default() };
    match (scope, group) {
        (ExportScope::Query { aql }, _) => {
            selection.cases = client.case_ids(project_id, aql).await?;
            // Without cases a selection means all of them.
            if selection.cases.is_empty() {
                return Err(Problem::NothingFound);
            }
            let count = selection.cases.len() as u64;
            return Ok(Wanted { selection, count });
        }
        (ExportScope::Groups { tree_id, .. }, Some(group)) => {
            selection.tree_id = Some(*tree_id);
            selection.groups = vec![group_ref(group)];
        }
        (ExportScope::Groups { .. }, None) => return Err(Problem::Internal),
        (ExportScope::All, _) => {}
    }
    let count = client.count_cases(&selection).await?;
    if let (0, Some(tree_id), Some(group)) = (count, selection.tree_id, group)
        && is_gone(client, project_id, tree_id, group).await?
    {
        return Err(Problem::GroupGone(name_of(group)));
    }
    Ok(Wanted { selection, count })
}

/// The group's whole name, from the root.
pub(crate) fn name_of(group: &ScopeGroup) -> String {
    if group.names.is_empty() { format!("#{}", group.id) } else { group.names.join(" / ") }
}

pub(crate) fn group_ref(group: &ScopeGroup) -> GroupRef {
    // Only an id is known of an imported group; up to 4.x that is the id of its value.
    let path = if group.path.is_empty() { vec![group.id] } else { group.path.clone() };
    GroupRef { id: group.id, path }
}

/// A deleted group counts as empty, so that the count does not tell.
async fn is_gone(client: &Client, project_id: i64, tree_id: i64, group: &ScopeGroup) -> Result<bool, Error> {
    let at = group_ref(group);
    if client.has_v2().await? {
        let below = client.tree_groups(project_id, tree_id, Some(&at), PageRequest::first(1)).await;
        return match below {
            Ok(_) => Ok(false),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(true),
            Err(error) => Err(error),
        };
    }
    let above = at.path.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
    let above = above.last().map(|id| GroupRef { id: *id, path: above.clone() });
    let mut request = PageRequest::first(PAGE);
    while request.number < MOST_PAGES {
        let page = client.tree_groups(project_id, tree_id, above.as_ref(), request).await?;
        if page.items.iter().any(|found| found.at.path == at.path) {
            return Ok(false);
        }
        if page.last {
            return Ok(true);
        }
        request = request.next();
    }
    Ok(false)
}
