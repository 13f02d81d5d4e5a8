//! Scenarios as a whole: read in either form, set at once, emptied.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::Right;
use super::case_steps::{Detail, Kind};
use super::cases::asked;
use super::scenario_forms::simple;
use crate::http::call::{Answer, Call, Outcome};
use crate::http::router::{Route, delete, get, post};
use crate::http::server::Generation;
use crate::world::scenario::{Position, Scenario, Step};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase/{id}/scenario", old_form),
        post("/testcase/{id}/scenario", |call| replace(call, Kind::Case)),
        delete("/testcase/{id}/scenario", |call| clear(call, Kind::Case)),
        get("/testcase/{id}/step", |call| normal_form(call, Kind::Case)),
        delete("/testcase/{id}/step", |call| clear(call, Kind::Case)).legacy(),
        post("/testcase/{id}/migrate", migrate),
        get("/sharedstep/{id}/step", |call| normal_form(call, Kind::Shared)),
        post("/sharedstep/{id}/scenario", |call| replace(call, Kind::Shared)).current(),
        delete("/sharedstep/{id}/scenario", |call| clear(call, Kind::Shared)).current(),
    ]
}

fn old_form(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    Answer::ok(simple(call.world, &case.scenario()))
}

fn normal_form(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let home = kind.find(call, call.id()?, Right::Read)?;
    Answer::ok(home.answer(call.world))
}

/// A step of a whole scenario: typed from 25 on, named up to 4.x.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WholeStep {
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<String>,
    expected_result: Option<String>,
    body: Option<String>,
    body_json: Option<Value>,
    attachment_id: Option<i64>,
    shared_step_id: Option<i64>,
    steps: Option<Vec<WholeStep>>,
    expected_result_steps: Option<Vec<WholeStep>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Whole {
    steps: Option<Vec<WholeStep>>,
}

/// The body of a step whose type the server does not know.
const EMPTY: &str = "<empty>";

impl Whole {
    pub(super) fn scenario(self, home: i64) -> Scenario {
        let mut scenario = Scenario::empty(home);
        add_all(&mut scenario, None, self.steps.unwrap_or_default());
        scenario
    }

    /// What a patch of a test case makes of it: as many steps, and nothing in them.
    pub(super) fn emptied(self, case: i64) -> Scenario {
        let steps = self.steps.unwrap_or_default().into_iter();
        let empty = steps.map(|_| WholeStep { kind: Some("unknown".to_owned()), ..WholeStep::default() });
        Self { steps: Some(empty.collect()) }.scenario(case)
    }
}

/// The container of what is expected of a step, made when there is none.
fn container(scenario: &mut Scenario, of: i64) -> Option<i64> {
    let known = |scenario: &Scenario| scenario.steps.get(&of).and_then(|step| step.expected);
    if known(scenario).is_none() {
        scenario.expect(of, None);
    }
    known(scenario)
}

fn add_all(scenario: &mut Scenario, parent: Option<i64>, steps: Vec<WholeStep>) {
    let mut last = None;
    for whole in steps {
        let detail = Detail {
            body: whole.body,
            body_json: whole.body_json,
            attachment_id: whole.attachment_id,
            shared_step_id: whole.shared_step_id,
        };
        let expects = whole.kind.as_deref() == Some("expected_body");
        let known = match (whole.kind.as_deref(), whole.name) {
            (None, Some(name)) => Some(Step::text(name)),
            (Some("body" | "expected_body" | "attachment" | "shared"), _) => detail.step(),
            (Some(_) | None, _) => None,
        };
        let step = known.unwrap_or_else(|| Step::text(EMPTY));
        if let Some(of) = last.filter(|_| expects) {
            let container = container(scenario, of);
            scenario.add(container, Position::End, step);
            continue;
        }
        last = scenario.add(parent, Position::End, step);
        if let Some(id) = last {
            if let Some(expected) = whole.expected_result.filter(|text| !text.is_empty()) {
                scenario.expect(id, Some(expected));
            }
            if let Some(expected) = whole.expected_result_steps.filter(|steps| !steps.is_empty()) {
                let container = container(scenario, id);
                add_all(scenario, container, expected);
            }
            add_all(scenario, Some(id), whole.steps.unwrap_or_default());
        }
    }
}

fn replace(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let home = kind.find(call, call.id()?, Right::Write)?;
    let whole: Whole = call.body()?;
    let scenario = whole.scenario(home.id());
    scenario.steps.values().try_for_each(|step| home.knows(call, step))?;
    let home = home.keep(call, scenario);
    Answer::ok(match call.world.generation {
        Generation::Current => home.answer(call.world),
        Generation::Legacy => simple(call.world, &home.scenario()),
    })
}

fn clear(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let home = kind.find(call, call.id()?, Right::Write)?;
    let empty = Scenario::empty(home.id());
    home.keep(call, empty);
    Answer::empty(StatusCode::OK)
}

/// There is one store for both forms, so that all is there already.
fn migrate(call: &mut Call<'_>) -> Outcome {
    asked(call, Right::Write)?;
    Answer::empty(StatusCode::ACCEPTED)
}
