//! What the rows of an imported file say of test cases, column by column as the mapping has it.

use regex::Regex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::selection::required;
use crate::http::call::Refusal;
use crate::world::authored::{is_field, member};
use crate::world::scenario::{Position, Scenario, Step};
use crate::world::written::Member;

/// The server's words.
const FIELDS: [&str; 15] = [
    "skip",
    "allure_id",
    "name",
    "full_name",
    "description",
    "precondition",
    "expected_result",
    "scenario",
    "custom_field",
    "role",
    "parameter",
    "tag",
    "issue_integration",
    "test_key",
    "link",
];

/// What a column means.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mapping {
    field: Option<String>,
    custom_field_id: Option<i64>,
    role_id: Option<i64>,
    integration_id: Option<i64>,
    items_separator: Option<String>,
    regex: Option<bool>,
    prefix: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Parts of a cell, as they are told apart.
#[derive(Debug)]
enum Separator {
    Text(String),
    Pattern(Regex),
}

#[derive(Debug)]
pub(super) struct ImportColumn {
    field: String,
    /// Of a custom field, a role or an integration.
    id: i64,
    separator: Separator,
    prefix: String,
    name: Option<String>,
    kind: Option<String>,
}

impl Mapping {
    pub(super) fn column(self) -> Result<ImportColumn, Refusal> {
        let field = required("mapping[].field", self.field)?;
        if !FIELDS.contains(&field.as_str()) {
            return Err(Refusal::bad(format!(
                "JSON parse error: Cannot deserialize value of type `TestCaseImportField` from String \"{field}\""
            )));
        }
        let id = match field.as_str() {
            "custom_field" => {
                let id = required("mapping[].customFieldId", self.custom_field_id)?;
                if !is_field(id) {
                    return Err(Refusal::missing("Custom field", id));
                }
                id
            }
            "role" => required("mapping[].roleId", self.role_id)?,
            "issue_integration" | "test_key" => required("mapping[].integrationId", self.integration_id)?,
            _ => 0,
        };
        let text = self.items_separator.filter(|text| !text.is_empty()).unwrap_or_else(|| ",".to_owned());
        let separator = if self.regex == Some(true) {
            let wrong = |_| Refusal::invalid("Validation error: mapping[].itemsSeparator: is no expression");
            Separator::Pattern(Regex::new(&text).map_err(wrong)?)
        } else {
            Separator::Text(text)
        };
        let prefix = self.prefix.unwrap_or_default();
        Ok(ImportColumn { field, id, separator, prefix, name: self.name, kind: self.kind })
    }
}

impl ImportColumn {
    /// The parts of a cell that say something.
    fn items(&self, cell: &str) -> Vec<String> {
        let parts: Vec<&str> = match &self.separator {
            Separator::Text(text) => cell.split(text.as_str()).collect(),
            Separator::Pattern(pattern) => pattern.split(cell).collect(),
        };
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// What a row says. What no column is mapped to is `None`.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) id: Option<i64>,
    pub(super) name: Option<String>,
    pub(super) full_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) precondition: Option<String>,
    pub(super) expected_result: Option<String>,
    /// Lines, each with its depth.
    pub(super) steps: Option<Vec<(usize, String)>>,
    /// Names of values by their fields.
    pub(super) values: Vec<(i64, Vec<String>)>,
    pub(super) members: Vec<(i64, Vec<Member>)>,
    pub(super) parameters: Option<Vec<String>>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) issues: Option<Vec<Value>>,
    pub(super) keys: Option<Vec<Value>>,
    pub(super) links: Option<Vec<Value>>,
}

/// Reads a row; what is wrong with it otherwise.
pub(super) fn row(columns: &[ImportColumn], cells: &csv::StringRecord) -> Result<Row, String> {
    let mut row = Row::default();
    for (column, cell) in columns.iter().zip(cells) {
        let text = || Some(cell.to_owned());
        match column.field.as_str() {
            "allure_id" if cell.trim().is_empty() => {}
            "allure_id" => {
                row.id = Some(cell.trim().parse().map_err(|_| format!("'{cell}' is no id"))?);
            }
            "name" => row.name = Some(cell.trim().to_owned()).filter(|name| !name.is_empty()),
            "full_name" => row.full_name = text(),
            "description" => row.description = text(),
            "precondition" => row.precondition = text(),
            "expected_result" => row.expected_result = text(),
            "scenario" => row.steps = Some(steps(cell)),
            "custom_field" => row.values.push((column.id, column.items(cell))),
            "role" => row.members.push((column.id, members(column.id, column.items(cell))?)),
            "parameter" => row.parameters = Some(column.items(cell)),
            "tag" => {
                let names = column.items(cell).into_iter();
                let bare =
                    |name: String| name.strip_prefix(&column.prefix).map(str::to_owned).unwrap_or(name);
                row.tags = Some(names.map(bare).collect());
            }
            "issue_integration" => row.issues.get_or_insert_default().extend(keys(column, cell)),
            "test_key" => row.keys.get_or_insert_default().extend(keys(column, cell)),
            "link" => row.links.get_or_insert_default().extend(links(column, cell)),
            _ => {}
        }
    }
    Ok(row)
}

fn keys(column: &ImportColumn, cell: &str) -> Vec<Value> {
    column.items(cell).iter().map(|name| json!({"integrationId": column.id, "name": name})).collect()
}

fn links(column: &ImportColumn, cell: &str) -> Vec<Value> {
    let link = |url: &String| {
        let mut link = json!({"name": column.name.as_ref().unwrap_or(url), "url": url});
        if let Some(kind) = &column.kind {
            link["type"] = json!(kind);
        }
        link
    };
    column.items(cell).iter().map(link).collect()
}

fn members(role: i64, names: Vec<String>) -> Result<Vec<Member>, String> {
    let one = |name: String| member(role, &name).ok_or_else(|| format!("'{name}' is not a member"));
    names.into_iter().map(one).collect()
}

/// A step for each line; tabs say how deep.
fn steps(cell: &str) -> Vec<(usize, String)> {
    let lines = cell.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| (line.len() - line.trim_start_matches('\t').len(), line.trim().to_owned())).collect()
}

impl Row {
    /// The scenario as a test case's own.
    pub(super) fn scenario(&self, case: i64) -> Option<Scenario> {
        let mut scenario = Scenario::empty(case);
        // The steps that the next line may belong to, from the top down.
        let mut above: Vec<i64> = Vec::new();
        for (depth, text) in self.steps.as_ref()? {
            above.truncate(*depth);
            let id = scenario.add(above.last().copied(), Position::End, Step::text(text.as_str()))?;
            above.push(id);
        }
        Some(scenario)
    }
}
