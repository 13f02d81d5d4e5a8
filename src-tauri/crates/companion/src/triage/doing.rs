//! Asks the server for what was decided: in requests of some hundred results, each sent once, up to the first that fails.

use std::collections::BTreeSet;

use testops::{
    Client, DefectRule, Error, IssueKey, LaunchName, MuteOrder, NewDefect, PageRequest, ResultSelection,
    Status,
};

use super::decision::States;
use super::reading::{AT_ONCE, At, if_there, is_certain};
use crate::view::{Decision, DefectIssue, Rule};

/// How far it came.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The defect that was linked or made.
    pub(super) defect_id: Option<i64>,
    /// In a request that failed, or in none after it.
    pub(super) failed: Vec<i64>,
    pub(super) error: Option<Error>,
}

/// `before` tells of which test cases the results are.
pub(super) async fn ask(client: &Client, at: At, decision: &Decision, ids: &[i64], before: &States) -> Asked {
    let mut asked = Asked { defect_id: defect_of(decision), ..Asked::default() };
    if let (Some(new), Some(first)) = (new_defect(decision), ids.first()) {
        match make(client, at, *first, &new).await {
            Ok(id) => asked.defect_id = Some(id),
            Err(error) => return Asked { failed: ids.to_vec(), error: Some(error), ..asked },
        }
    }
    for (n, chunk) in ids.chunks(AT_ONCE).enumerate() {
        let Some(selection) = ResultSelection::new(at.launch_id, chunk.to_vec()) else { continue };
        if let Err(error) = send(client, &selection, decision, asked.defect_id).await {
            asked.failed = ids.iter().skip(n * AT_ONCE).copied().collect();
            asked.error = Some(error);
            return asked;
        }
    }
    if *decision == Decision::Unmute
        && let Err(error) = delete_mutes(client, ids, before).await
    {
        asked.error = Some(error);
    }
    asked
}

/// Without this the test cases would be muted in the launches to come. Servers delete mutes one by one.
async fn delete_mutes(client: &Client, ids: &[i64], before: &States) -> testops::Result<()> {
    let cases: BTreeSet<i64> = ids.iter().filter_map(|id| before.get(id)?.case).collect();
    for case in cases {
        for mute in client.mutes(case).await? {
            if_there(client.delete_mute(mute.id).await)?;
        }
    }
    Ok(())
}

pub(super) fn defect_of(decision: &Decision) -> Option<i64> {
    match decision {
        Decision::LinkDefect { defect_id } | Decision::UnlinkDefect { defect_id } => Some(*defect_id),
        Decision::Mute { .. }
        | Decision::Unmute
        | Decision::NewDefect { .. }
        | Decision::Assign { .. }
        | Decision::Unassign
        | Decision::SetStatus { .. }
        | Decision::Hide => None,
    }
}

async fn send(
    client: &Client,
    selection: &ResultSelection,
    decision: &Decision,
    defect_id: Option<i64>,
) -> testops::Result<()> {
    match decision {
        Decision::Mute { name, reason, .. } => {
            // Names were checked before anything was asked.
            let Ok(name) = LaunchName::new(name.trim()) else { return Ok(()) };
            let order = MuteOrder { name, reason: given(reason), issues: Vec::new() };
            client.mute_results(selection, &order).await
        }
        Decision::Unmute => client.unmute_results(selection).await,
        Decision::UnlinkDefect { defect_id } => {
            for id in selection.results() {
                client.unlink_defect(*id, *defect_id).await?;
            }
            Ok(())
        }
        Decision::LinkDefect { .. } | Decision::NewDefect { .. } => {
            let ids: Vec<i64> = defect_id.into_iter().collect();
            client.link_defects(selection, &ids).await
        }
        Decision::Assign { username } => {
            client.assign_results(selection, std::slice::from_ref(username)).await
        }
        Decision::Unassign => client.unassign_results(selection).await,
        Decision::SetStatus { status, message } => {
            let status = Status::from(status.to_string());
            client.set_status(selection, &status, given(message).as_deref(), None).await
        }
        Decision::Hide => client.hide_results(selection).await,
    }
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A new defect that explains the first of the results. Where the answer is lost it is looked for by its name.
async fn make(client: &Client, at: At, result_id: i64, new: &NewDefect) -> testops::Result<i64> {
    let known = named(client, at, &new.name).await?;
    match client.create_defect(result_id, new).await {
        Ok(defect) => Ok(defect.id),
        Err(error) if is_certain(&error) => Err(error),
        Err(error) => {
            let defects = named(client, at, &new.name).await?;
            defects.into_iter().find(|id| !known.contains(id)).ok_or(error)
        }
    }
}

fn new_defect(decision: &Decision) -> Option<NewDefect> {
    let Decision::NewDefect { name, description, rule, issue } = decision else { return None };
    let key = |issue: &DefectIssue| IssueKey {
        integration_id: issue.integration_id,
        name: issue.key.trim().to_owned(),
    };
    Some(NewDefect {
        name: name.trim().to_owned(),
        description: given(description),
        rule: rule.as_ref().map(|rule| rule_of(name.trim(), rule)),
        issue: issue.as_ref().map(key),
    })
}

pub(super) fn rule_of(name: &str, rule: &Rule) -> DefectRule {
    DefectRule {
        name: name.to_owned(),
        message_regex: given(&rule.message_regex),
        trace_regex: given(&rule.trace_regex),
    }
}

/// The newest defects of this very name.
pub(super) async fn named(client: &Client, at: At, name: &str) -> testops::Result<Vec<i64>> {
    let page = if_there(client.defects(at.project_id, Some(name), PageRequest::first(50)).await)?;
    let defects = page.map(|page| page.items).unwrap_or_default();
    Ok(defects.into_iter().filter(|defect| defect.name == name).map(|defect| defect.id).collect())
}
