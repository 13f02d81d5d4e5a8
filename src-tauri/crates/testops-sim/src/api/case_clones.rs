//! Copies of test cases.

use serde::Deserialize;

use super::case_writing::{put, rewrite, status};
use super::cases::{asked, row};
use super::{Right, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::world::case::Case;
use crate::world::written::{Relation, Written};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/testcase/{id}/clone", clone)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CloneBody {
    pub(super) name_suffix: Option<String>,
    status_id: Option<i64>,
    workflow_id: Option<i64>,
    to_project_id: Option<i64>,
    ignore_cfv: Option<bool>,
    ignore_issue_links: Option<bool>,
    ignore_links: Option<bool>,
    ignore_members: Option<bool>,
    ignore_scenario: Option<bool>,
    ignore_tags: Option<bool>,
}

pub(super) fn cloned(call: &mut Call<'_>, case: &Case, body: &CloneBody) -> Result<Case, Refusal> {
    let to = body.to_project_id.unwrap_or(case.project);
    project(call, to, Right::Write)?;
    let status = status(body.status_id, body.workflow_id)?;
    let (original, relation) = (Written::of(case), call.world.new_id());
    let kept = |ignored: Option<bool>| ignored != Some(true);
    let copy = put(call, to, |written, _| {
        written.name = format!("{}{}", original.name, body.name_suffix.as_deref().unwrap_or_default());
        written.description = original.description;
        written.precondition = original.precondition;
        written.expected_result = original.expected_result;
        written.layer = original.layer;
        written.status = status.unwrap_or(original.status);
        written.relations = vec![Relation { id: relation, kind: "clones".to_owned(), target: case.id }];
        if kept(body.ignore_tags) {
            written.tags = original.tags;
        }
        if kept(body.ignore_links) {
            written.links = original.links;
        }
        if kept(body.ignore_members) {
            written.members = original.members;
        }
        if kept(body.ignore_issue_links) {
            written.issues = original.issues;
        }
        if kept(body.ignore_cfv) {
            written.fields = original.fields;
        }
    })?;
    let copy = if kept(body.ignore_scenario) {
        let scenario = call.world.copied_steps(&original.scenario, case.id, copy.id);
        rewrite(call, &copy, |written| written.scenario = scenario)
    } else {
        copy
    };
    let back = Relation { id: relation, kind: "is cloned by".to_owned(), target: copy.id };
    rewrite(call, case, |written| written.relations.push(back));
    Ok(copy)
}

fn clone(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: CloneBody = call.body()?;
    Answer::ok(row(&cloned(call, &case, &body)?))
}
