//! Values of test cases: read from what the server says, compared, and told as columns. Pure.

use casebook::{Field, changed_fields};
use testops::{CaseOverview, CaseScenario, Ref};

use crate::cases::field_changes;
use crate::view::{CaseFieldChange, CaseFieldValues, CaseStatus, CaseStep, CaseValues, EditChoice, EditWhy};

/// Everything but the steps.
pub(super) fn values(live: &CaseOverview, fields: &[EditChoice]) -> CaseValues {
    let of_field = |id: i64| {
        let own = live.custom_fields.iter().filter(move |own| own.custom_field == Some(Ref { id }));
        own.map(|own| own.name.clone()).collect()
    };
    let field = |field: &EditChoice| CaseFieldValues {
        id: field.id,
        name: field.name.clone(),
        values: of_field(field.id),
    };
    let status = live.status.as_ref().map(|status| CaseStatus {
        id: status.id,
        name: status.name.clone(),
        workflow_id: live.workflow.map_or(0, |workflow| workflow.id),
    });
    let layer = live.layer.clone().unwrap_or_default();
    CaseValues {
        name: Some(live.facts.name.clone()),
        description: Some(live.description.clone()),
        precondition: Some(live.precondition.clone()),
        expected_result: Some(live.expected_result.clone()),
        steps: None,
        status,
        layer: Some(EditChoice { id: layer.id, name: layer.name }),
        tags: Some(live.tags.iter().map(|tag| tag.name.clone()).collect()),
        fields: fields.iter().map(field).collect(),
    }
}

/// The steps, where they are nothing but text.
pub(super) fn steps(live: &CaseOverview, scenario: &CaseScenario) -> Result<Vec<CaseStep>, EditWhy> {
    if live.has_old_steps() {
        return Err(EditWhy::OldSteps);
    }
    if !scenario.is_text() {
        return Err(EditWhy::NotOnlyText);
    }
    below(scenario, scenario.top())
}

fn below(scenario: &CaseScenario, ids: &[i64]) -> Result<Vec<CaseStep>, EditWhy> {
    let mut all = Vec::new();
    for step in ids.iter().filter_map(|id| scenario.step(*id)) {
        let container = step.expected_result_id.and_then(|id| scenario.step(id));
        let expected = match container.map(|container| container.children.as_slice()) {
            None => step.expected_result.clone().filter(|text| !text.is_empty()),
            Some([]) => None,
            Some([only]) => {
                let only = scenario.step(*only).filter(|only| only.children.is_empty() && only.is_plain());
                Some(only.and_then(|only| only.body.clone()).ok_or(EditWhy::Formatted)?)
            }
            Some(_) => return Err(EditWhy::Formatted),
        };
        if !step.is_plain() {
            return Err(EditWhy::Formatted);
        }
        let text = step.body.clone().unwrap_or_default();
        all.push(CaseStep { text, expected, steps: below(scenario, &step.children)? });
    }
    Ok(all)
}

/// Of `values` only what `mask` speaks of.
pub(super) fn restricted(values: &CaseValues, mask: &CaseValues) -> CaseValues {
    fn if_asked<T: Clone>(value: Option<&T>, mask: Option<&T>) -> Option<T> {
        mask.and(value).cloned()
    }
    let is_asked = |own: &&CaseFieldValues| mask.fields.iter().any(|asked| asked.id == own.id);
    CaseValues {
        name: if_asked(values.name.as_ref(), mask.name.as_ref()),
        description: if_asked(values.description.as_ref(), mask.description.as_ref()),
        precondition: if_asked(values.precondition.as_ref(), mask.precondition.as_ref()),
        expected_result: if_asked(values.expected_result.as_ref(), mask.expected_result.as_ref()),
        steps: if_asked(values.steps.as_ref(), mask.steps.as_ref()),
        status: if_asked(values.status.as_ref(), mask.status.as_ref()),
        layer: if_asked(values.layer.as_ref(), mask.layer.as_ref()),
        tags: if_asked(values.tags.as_ref(), mask.tags.as_ref()),
        fields: values.fields.iter().filter(is_asked).cloned().collect(),
    }
}

/// In the order in which a test case is read.
pub(super) fn columns(values: &CaseValues) -> Vec<Field> {
    let mut all = Vec::new();
    let mut tell = |name: &str, value: Option<String>| {
        all.extend(value.map(|value| Field { name: name.to_owned(), value }));
    };
    tell("name", values.name.clone());
    tell("status", values.status.as_ref().map(|status| status.name.clone()));
    tell("layer", values.layer.as_ref().map(|layer| layer.name.clone()));
    tell("tag", values.tags.as_deref().map(list));
    tell("precondition", values.precondition.as_deref().map(text));
    tell("scenario", values.steps.as_deref().map(|steps| lines(steps).join("\n")));
    tell("expected_result", values.expected_result.as_deref().map(text));
    tell("description", values.description.as_deref().map(text));
    for field in &values.fields {
        tell(&field.name, Some(list(&field.values)));
    }
    all
}

/// Their order says nothing.
fn list(items: &[String]) -> String {
    let mut items: Vec<&str> = items.iter().map(|item| item.trim()).collect();
    items.sort_unstable();
    items.dedup();
    items.join("\n")
}

/// Servers trim texts, and some give them other ends of lines.
fn text(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn lines(steps: &[CaseStep]) -> Vec<String> {
    fn add(steps: &[CaseStep], depth: usize, all: &mut Vec<String>) {
        let tabs = "\t".repeat(depth);
        for step in steps {
            all.push(format!("{tabs}{}", text(&step.text)));
            if let Some(expected) = &step.expected {
                all.push(format!("{tabs}\t→ {}", text(expected)));
            }
            add(&step.steps, depth + 1, all);
        }
    }
    let mut all = Vec::new();
    add(steps, 0, &mut all);
    all
}

pub(super) fn changes(was: &CaseValues, wanted: &CaseValues) -> Vec<CaseFieldChange> {
    field_changes(changed_fields(&columns(was), &columns(wanted)))
}

/// The columns in which they are not the same.
pub(super) fn differing(one: &CaseValues, other: &CaseValues) -> Vec<String> {
    let mut differing: Vec<String> =
        changed_fields(&columns(one), &columns(other)).into_iter().map(|change| change.name).collect();
    // Steps that cannot be read are not the same as none.
    if one.steps.is_some() != other.steps.is_some() && !differing.iter().any(|own| own == "scenario") {
        differing.push("scenario".to_owned());
    }
    differing
}

pub(super) fn same(one: &CaseValues, other: &CaseValues) -> bool {
    differing(one, other).is_empty()
}

/// Whether writing one over the other can have been interrupted here: each column is as it is in one of them, and the
/// steps are a part of either.
pub(super) fn is_between(now: &CaseValues, was: &CaseValues, wanted: &CaseValues) -> bool {
    let of_one = differing(now, was);
    let is_part_of = |steps: &CaseValues| {
        let all = steps.steps.as_deref().map(lines).unwrap_or_default();
        now.steps.as_deref().is_some_and(|own| lines(own).iter().all(|line| all.contains(line)))
    };
    differing(now, wanted)
        .into_iter()
        .filter(|column| of_one.contains(column))
        .all(|column| column == "scenario" && (is_part_of(was) || is_part_of(wanted)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(text: &str, expected: Option<&str>, steps: Vec<CaseStep>) -> CaseStep {
        CaseStep { text: text.to_owned(), expected: expected.map(str::to_owned), steps }
    }

    fn scenario(value: serde_json::Value) -> CaseScenario {
        serde_json::from_value(value).expect("a scenario")
    }

    #[test]
    fn steps_are_read_with_what_is_expected_of_them_in_both_forms() {
        let live = CaseOverview::default();
        let new = scenario(json!({"root": {"children": [1]}, "scenarioSteps": {
            "1": {"body": "Open", "expectedResultId": 2, "children": [4]},
            "2": {"body": "Expected Result", "children": [3]},
            "3": {"body": "It is open"},
            "4": {"body": "Look"}}}));
        let old = scenario(json!({"root": {"children": [1]}, "scenarioSteps": {
            "1": {"body": "Open", "expectedResult": "It is open", "children": [4]},
            "4": {"body": "Look"}}}));
        let due = vec![step("Open", Some("It is open"), vec![step("Look", None, Vec::new())])];
        assert_eq!((steps(&live, &new), steps(&live, &old)), (Ok(due.clone()), Ok(due.clone())));
        assert_eq!(lines(&due), ["Open", "\t→ It is open", "\tLook"]);
    }

    #[test]
    fn steps_that_a_text_would_spoil_are_not_edited() {
        let live = CaseOverview::default();
        let marked = json!({"type": "doc", "content": [{"type": "paragraph",
            "content": [{"type": "text", "text": "A", "marks": [{"type": "bold"}]}]}]});
        for (value, why) in [
            (json!({"1": {"attachmentId": 5}}), EditWhy::NotOnlyText),
            (json!({"1": {"sharedStepId": 5}}), EditWhy::NotOnlyText),
            (json!({"1": {"body": "A", "bodyJson": marked}}), EditWhy::Formatted),
            (
                json!({"1": {"body": "A", "expectedResultId": 2}, "2": {"children": [3, 4]}, "3": {"body": "B"}, "4": {"body": "C"}}),
                EditWhy::Formatted,
            ),
        ] {
            let read = scenario(json!({"root": {"children": [1]}, "scenarioSteps": value}));
            assert_eq!(steps(&live, &read), Err(why), "{value}");
        }
        let old: CaseOverview = serde_json::from_value(
            json!({"id": 1, "hasManualScenario": false, "scenario": {"steps": [{"name": "A"}]}}),
        )
        .expect("an overview");
        assert_eq!(steps(&old, &CaseScenario::default()), Err(EditWhy::OldSteps));
    }

    #[test]
    fn what_is_the_same_to_a_person_is_the_same() {
        let values = |description: &str, tags: &[&str]| CaseValues {
            description: Some(description.to_owned()),
            tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
            ..CaseValues::default()
        };
        assert!(same(&values("A\r\nB\n", &["x", "y"]), &values("A\nB", &["y", "x"])));
        assert_eq!(differing(&values("A", &["x"]), &values("B", &["x", "z"])), ["tag", "description"]);
        let told = changes(&values("A", &["x"]), &values("A", &["x", "z"]));
        assert_eq!((told.len(), told[0].lines.len()), (1, 2));
    }

    #[test]
    fn an_interrupted_writing_is_told_from_a_change_of_others() {
        let values = |name: &str, texts: &[&str]| CaseValues {
            name: Some(name.to_owned()),
            steps: Some(texts.iter().map(|text| step(text, None, Vec::new())).collect()),
            ..CaseValues::default()
        };
        let (was, wanted) = (values("A", &["one", "two"]), values("B", &["one", "three", "four"]));
        for now in [was.clone(), wanted.clone(), values("A", &[]), values("A", &["one", "three"])] {
            assert!(is_between(&now, &was, &wanted), "{now:?}");
        }
        for now in [values("C", &["one", "two"]), values("A", &["one", "three", "six"])] {
            assert!(!is_between(&now, &was, &wanted), "{now:?}");
        }
    }
}
