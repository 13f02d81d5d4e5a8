//! What waits in a launch, and what to do in a test. Each is kept as it was told last, for when the server cannot be asked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use testops::{
    CaseScenario, CaseStep, Client, Error, ErrorKind, PageRequest, ResultStep, StepKind, TestResult,
};

use super::verdict::told;
use crate::companion::Inner;
use crate::connection::catalogue;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{Failure, ManualScenario, ManualStep, TestStatus};

/// Of the results of a launch so many are looked through, a thousand at a time.
const PAGES: u32 = 20;
/// Steps may share steps, and a server could say that they share one another.
const DEEPEST: u32 = 16;
const MOST_STEPS: usize = 1_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) launch_name: String,
    pub(super) closed: bool,
    /// The person's user name.
    pub(super) me: Option<String>,
    pub(super) tests: Vec<Test>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Test {
    pub(super) result_id: i64,
    pub(super) case_id: Option<i64>,
    pub(super) name: String,
    pub(super) assignee: Option<String>,
    pub(super) status: TestStatus,
    pub(super) tested_by: Option<String>,
}

/// What to do in a test.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Scenario {
    description: Option<String>,
    precondition: Option<String>,
    expected_result: Option<String>,
    steps: Vec<ManualStep>,
}

fn launch_key(launch_id: i64) -> String {
    format!("manual/launch/{launch_id}")
}

fn scenario_key(result_id: i64) -> String {
    format!("manual/result/{result_id}")
}

/// The manual tests of a launch, with when they were told and whether that is all there is.
pub(super) async fn waiting(
    inner: &Inner,
    session: &Session,
    launch_id: i64,
) -> Result<(Waiting, DateTime<Utc>, bool), Failure> {
    let ask = unless_gone(ask_launch(&session.client, launch_id));
    let told = catalogue::told(inner, session, &launch_key(launch_id), true, ask).await?;
    let waiting = told.value.ok_or_else(|| inner.trouble(Trouble::NotFound))?;
    Ok((waiting, told.as_of, told.stale))
}

/// What to do in a test, asked anew.
pub(super) async fn scenario(
    inner: &Inner,
    session: &Session,
    result_id: i64,
) -> Result<ManualScenario, Failure> {
    let ask = unless_gone(ask_scenario(&session.client, result_id));
    let told = Box::pin(catalogue::told(inner, session, &scenario_key(result_id), true, ask)).await?;
    let scenario = told.value.ok_or_else(|| inner.trouble(Trouble::NotFound))?;
    Ok(ManualScenario {
        result_id,
        description: scenario.description,
        precondition: scenario.precondition,
        expected_result: scenario.expected_result,
        steps: scenario.steps,
        as_of: told.as_of,
        stale: told.stale,
    })
}

/// Whether what to do in the test is known, however old.
pub(super) async fn is_known(inner: &Inner, session: &Session, result_id: i64) -> bool {
    let key = scenario_key(result_id);
    matches!(inner.store.cache().get(session.connection.id, &key).await, Ok(Some(_)))
}

/// What is gone is an answer, and nothing older is told in its place.
async fn unless_gone<T>(ask: impl Future<Output = Result<T, Error>>) -> Result<Option<T>, Error> {
    match ask.await {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn ask_launch(client: &Client, launch_id: i64) -> Result<Waiting, Error> {
    let launch = client.launch(launch_id).await?;
    let me = client.account().await?.username;
    let (mut tests, mut request) = (Vec::new(), PageRequest::first(1_000));
    while request.number < PAGES {
        let page = client.test_results(launch_id, request).await?;
        tests.extend(page.items.into_iter().filter(|result| result.manual && !result.hidden).map(test));
        if page.last {
            break;
        }
        request = request.next();
    }
    Ok(Waiting { launch_name: launch.name, closed: launch.closed, me, tests })
}

fn test(result: TestResult) -> Test {
    Test {
        result_id: result.id,
        case_id: result.test_case_id,
        status: told(result.status.as_ref()),
        name: result.name,
        assignee: result.assignee,
        tested_by: result.tested_by,
    }
}

async fn ask_scenario(client: &Client, result_id: i64) -> Result<Scenario, Error> {
    let result = client.test_result(result_id).await?;
    let mut steps = Vec::new();
    of_result(&client.result_steps(result_id).await?, 0, &mut steps);
    if let (true, Some(case_id)) = (steps.is_empty(), result.test_case_id) {
        match client.case_scenario(case_id).await {
            Ok(scenario) => of_case(&scenario, scenario.top(), (0, false), &mut steps),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Scenario {
        description: result.description,
        precondition: result.precondition,
        expected_result: result.expected_result,
        steps,
    })
}

/// Steps as the result has them, each behind the one that it is in.
fn of_result(steps: &[ResultStep], depth: u32, all: &mut Vec<ManualStep>) {
    for step in steps {
        match step.kind {
            StepKind::Expected => {
                if let Some(last) = all.iter_mut().rev().find(|own| own.depth + 1 == depth) {
                    last.expected.push(step.text.clone());
                }
            }
            StepKind::Attachment => {}
            StepKind::Step | StepKind::Other(_) => {
                if all.len() >= MOST_STEPS || depth >= DEEPEST {
                    return;
                }
                all.push(ManualStep { depth, text: step.text.clone(), expected: Vec::new() });
                of_result(&step.steps, depth + 1, all);
            }
        }
    }
}

/// Steps as people wrote them. `shared` says among which the ids are.
fn of_case(scenario: &CaseScenario, ids: &[i64], (depth, shared): (u32, bool), all: &mut Vec<ManualStep>) {
    for id in ids {
        let step = if shared { scenario.step_of_shared(*id) } else { scenario.step(*id) };
        let Some(step) = step.filter(|_| all.len() < MOST_STEPS && depth < DEEPEST) else { continue };
        if let Some(of_others) = step.shared_step_id.and_then(|id| scenario.shared(id)) {
            all.push(ManualStep { depth, text: of_others.name.clone(), expected: Vec::new() });
            of_case(scenario, &of_others.children, (depth + 1, true), all);
        } else if let Some(text) = &step.body {
            all.push(ManualStep { depth, text: text.clone(), expected: expected(scenario, step, shared) });
            of_case(scenario, &step.children, (depth + 1, shared), all);
        }
    }
}

fn expected(scenario: &CaseScenario, step: &CaseStep, shared: bool) -> Vec<String> {
    let find = |id: i64| if shared { scenario.step_of_shared(id) } else { scenario.step(id) };
    let Some(place) = step.expected_result_id.and_then(find) else {
        return step.expected_result.iter().cloned().collect();
    };
    place.children.iter().filter_map(|id| find(*id)?.body.clone()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn steps_of_a_test_case_are_told_with_what_is_expected_and_with_shared_ones() {
        let scenario: CaseScenario = serde_json::from_value(json!({
            "root": {"children": [1, 5, 9]},
            "scenarioSteps": {
                "1": {"body": "Open", "children": [2], "expectedResultId": 3},
                "2": {"body": "Type"},
                "3": {"body": "ignored", "children": [4]},
                "4": {"body": "It opens"},
                "5": {"sharedStepId": 50},
                "9": {"attachmentId": 7},
            },
            "sharedSteps": {"50": {"name": "Sign in", "children": [51]}},
            "sharedStepScenarioSteps": {"51": {"body": "Enter the name", "expectedResult": "It is taken"}},
        }))
        .expect("a scenario");
        let mut steps = Vec::new();
        of_case(&scenario, scenario.top(), (0, false), &mut steps);
        let told: Vec<_> =
            steps.iter().map(|step| (step.depth, step.text.as_str(), step.expected.join("|"))).collect();
        let wanted = [
            (0, "Open", "It opens".to_owned()),
            (1, "Type", String::new()),
            (0, "Sign in", String::new()),
            (1, "Enter the name", "It is taken".to_owned()),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn steps_of_a_result_keep_what_is_expected_beside_them() {
        let step = |kind, text: &str, steps| ResultStep {
            kind,
            text: text.to_owned(),
            steps,
            ..ResultStep::default()
        };
        let within = vec![
            step(StepKind::Step, "Type", Vec::new()),
            step(StepKind::Expected, "It opens", Vec::new()),
            step(StepKind::Attachment, "a.png", Vec::new()),
        ];
        let mut steps = Vec::new();
        of_result(&[step(StepKind::Step, "Open", within)], 0, &mut steps);
        let told: Vec<_> = steps.iter().map(|step| (step.text.as_str(), step.expected.len())).collect();
        assert_eq!(told, [("Open", 1), ("Type", 0)]);
    }
}
