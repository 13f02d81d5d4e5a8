//! What an edit makes of a test case: how what changes was, what it is to be, and what cannot be. Pure.

use testops::Workflow;

use super::values::{differing, restricted};
use crate::view::{CaseEdit, CaseFieldValues, CaseStatus, CaseValues, EditNote, EditWhy};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) was: CaseValues,
    pub(super) wanted: CaseValues,
    pub(super) notes: Vec<EditNote>,
}

impl Wish {
    pub(super) fn is_empty(&self) -> bool {
        self.wanted == CaseValues::default()
    }
}

/// A test case as it is known for an edit.
pub(super) struct Known<'a> {
    pub(super) values: &'a CaseValues,
    /// Where steps are to be written.
    pub(super) steps_locked: Option<EditWhy>,
    /// Where a status is to be set.
    pub(super) workflow: Option<&'a Workflow>,
    /// The server says of each value of which field it is.
    pub(super) fields_told: bool,
}

pub(super) fn wish(edit: &CaseEdit, known: &Known<'_>) -> Wish {
    let live = known.values;
    let mut notes = Vec::new();
    let mut cannot = |column: &str, why| notes.push(EditNote { column: Some(column.to_owned()), why });
    let status = edit.status.as_ref().and_then(|name| {
        let found = known.workflow.and_then(|workflow| {
            let status = workflow.statuses.iter().find(|status| status.name == *name)?;
            Some(CaseStatus { id: status.id, name: name.clone(), workflow_id: workflow.id })
        });
        if found.is_none() {
            cannot("status", EditWhy::NoValue);
        }
        found
    });
    let steps = match (&edit.steps, &known.steps_locked) {
        (Some(_), Some(why)) => {
            cannot("scenario", why.clone());
            None
        }
        (steps, _) => steps.clone(),
    };
    let mut fields = Vec::new();
    for field in &edit.fields {
        if !known.fields_told {
            cannot(&field.name, EditWhy::FieldsUntold);
        } else if live.fields.iter().any(|own| own.id == field.id) {
            fields.push(field.clone());
        } else {
            cannot(&field.name, EditWhy::NoValue);
        }
    }
    let asked = CaseValues {
        name: edit.name.as_ref().map(|name| name.trim().to_owned()),
        description: edit.description.clone(),
        precondition: edit.precondition.clone(),
        expected_result: edit.expected_result.clone(),
        steps,
        status,
        layer: edit.layer.clone(),
        tags: tags(edit, live),
        fields,
    };
    let differing = differing(live, &asked);
    let is = |column: &str| differing.iter().any(|own| own == column);
    let differs = |field: &CaseFieldValues| is(&field.name);
    let wanted = CaseValues {
        name: asked.name.filter(|_| is("name")),
        description: asked.description.filter(|_| is("description")),
        precondition: asked.precondition.filter(|_| is("precondition")),
        expected_result: asked.expected_result.filter(|_| is("expected_result")),
        steps: asked.steps.filter(|_| is("scenario")),
        status: asked.status.filter(|_| is("status")),
        layer: asked.layer.filter(|_| is("layer")),
        tags: asked.tags.filter(|_| is("tag")),
        fields: asked.fields.into_iter().filter(differs).collect(),
    };
    Wish { was: restricted(live, &wanted), wanted, notes }
}

/// Tags that others add meanwhile are not in the way: only those that are named come and go.
fn tags(edit: &CaseEdit, live: &CaseValues) -> Option<Vec<String>> {
    if edit.add_tags.is_empty() && edit.remove_tags.is_empty() {
        return None;
    }
    let mut tags = live.tags.clone().unwrap_or_default();
    tags.retain(|tag| !edit.remove_tags.contains(tag));
    for tag in edit.add_tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|own| own == tag) {
            tags.push(tag.to_owned());
        }
    }
    Some(tags)
}

#[cfg(test)]
mod tests {
    use testops::Named;

    use super::*;
    use crate::view::{CaseStep, EditChoice};

    fn live() -> CaseValues {
        let field = |id, name: &str, value: &str| CaseFieldValues {
            id,
            name: name.to_owned(),
            values: vec![value.to_owned()],
        };
        CaseValues {
            name: Some("Login".to_owned()),
            description: Some("Text".to_owned()),
            precondition: Some(String::new()),
            expected_result: Some(String::new()),
            steps: Some(Vec::new()),
            status: Some(CaseStatus { id: -1, name: "Draft".to_owned(), workflow_id: -1 }),
            layer: Some(EditChoice::default()),
            tags: Some(vec!["smoke".to_owned(), "ui".to_owned()]),
            fields: vec![field(-1, "Epic", "Pay"), field(-2, "Story", "Card")],
        }
    }

    fn known(values: &CaseValues) -> Known<'_> {
        Known { values, steps_locked: None, workflow: None, fields_told: true }
    }

    #[test]
    fn only_what_becomes_otherwise_is_written() {
        let values = live();
        let edit = CaseEdit {
            name: Some(" Login ".to_owned()),
            description: Some("Another".to_owned()),
            add_tags: vec!["ui".to_owned(), "new".to_owned()],
            remove_tags: vec!["smoke".to_owned(), "no".to_owned()],
            ..CaseEdit::default()
        };
        let wish = wish(&edit, &known(&values));
        let due = CaseValues {
            description: Some("Another".to_owned()),
            tags: Some(vec!["ui".to_owned(), "new".to_owned()]),
            ..CaseValues::default()
        };
        assert_eq!((&wish.wanted, wish.notes.len()), (&due, 0));
        assert_eq!(
            wish.was,
            CaseValues {
                description: values.description.clone(),
                tags: values.tags.clone(),
                ..CaseValues::default()
            }
        );
    }

    #[test]
    fn what_it_cannot_have_is_told_and_the_rest_is_written() {
        let values = live();
        let field = |id, name: &str| CaseFieldValues { id, name: name.to_owned(), values: Vec::new() };
        let edit = CaseEdit {
            steps: Some(vec![CaseStep::default()]),
            status: Some("Nowhere".to_owned()),
            fields: vec![field(-1, "Epic"), field(-9, "Gone")],
            ..CaseEdit::default()
        };
        let workflow = Workflow { id: -1, statuses: vec![Named { id: -2, name: "Active".to_owned() }] };
        let known =
            Known { steps_locked: Some(EditWhy::OldSteps), workflow: Some(&workflow), ..known(&values) };
        let told = wish(&edit, &known);
        let columns: Vec<_> = told.notes.iter().filter_map(|note| note.column.as_deref()).collect();
        assert_eq!(columns, ["status", "scenario", "Gone"]);
        assert_eq!(told.wanted.fields, [field(-1, "Epic")]);
        let found = wish(&CaseEdit { status: Some("Active".to_owned()), ..CaseEdit::default() }, &known);
        assert_eq!(found.wanted.status.map(|status| (status.id, status.workflow_id)), Some((-2, -1)));
        assert!(wish(&CaseEdit::default(), &known).is_empty());
    }
}
