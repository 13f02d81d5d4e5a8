//! Many test cases at once: out of the bin, into another project, and which values they have.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::case_bulk::{Choose, each, v1, v2};
use super::cases::grouped;
use super::selection::{SelectionV1, SelectionV2, required};
use super::{Right, project, stock};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, post};
use crate::world::authored::is_field;
use crate::world::case::Case;
use crate::world::written::{FieldValue, Written};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/v2/test-case/bulk/restore", restore),
        post("/v2/test-case/bulk/move", |call| shift(call, v2)),
        post("/testcase/bulk/move", |call| shift(call, v1)),
        post("/v2/test-case/bulk/cfv", |call| values(call, v2)),
        post("/testcase/cfv", |call| values(call, bare)).current(),
        post("/v2/test-case/bulk/cf/delta", delta),
    ]
}

#[derive(Debug, Deserialize)]
struct Selected {
    selection: Option<SelectionV2>,
}

/// The selection is among what is in the bin.
fn restore(call: &mut Call<'_>) -> Outcome {
    let body: Selected = call.body()?;
    let (of, chosen) = required("selection", body.selection)?.chosen_in_bin(call)?;
    project(call, of, Right::Write)?;
    let stock = call.world.projects.get_mut(&of).map(|project| &mut project.stock);
    let stock = stock.ok_or_else(|| Refusal::missing("Project", of))?;
    for place in stock.deleted().filter(|place| chosen.holds(*place)).collect::<Vec<_>>() {
        stock.restore(place);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    to_project_id: Option<i64>,
    strategy: Option<String>,
    cf_mapping: Option<BTreeMap<String, i64>>,
}

impl Destination {
    /// The project, and which fields become which others.
    fn known(self, call: &Call<'_>) -> Result<(i64, BTreeMap<i64, i64>), Refusal> {
        let to = required("toProjectId", self.to_project_id)?;
        project(call, to, Right::Write)?;
        let strategy = self.strategy.unwrap_or_else(|| "ADD".to_owned());
        if !["ADD", "MAP", "EXCLUDE", "REWRITE"].contains(&strategy.as_str()) {
            return Err(Refusal::bad(format!(
                "JSON parse error: Cannot deserialize value of type `TestCaseBulkCfMoveStrategy` from String \"{strategy}\""
            )));
        }
        let mut mapping = BTreeMap::new();
        for (from, to) in self.cf_mapping.filter(|_| strategy == "MAP").unwrap_or_default() {
            if !is_field(to) {
                return Err(Refusal::missing("Custom field", to));
            }
            mapping.insert(from.parse().map_err(|_| Refusal::bad("JSON parse error: cfMapping"))?, to);
        }
        Ok((to, mapping))
    }
}

/// Into another project, with all that belongs to them and under the same ids. Every project has every field, so that
/// only a mapping changes what values are of.
fn shift(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let (of, _) = choose(call)?;
    let (to, mapping) = call.body::<Destination>()?.known(call)?;
    if to == of {
        return Answer::empty(StatusCode::ACCEPTED);
    }
    each(call, choose, StatusCode::ACCEPTED, |call, case| moved(call, case, to, &mapping))
}

fn moved(call: &mut Call<'_>, case: &Case, to: i64, mapping: &BTreeMap<i64, i64>) -> Result<(), Refusal> {
    let mut written = Written::of(case);
    let home = stock(call, to)?.clone();
    let values = std::mem::take(&mut written.fields);
    for own in values {
        let field = mapping.get(&own.field).copied().unwrap_or(own.field);
        written.fields.push(call.world.value(&home, field, &own.name));
    }
    written.modified = call.now;
    let full = || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "no room for another test case");
    let stock = call.world.projects.get_mut(&to).map(|project| &mut project.stock);
    let stock = stock.ok_or_else(|| Refusal::missing("Project", to))?;
    stock.adopt(case.id, written, call.now).ok_or_else(full)?;
    if let Some(project) = call.world.projects.get_mut(&case.project) {
        project.stock.release(case.id);
    }
    Ok(())
}

/// The selection is the whole body.
fn bare(call: &Call<'_>) -> Result<(i64, Vec<Case>), Refusal> {
    let selection: SelectionV1 = call.body()?;
    let (of, chosen) = selection.chosen(call)?;
    let stock = stock(call, of)?;
    let places = stock.places().filter(|place| chosen.holds(*place));
    Ok((of, places.map(|place| stock.case(call.world.seed, place)).collect()))
}

fn values(call: &mut Call<'_>, choose: Choose) -> Outcome {
    let (of, cases) = choose(call)?;
    let mut seen = BTreeSet::new();
    let values = cases.iter().flat_map(Case::field_values).filter(|own| seen.insert((own.field, own.id)));
    let values: Vec<FieldValue> = values.collect();
    Answer::ok(grouped(of, &values))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Other {
    to_project_id: Option<i64>,
}

/// Fields that the other project lacks: none, since every project has every field.
fn delta(call: &mut Call<'_>) -> Outcome {
    v2(call)?;
    let body: Other = call.body()?;
    project(call, required("toProjectId", body.to_project_id)?, Right::Read)?;
    Answer::ok(Value::Array(Vec::new()))
}
