//! The scenario of a test case: in the normal form that people edit step by step, and as the plain list of old.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::{asked, case_with};
use super::selection::required;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, get, patch, post};
use crate::http::server::Generation;
use crate::world::case::Case;
use crate::world::scenario::{PER_CASE, Position, Scenario, Step, plain};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase/{id}/scenario", old_form),
        post("/testcase/{id}/scenario", replace),
        delete("/testcase/{id}/scenario", clear),
        get("/testcase/{id}/step", normal_form),
        delete("/testcase/{id}/step", clear).legacy(),
        post("/testcase/{id}/migrate", migrate),
        post("/testcase/step", create),
        patch("/testcase/step/{id}", change),
        delete("/testcase/step/{id}", remove),
        post("/testcase/step/{id}/move", shift),
        post("/testcase/step/{id}/copy", copy),
    ]
}

/// Ids, and a map from ids to steps. Up to 4.x an expected result is a text, from 25 on a step with children.
pub(super) fn normal(generation: Generation, case: i64, scenario: &Scenario) -> Value {
    let containers: Vec<i64> = scenario.steps.values().filter_map(|step| step.expected).collect();
    let is_shown = |id: i64| {
        let of_container = || containers.iter().any(|own| scenario.steps[own].children.contains(&id));
        generation == Generation::Current || (!containers.contains(&id) && !of_container())
    };
    let dto = |(id, step): (&i64, &Step)| {
        let mut dto = json!({"id": id, "testCaseId": case, "archived": false});
        match (step.attachment, step.shared) {
            (Some(attachment), _) => dto["attachmentId"] = json!(attachment),
            (None, Some(shared)) => dto["sharedStepId"] = json!(shared),
            (None, None) => dto["body"] = json!(step.body),
        }
        if !step.children.is_empty() {
            dto["children"] = json!(step.children);
        }
        if generation == Generation::Legacy {
            if let Some(expected) = scenario.expected(step) {
                dto["expectedResult"] = json!(expected);
            }
        } else {
            if step.attachment.is_none() && step.shared.is_none() {
                dto["bodyJson"] = step.document();
            }
            if let Some(container) = step.expected {
                dto["expectedResultId"] = json!(container);
            }
        }
        (id.to_string(), dto)
    };
    let shown = scenario.steps.iter().filter(|(id, _)| is_shown(**id));
    let steps: Map<String, Value> = shown.map(dto).collect();
    let root = json!({"id": scenario.root, "testCaseId": case, "children": scenario.children});
    json!({"root": root, "scenarioSteps": steps, "attachments": {}, "sharedSteps": {}, "sharedStepScenarioSteps": {}, "sharedStepAttachments": {}})
}

/// The plain list.
pub(super) fn simple(scenario: &Scenario) -> Value {
    json!({"steps": simple_steps(scenario, &scenario.children), "attachments": []})
}

fn simple_steps(scenario: &Scenario, ids: &[i64]) -> Vec<Value> {
    let known = ids.iter().filter_map(|id| scenario.steps.get(id));
    let dto = |step: &Step| {
        let (steps, expected) = (simple_steps(scenario, &step.children), scenario.expected(step));
        let mut dto = json!({"name": step.body, "attachments": [], "leaf": steps.is_empty(), "hasContent": expected.is_some() || !steps.is_empty(), "stepsCount": steps.len(), "steps": steps});
        if let Some(expected) = expected {
            dto["expectedResult"] = json!(expected);
        }
        dto
    };
    known.map(dto).collect()
}

fn old_form(call: &mut Call<'_>) -> Outcome {
    Answer::ok(simple(&asked(call, Right::Read)?.scenario()))
}

fn answered(call: &Call<'_>, case: &Case) -> Value {
    normal(call.world.generation, case.id, &case.scenario())
}

fn normal_form(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    Answer::ok(answered(call, &case))
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
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Whole {
    steps: Option<Vec<WholeStep>>,
}

/// What a step is: a text, a file or a shared step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    body: Option<String>,
    body_json: Option<Value>,
    attachment_id: Option<i64>,
    shared_step_id: Option<i64>,
}

impl Detail {
    /// `None` where it is nothing, or several things at once.
    fn step(self) -> Option<Step> {
        let text = self.body.or_else(|| self.body_json.as_ref().map(plain));
        match (text, self.attachment_id, self.shared_step_id) {
            (Some(body), None, None) => Some(Step { markup: self.body_json, ..Step::text(body) }),
            (None, Some(id), None) => Some(Step { attachment: Some(id), ..Step::default() }),
            (None, None, Some(id)) => Some(Step { shared: Some(id), ..Step::default() }),
            _ => None,
        }
    }
}

/// The body of a step whose type the server does not know.
const EMPTY: &str = "<empty>";

impl Whole {
    pub(super) fn scenario(self, case: i64) -> Scenario {
        let mut scenario = Scenario::empty(case);
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
            let container = |scenario: &Scenario| scenario.steps.get(&of).and_then(|step| step.expected);
            if container(scenario).is_none() {
                scenario.expect(of, None);
            }
            scenario.add(container(scenario), Position::End, step);
            continue;
        }
        last = scenario.add(parent, Position::End, step);
        if let Some(id) = last {
            if let Some(expected) = whole.expected_result.filter(|text| !text.is_empty()) {
                scenario.expect(id, Some(expected));
            }
            add_all(scenario, Some(id), whole.steps.unwrap_or_default());
        }
    }
}

fn replace(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let whole: Whole = call.body()?;
    let case = rewrite(call, &case, |written| written.scenario = whole.scenario(case.id));
    Answer::ok(match call.world.generation {
        Generation::Current => answered(call, &case),
        Generation::Legacy => simple(&case.scenario()),
    })
}

fn clear(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    rewrite(call, &case, |written| written.scenario = Scenario::empty(case.id));
    Answer::empty(StatusCode::OK)
}

/// There is one store for both forms, so that all is there already.
fn migrate(call: &mut Call<'_>) -> Outcome {
    asked(call, Right::Write)?;
    Answer::empty(StatusCode::ACCEPTED)
}

/// The test case that a step is of.
fn of_step(call: &Call<'_>, step: i64) -> Result<Case, Refusal> {
    let missing = || Refusal::missing("Scenario step", step);
    let case = case_with(call, step / PER_CASE, Right::Write)
        .map_err(|refusal| if refusal.status == StatusCode::NOT_FOUND { missing() } else { refusal })?;
    let scenario = case.scenario();
    if step != scenario.root && !scenario.steps.contains_key(&step) {
        return Err(missing());
    }
    Ok(case)
}

fn position(before: Option<i64>, after: Option<i64>) -> Position {
    match (before, after) {
        (Some(id), _) => Position::Before(id),
        (None, Some(id)) => Position::After(id),
        (None, None) => Position::End,
    }
}

fn no_place() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Scenario step with such a position not found")
}

fn only_one_detail() -> Refusal {
    Refusal::bad("Validation error: step.onlyonedetail")
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewStep {
    test_case_id: Option<i64>,
    parent_id: Option<i64>,
    expected_result: Option<String>,
}

/// Whether the request wants, or keeps, an expected result. Old servers do not know the flag.
fn with_expected(call: &Call<'_>) -> Result<bool, Refusal> {
    Ok(call.query.flag("withExpectedResult")?.unwrap_or(false)
        && call.world.generation == Generation::Current)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let (body, detail): (NewStep, Detail) = (call.body()?, call.body()?);
    let with_expected = with_expected(call)?;
    let position = position(call.query.long("beforeId")?, call.query.long("afterId")?);
    let case = match (body.test_case_id, body.parent_id) {
        (Some(id), _) => case_with(call, id, Right::Write)?,
        (None, Some(parent)) => of_step(call, parent)?,
        (None, None) => case_with(call, required("testCaseId", body.test_case_id)?, Right::Write)?,
    };
    let step = detail.step().ok_or_else(only_one_detail)?;
    let mut scenario = case.scenario();
    let id = scenario.add(body.parent_id, position, step).ok_or_else(no_place)?;
    let text = body.expected_result.filter(|text| !text.is_empty());
    match (call.world.generation, text) {
        (Generation::Legacy, Some(text)) => scenario.expect(id, Some(text)),
        (Generation::Current, _) if with_expected => scenario.expect(id, None),
        _ => {}
    }
    let case = rewrite(call, &case, |written| written.scenario = scenario);
    Answer::ok(json!({"createdStepId": id, "scenario": answered(call, &case)}))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StepChange {
    expected_result: Option<String>,
}

/// From 25 on a change without the flag takes the expected result away, and one with it spawns a blank one.
fn change(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let case = of_step(call, id)?;
    let (body, detail): (StepChange, Detail) = (call.body()?, call.body()?);
    let with_expected = with_expected(call)?;
    let mut scenario = case.scenario();
    let is_old = call.world.generation == Generation::Legacy;
    let new = detail.step();
    if new.is_none() && !(is_old && body.expected_result.is_some()) {
        return Err(only_one_detail());
    }
    if let (Some(new), Some(step)) = (new, scenario.steps.get_mut(&id)) {
        (step.body, step.markup, step.attachment, step.shared) =
            (new.body, new.markup, new.attachment, new.shared);
    }
    let has_expected = scenario.steps.get(&id).is_some_and(|step| step.expected.is_some());
    if is_old {
        if let Some(text) = body.expected_result {
            scenario.unexpect(id);
            scenario.expect(id, Some(text));
        }
    } else if with_expected && !has_expected {
        scenario.expect(id, None);
    } else if !with_expected {
        scenario.unexpect(id);
    }
    let case = rewrite(call, &case, |written| written.scenario = scenario);
    Answer::ok(answered(call, &case))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let case = of_step(call, id)?;
    let case = rewrite(call, &case, |written| written.scenario.remove(id));
    Answer::ok(answered(call, &case))
}

#[derive(Debug, Deserialize)]
struct Place {
    #[serde(rename = "afterId")]
    after: Option<i64>,
    #[serde(rename = "beforeId")]
    before: Option<i64>,
    #[serde(rename = "parentId")]
    parent: Option<i64>,
}

fn shift(call: &mut Call<'_>) -> Outcome {
    placed(call, Scenario::shift)
}

fn copy(call: &mut Call<'_>) -> Outcome {
    placed(call, |scenario, id, parent, position| scenario.copy(id, parent, position).map(drop))
}

fn placed(
    call: &mut Call<'_>,
    act: impl FnOnce(&mut Scenario, i64, Option<i64>, Position) -> Option<()>,
) -> Outcome {
    let id = call.id()?;
    let case = of_step(call, id)?;
    let body: Place = call.body()?;
    let mut scenario = case.scenario();
    act(&mut scenario, id, body.parent, position(body.before, body.after)).ok_or_else(no_place)?;
    let case = rewrite(call, &case, |written| written.scenario = scenario);
    Answer::ok(answered(call, &case))
}
