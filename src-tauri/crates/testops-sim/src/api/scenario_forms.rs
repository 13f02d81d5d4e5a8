//! The forms in which a scenario is answered: the normal one that people edit step by step, and the plain list of old.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::files;
use crate::http::server::Generation;
use crate::world::World;
use crate::world::files::StoredFile;
use crate::world::scenario::{Scenario, Step};
use crate::world::shared_steps::SharedStep;

/// Ids, and a map from ids to steps. Up to 4.x an expected result is a text, from 25 on a step with children.
pub(super) fn normal(world: &World, case: i64, scenario: &Scenario) -> Value {
    let shared: BTreeSet<i64> = scenario.steps.values().filter_map(|step| step.shared).collect();
    let shared: Vec<&SharedStep> = shared.iter().filter_map(|id| world.authored.shared.get(id)).collect();
    let (mut names, mut steps, mut files) = (Map::new(), Map::new(), Map::new());
    for one in shared {
        let name = json!({"id": one.id, "body": one.name, "children": one.scenario.children, "archived": one.archived});
        names.insert(one.id.to_string(), name);
        steps.extend(steps_of(world.generation, None, &one.scenario));
        files.extend(files_of(world, &one.scenario));
    }
    json!({
        "root": {"id": scenario.root, "testCaseId": case, "children": scenario.children},
        "scenarioSteps": steps_of(world.generation, Some(case), scenario),
        "attachments": files_of(world, scenario),
        "sharedSteps": names,
        "sharedStepScenarioSteps": steps,
        "sharedStepAttachments": files,
    })
}

/// A shared step's own scenario stands where a test case has those of the steps that it uses.
pub(super) fn normal_shared(world: &World, shared: &SharedStep) -> Value {
    let scenario = &shared.scenario;
    json!({
        "root": {"id": scenario.root, "children": scenario.children},
        "scenarioSteps": {},
        "attachments": {},
        "sharedSteps": {},
        "sharedStepScenarioSteps": steps_of(world.generation, None, scenario),
        "sharedStepAttachments": files_of(world, scenario),
    })
}

fn files_of(world: &World, scenario: &Scenario) -> Map<String, Value> {
    let files = scenario.files().filter_map(|id| world.authored.files.get(&id));
    files.map(|file| (file.id.to_string(), files::row(file))).collect()
}

fn steps_of(generation: Generation, case: Option<i64>, scenario: &Scenario) -> Map<String, Value> {
    let containers: Vec<i64> = scenario.steps.values().filter_map(|step| step.expected).collect();
    let is_shown = |id: i64| {
        let of_container = || containers.iter().any(|own| scenario.steps[own].children.contains(&id));
        generation == Generation::Current || (!containers.contains(&id) && !of_container())
    };
    let dto = |(id, step): (&i64, &Step)| {
        let mut dto = json!({"id": id, "archived": false});
        if let Some(case) = case {
            dto["testCaseId"] = json!(case);
        }
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
    scenario.steps.iter().filter(|(id, _)| is_shown(**id)).map(dto).collect()
}

/// The plain list. Files are those of the step that they stand in.
pub(super) fn simple(world: &World, scenario: &Scenario) -> Value {
    let (steps, files) = simple_steps(world, scenario, &scenario.children);
    json!({"steps": steps, "attachments": files})
}

/// Here a shared step's file looks like the test case's own.
fn plain_row(file: &StoredFile) -> Value {
    let mut row = files::row(file);
    row["entity"] = json!("test_case");
    row
}

fn simple_steps(world: &World, scenario: &Scenario, ids: &[i64]) -> (Vec<Value>, Vec<Value>) {
    let (mut all, mut files) = (Vec::new(), Vec::new());
    for step in ids.iter().filter_map(|id| scenario.steps.get(id)) {
        if let Some(file) = step.attachment {
            files.extend(world.authored.files.get(&file).map(plain_row));
            continue;
        }
        let shared = step.shared.and_then(|id| world.authored.shared.get(&id));
        let name = shared.map_or(&step.body, |shared| &shared.name);
        let (steps, own) = match shared {
            Some(shared) => simple_steps(world, &shared.scenario, &shared.scenario.children),
            None => simple_steps(world, scenario, &step.children),
        };
        let expected = scenario.expected(step);
        let has_content = expected.is_some() || !steps.is_empty() || !own.is_empty();
        let mut dto = json!({"name": name, "attachments": own, "leaf": steps.is_empty(), "hasContent": has_content, "stepsCount": steps.len(), "steps": steps});
        if let Some(expected) = expected {
            dto["expectedResult"] = json!(expected);
        }
        all.push(dto);
    }
    (all, files)
}
