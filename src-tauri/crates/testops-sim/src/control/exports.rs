//! Exports and what they are made of, as the control door sees and changes them.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::door;
use crate::api::group_paths;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::export::Way;

#[derive(Debug, Deserialize)]
struct Plan {
    /// How many of the next requests; without it all, until the plans are deleted.
    times: Option<u64>,
    #[serde(flatten)]
    way: Value,
}

/// How the next export requests go.
pub(super) fn plan(call: &mut Call<'_>) -> Outcome {
    let plan: Plan = door(call)?;
    let way: Way = serde_json::from_value(plan.way).map_err(|error| Refusal::bad(error.to_string()))?;
    call.world.exports.plan(plan.times, way);
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) fn forget_plans(call: &mut Call<'_>) -> Outcome {
    call.world.exports.forget_plans();
    Answer::empty(StatusCode::NO_CONTENT)
}

/// The requests that are on the server.
pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let row = |request: &crate::world::export::ExportRequest| {
        json!({
            "id": request.id,
            "project_id": request.project,
            "name": request.name,
            "status": request.status(call.now),
            "shared": request.shared,
            "rows": request.sheet.chosen.count(&request.sheet.stock),
            "columns": request.sheet.columns.len(),
        })
    };
    Answer::ok(call.world.exports.requests.values().map(row).collect())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseChange {
    project_id: i64,
    #[serde(default)]
    appear: usize,
    #[serde(default)]
    vanish: usize,
    #[serde(default)]
    change: usize,
}

/// Lets test cases appear, vanish and change; answers with their ids.
pub(super) fn change_cases(call: &mut Call<'_>) -> Outcome {
    let CaseChange { project_id, appear, vanish, change } = door(call)?;
    let (seed, now) = (call.world.seed, call.now);
    let project = call.world.projects.get_mut(&project_id);
    let stock = &mut project.ok_or_else(|| Refusal::missing("Project", project_id))?.stock;
    match stock.edit(seed, now, vanish, change, appear) {
        Some(edited) => Answer::ok(json!(edited)),
        None => Err(Refusal::bad("the project does not hold that many test cases")),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupChange {
    project_id: i64,
    /// A node's id, or the id of a value, in all places where it is a group.
    group_id: i64,
    delete: bool,
}

/// Deletes a group; its test cases stay, outside the tree.
pub(super) fn change_group(call: &mut Call<'_>) -> Outcome {
    let GroupChange { project_id, group_id, delete } = door(call)?;
    if !delete {
        return Err(Refusal::bad("a group can only be deleted"));
    }
    let paths = group_paths(call.world, project_id, group_id);
    if paths.is_empty() {
        return Err(Refusal::missing("Group", group_id));
    }
    if let Some(project) = call.world.projects.get_mut(&project_id) {
        project.stock.gone.extend(paths);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}
