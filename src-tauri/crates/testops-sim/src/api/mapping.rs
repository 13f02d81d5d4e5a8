//! The columns of an export as they are asked for: an entry has a field, a header, and what its field needs. Separators
//! may be left out, also where the definition requires them: clients are known to get by without.

use serde::Deserialize;

use super::selection::required;
use crate::http::call::Refusal;
use crate::http::server::Generation;
use crate::world::export::{Column, Field};

/// The server's words, in its order.
const FIELDS: [&str; 16] = [
    "allure_id",
    "name",
    "full_name",
    "automated",
    "description",
    "precondition",
    "expected_result",
    "status",
    "scenario",
    "issue_integration",
    "tag",
    "link",
    "custom_field",
    "role",
    "example",
    "parameter",
];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    field: Option<String>,
    name: Option<String>,
    items_separator: Option<String>,
    steps_separator: Option<String>,
    steps_indent: Option<String>,
    custom_field_id: Option<i64>,
    role_id: Option<i64>,
    integration_id: Option<i64>,
    name_value_separator: Option<String>,
    params_separator: Option<String>,
    examples_separator: Option<String>,
}

/// The words that this generation knows: linked issues were called otherwise up to 4.x.
pub(super) fn fields(generation: Generation) -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().map(move |field| match (field, generation) {
        ("issue_integration", Generation::Legacy) => "issue",
        _ => field,
    })
}

/// The columns; without any, those that need nothing but their name.
pub(super) fn columns(entries: Option<Vec<Entry>>, generation: Generation) -> Result<Vec<Column>, Refusal> {
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        let plain = FIELDS
            .into_iter()
            .take(8)
            .map(|field| Entry { field: Some(field.to_owned()), ..Entry::default() });
        return plain.map(|entry| entry.column(generation)).collect();
    }
    entries.into_iter().map(|entry| entry.column(generation)).collect()
}

impl Entry {
    fn column(self, generation: Generation) -> Result<Column, Refusal> {
        let word = required("mapping[].field", self.field)?;
        if !fields(generation).any(|field| field == word) {
            return Err(Refusal::bad(format!(
                "JSON parse error: Cannot deserialize value of type `TestCaseExportField` from String \"{word}\""
            )));
        }
        let items = self.items_separator;
        let or = |separator: Option<String>, usual: &str| separator.unwrap_or_else(|| usual.to_owned());
        let field = match word.as_str() {
            "allure_id" => Field::AllureId,
            "name" => Field::Name,
            "full_name" => Field::FullName,
            "automated" => Field::Automated,
            "description" => Field::Description,
            "precondition" => Field::Precondition,
            "expected_result" => Field::ExpectedResult,
            "status" => Field::Status,
            "scenario" => {
                Field::Scenario { steps: or(self.steps_separator, "\n"), indent: or(self.steps_indent, "\t") }
            }
            "tag" => Field::Tags(or(items, ", ")),
            "parameter" => Field::Parameters(or(items, ", ")),
            "link" => Field::Links,
            "role" => Field::Role(required("mapping[].roleId", self.role_id)?),
            "custom_field" => Field::Custom(required("mapping[].customFieldId", self.custom_field_id)?),
            "example" => Field::Example {
                name_value: or(self.name_value_separator, "="),
                params: or(self.params_separator, ", "),
                examples: or(self.examples_separator, "\n"),
            },
            _ => Field::Issues {
                integration: required("mapping[].integrationId", self.integration_id)?,
                items: or(items, ", "),
            },
        };
        Ok(Column { header: self.name.unwrap_or(word), field })
    }
}
