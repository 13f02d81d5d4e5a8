//! Exports and what they are made of, as the control door sees and changes them.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::door;
use crate::api::group_paths;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::world::World;
use crate::world::export::{ExportRequest, Way};
use crate::world::stock::Edited;

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
    let exports = call.world.exports.requests.values();
    let exports: Vec<ExportState> = exports.map(|request| ExportState::of(request, call.now)).collect();
    Answer::ok(json!(exports))
}

/// An export request at the time of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportState {
    pub id: i64,
    pub project_id: i64,
    pub name: String,
    /// `queued`, `ready` or `failed`.
    pub status: &'static str,
    pub shared: bool,
    pub created: i64,
    pub rows: usize,
    pub columns: usize,
}

impl ExportState {
    pub(super) fn of(request: &ExportRequest, now: i64) -> Self {
        Self {
            id: request.id,
            project_id: request.project,
            name: request.name.clone(),
            status: request.status(now),
            shared: request.shared,
            created: request.created,
            rows: request.sheet.chosen.count(&request.sheet.stock),
            columns: request.sheet.columns.len(),
        }
    }
}

/// So many test cases appear, vanish and change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseChange {
    pub project_id: i64,
    #[serde(default)]
    pub appear: usize,
    #[serde(default)]
    pub vanish: usize,
    #[serde(default)]
    pub change: usize,
}

/// Answers with the ids of those that appeared, vanished and changed.
pub(super) fn change_cases(call: &mut Call<'_>) -> Outcome {
    let change: CaseChange = door(call)?;
    Answer::ok(json!(edit_cases(call.world, call.now, &change)?))
}

pub(super) fn edit_cases(world: &mut World, now: i64, change: &CaseChange) -> Result<Edited, Refusal> {
    let seed = world.seed;
    let project = world.projects.get_mut(&change.project_id);
    let stock = &mut project.ok_or_else(|| Refusal::missing("Project", change.project_id))?.stock;
    stock
        .edit(seed, now, change.vanish, change.change, change.appear)
        .ok_or_else(|| Refusal::bad("the project does not hold that many test cases"))
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
