//! Scenarios step by step: of test cases, and of the steps that test cases share.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::case_with;
use super::scenario_forms::{normal, normal_shared};
use super::selection::required;
use super::{files, shared_steps};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, patch, post};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::case::Case;
use crate::world::files::Owner;
use crate::world::scenario::{PER_CASE, Position, Scenario, Step, plain};
use crate::world::shared_steps::SharedStep;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testcase/step", |call| create(call, Kind::Case)),
        patch("/testcase/step/{id}", |call| change(call, Kind::Case)),
        delete("/testcase/step/{id}", |call| remove(call, Kind::Case)),
        post("/testcase/step/{id}/move", |call| shift(call, Kind::Case)),
        post("/testcase/step/{id}/copy", |call| copy(call, Kind::Case)),
        post("/sharedstep/step", |call| create(call, Kind::Shared)),
        patch("/sharedstep/step/{id}", |call| change(call, Kind::Shared)),
        delete("/sharedstep/step/{id}", |call| remove(call, Kind::Shared)),
        post("/sharedstep/step/{id}/move", |call| shift(call, Kind::Shared)),
        post("/sharedstep/step/{id}/copy", |call| copy(call, Kind::Shared)),
    ]
}

/// What has a scenario: a test case, or a step that test cases share.
pub(super) enum Home {
    Case(Box<Case>),
    Shared(SharedStep),
}

/// Which of the two.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Case,
    Shared,
}

impl Kind {
    pub(super) fn find(self, call: &Call<'_>, id: i64, right: Right) -> Result<Home, Refusal> {
        match self {
            Self::Case => case_with(call, id, right).map(|case| Home::Case(Box::new(case))),
            Self::Shared => shared_steps::with(call, id, right).map(Home::Shared),
        }
    }
}

impl Home {
    pub(super) fn id(&self) -> i64 {
        match self {
            Self::Case(case) => case.id,
            Self::Shared(shared) => shared.id,
        }
    }

    pub(super) fn scenario(&self) -> Scenario {
        match self {
            Self::Case(case) => case.scenario(),
            Self::Shared(shared) => shared.scenario.clone(),
        }
    }

    pub(super) fn answer(&self, world: &World) -> Value {
        match self {
            Self::Case(case) => normal(world, case.id, &case.scenario()),
            Self::Shared(shared) => normal_shared(world, shared),
        }
    }

    /// Refuses a step that shows a file of others, or uses a shared step of another project. Shared steps use none.
    pub(super) fn knows(&self, call: &Call<'_>, step: &Step) -> Result<(), Refusal> {
        let (owner, project) = match self {
            Self::Case(case) => (Owner::Case(case.id), Some(case.project)),
            Self::Shared(shared) => (Owner::Shared(shared.id), None),
        };
        if let Some(id) = step.attachment.filter(|id| !call.world.has_file(owner, *id)) {
            return Err(Refusal::missing("Attachment", id));
        }
        let is_usable = |id: i64| {
            call.world.authored.shared.get(&id).is_some_and(|shared| Some(shared.project) == project)
        };
        match step.shared.filter(|id| !is_usable(*id)) {
            Some(id) => Err(Refusal::missing("Shared step", id)),
            None => Ok(()),
        }
    }

    /// Writes the scenario down. Files that steps showed and none shows any more are gone.
    pub(super) fn keep(self, call: &mut Call<'_>, scenario: Scenario) -> Self {
        let mut lost: Vec<i64> = self.scenario().files().collect();
        lost.retain(|file| !scenario.shows(*file));
        files::forget(call.world, &lost);
        match self {
            Self::Case(case) => {
                Self::Case(Box::new(rewrite(call, &case, |written| written.scenario = scenario)))
            }
            Self::Shared(shared) => {
                let shared = SharedStep { scenario, modified: call.now, ..shared };
                call.world.authored.shared.insert(shared.id, shared.clone());
                Self::Shared(shared)
            }
        }
    }
}

/// What a step is: a text, a file or a shared step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Detail {
    pub(super) body: Option<String>,
    pub(super) body_json: Option<Value>,
    pub(super) attachment_id: Option<i64>,
    pub(super) shared_step_id: Option<i64>,
}

impl Detail {
    /// `None` where it is nothing, or several things at once.
    pub(super) fn step(self) -> Option<Step> {
        let text = self.body.or_else(|| self.body_json.as_ref().map(plain));
        match (text, self.attachment_id, self.shared_step_id) {
            (Some(body), None, None) => Some(Step { markup: self.body_json, ..Step::text(body) }),
            (None, Some(id), None) => Some(Step { attachment: Some(id), ..Step::default() }),
            (None, None, Some(id)) => Some(Step { shared: Some(id), ..Step::default() }),
            _ => None,
        }
    }
}

/// What the step is of.
fn of_step(call: &Call<'_>, kind: Kind, step: i64) -> Result<Home, Refusal> {
    let missing = || Refusal::missing("Scenario step", step);
    let home = kind
        .find(call, step / PER_CASE, Right::Write)
        .map_err(|refusal| if refusal.status == StatusCode::NOT_FOUND { missing() } else { refusal })?;
    let scenario = home.scenario();
    if step != scenario.root && !scenario.steps.contains_key(&step) {
        return Err(missing());
    }
    Ok(home)
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

/// The steps of a shared step name it where those of a test case may use one.
fn create(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let (body, mut detail): (NewStep, Detail) = (call.body()?, call.body()?);
    let with_expected = with_expected(call)?;
    let position = position(call.query.long("beforeId")?, call.query.long("afterId")?);
    let (key, id) = match kind {
        Kind::Case => ("testCaseId", body.test_case_id),
        Kind::Shared => ("sharedStepId", detail.shared_step_id.take()),
    };
    let home = match (id, body.parent_id) {
        (Some(id), _) => kind.find(call, id, Right::Write)?,
        (None, Some(parent)) => of_step(call, kind, parent)?,
        (None, None) => kind.find(call, required(key, id)?, Right::Write)?,
    };
    let step = detail.step().ok_or_else(only_one_detail)?;
    home.knows(call, &step)?;
    let mut scenario = home.scenario();
    let id = scenario.add(body.parent_id, position, step).ok_or_else(no_place)?;
    let text = body.expected_result.filter(|text| !text.is_empty());
    match (call.world.generation, text) {
        (Generation::Legacy, Some(text)) => scenario.expect(id, Some(text)),
        (Generation::Current, _) if with_expected => scenario.expect(id, None),
        _ => {}
    }
    let home = home.keep(call, scenario);
    Answer::ok(json!({"createdStepId": id, "scenario": home.answer(call.world)}))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StepChange {
    expected_result: Option<String>,
}

/// From 25 on a change without the flag takes the expected result away, and one with it spawns a blank one.
fn change(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let id = call.id()?;
    let home = of_step(call, kind, id)?;
    let (body, detail): (StepChange, Detail) = (call.body()?, call.body()?);
    let with_expected = with_expected(call)?;
    let mut scenario = home.scenario();
    let is_old = call.world.generation == Generation::Legacy;
    let new = detail.step();
    if new.is_none() && !(is_old && body.expected_result.is_some()) {
        return Err(only_one_detail());
    }
    if let Some(new) = &new {
        home.knows(call, new)?;
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
    Answer::ok(home.keep(call, scenario).answer(call.world))
}

/// All that is in a step goes with it, files too.
fn remove(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let id = call.id()?;
    let home = of_step(call, kind, id)?;
    let mut scenario = home.scenario();
    scenario.remove(id);
    Answer::ok(home.keep(call, scenario).answer(call.world))
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

fn shift(call: &mut Call<'_>, kind: Kind) -> Outcome {
    placed(call, kind, Scenario::shift)
}

fn copy(call: &mut Call<'_>, kind: Kind) -> Outcome {
    placed(call, kind, |scenario, id, parent, position| scenario.copy(id, parent, position).map(drop))
}

fn placed(
    call: &mut Call<'_>,
    kind: Kind,
    act: impl FnOnce(&mut Scenario, i64, Option<i64>, Position) -> Option<()>,
) -> Outcome {
    let id = call.id()?;
    let home = of_step(call, kind, id)?;
    let body: Place = call.body()?;
    let mut scenario = home.scenario();
    act(&mut scenario, id, body.parent, position(body.before, body.after)).ok_or_else(no_place)?;
    Answer::ok(home.keep(call, scenario).answer(call.world))
}
