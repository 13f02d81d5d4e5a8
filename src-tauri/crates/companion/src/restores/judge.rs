//! A test case of the copy against the same one of the server, column by column. Pure.

use testops::CaseScenario;

use super::columns::{Meaning, meaning};
use crate::view::{CaseField, ExportColumn, RestoreNote, RestoreWhy};

/// The columns in which they differ, as far as the project has them and they do not follow from others.
pub(super) fn differing(was: &[CaseField], is: &[CaseField], columns: &[ExportColumn]) -> Vec<String> {
    let differs = |column: &&ExportColumn| {
        !matches!(meaning(columns, &column.name), None | Some(Meaning::Follows))
            && value(was, &column.name) != value(is, &column.name)
    };
    columns.iter().filter(differs).map(|column| column.name.clone()).collect()
}

/// All that they say otherwise, for what was read back.
pub(super) fn otherwise(was: &[CaseField], is: &[CaseField], columns: &[ExportColumn]) -> Vec<RestoreNote> {
    let differs = |column: &&ExportColumn| value(was, &column.name) != value(is, &column.name);
    let note =
        |column: &ExportColumn| RestoreNote { column: Some(column.name.clone()), why: RestoreWhy::Differs };
    columns.iter().filter(|column| column.field != "allure_id").filter(differs).map(note).collect()
}

pub(super) fn value<'a>(fields: &'a [CaseField], name: &str) -> &'a str {
    fields.iter().find(|field| field.name == name).map_or("", |field| field.value.as_str())
}

/// What it is called, whatever the column's head.
pub(super) fn name<'a>(fields: &'a [CaseField], columns: &[ExportColumn]) -> &'a str {
    let head = columns.iter().find(|column| column.field == "name");
    head.map_or("", |head| value(fields, &head.name))
}

/// The scenario would lose what no copy has.
pub(super) fn loses(scenario: &CaseScenario, column: &str) -> Option<RestoreNote> {
    (!scenario.is_text())
        .then(|| RestoreNote { column: Some(column.to_owned()), why: RestoreWhy::NotOnlyText })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> Vec<CaseField> {
        all.iter()
            .map(|(name, value)| CaseField { name: (*name).to_owned(), value: (*value).to_owned() })
            .collect()
    }

    fn columns() -> Vec<ExportColumn> {
        ["allure_id", "name", "tag", "parameter", "odd"]
            .map(|field| ExportColumn { field: field.to_owned(), name: field.to_owned(), id: None })
            .to_vec()
    }

    #[test]
    fn only_what_can_be_written_is_to_be_written() {
        let was =
            fields(&[("allure_id", "7"), ("name", "A"), ("tag", "smoke"), ("parameter", "os"), ("odd", "1")]);
        let is = fields(&[("allure_id", "8"), ("name", "A")]);
        assert_eq!(differing(&was, &is, &columns()), ["tag"]);
        let told: Vec<_> =
            otherwise(&was, &is, &columns()).into_iter().filter_map(|note| note.column).collect();
        assert_eq!(told, ["tag", "parameter", "odd"]);
        assert_eq!(name(&was, &columns()), "A");
    }

    #[test]
    fn steps_with_files_are_not_written_over() {
        let text =
            serde_json::json!({"root": {"children": [1]}, "scenarioSteps": {"1": {"id": 1, "body": "A"}}});
        let file =
            serde_json::json!({"root": {"children": [1]}, "scenarioSteps": {"1": {"attachmentId": 5}}});
        let read = |value| serde_json::from_value::<CaseScenario>(value).expect("a scenario");
        assert_eq!(loses(&read(text), "scenario"), None);
        assert!(loses(&read(file), "scenario").is_some());
    }
}
