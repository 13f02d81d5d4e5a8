//! Exports of test cases: what is chosen, which columns, and the request that the server works off.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::open_word::open_word;
use crate::lenient;

/// Test cases of one project. Without groups and cases it means all of them; deleted ones never belong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Selection {
    pub project_id: i64,
    /// The tree that the groups are of.
    pub tree_id: Option<i64>,
    pub groups: Vec<GroupRef>,
    /// Ids of test cases, beside what is in the groups.
    pub cases: Vec<i64>,
    /// Ids of test cases in the groups that do not belong.
    #[serde(default)]
    pub without_cases: Vec<i64>,
}

/// Where a group is. Both generations of the server are told, since they address groups differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupRef {
    /// The id of the tree's node on 25 and later; the id of the group's value up to 4.x.
    pub id: i64,
    /// Ids of the custom field values from the root to the group.
    pub path: Vec<i64>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ColumnSpec {
    /// The server's word, one of [`Client::export_fields`](crate::Client::export_fields).
    pub field: String,
    /// The column's header.
    pub name: String,
    /// Which custom field, role or integration: needed for `custom_field`, `role` and `issue_integration`.
    pub id: Option<i64>,
}

/// What the server is asked to write into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    /// What the request is called in the server's list of exports.
    pub name: String,
    pub selection: Selection,
    /// From left to right.
    pub columns: Vec<ColumnSpec>,
    /// Between two columns.
    pub separator: String,
    pub with_headers: bool,
}

/// A file that the server prepares or has prepared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    #[serde(default = "no_status", deserialize_with = "status")]
    pub status: ExportStatus,
    /// Why it failed.
    #[serde(default, deserialize_with = "lenient::text")]
    pub error_message: Option<String>,
    /// Seen by everybody in the project.
    #[serde(default, deserialize_with = "lenient::is")]
    pub shared: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
}

open_word! {
    /// How far an export has come.
    ExportStatus {
        Queued = "queued",
        /// It can be downloaded.
        Ready = "ready",
        Failed = "failed",
    }
}

fn no_status() -> ExportStatus {
    ExportStatus::Other(String::new())
}

/// Absent is an unknown word, not a reason to lose the request.
fn status<'de, D: serde::Deserializer<'de>>(d: D) -> Result<ExportStatus, D::Error> {
    Ok(lenient::maybe(d)?.unwrap_or_else(no_status))
}

/// The generations name the field of linked issues differently.
const ISSUES: &str = "issue_integration";
const ISSUES_OF_OLD: &str = "issue";

/// Between several values in a cell.
const ITEMS: &str = ", ";

impl Selection {
    /// Neither groups nor cases are named, which means all test cases.
    pub fn is_everything(&self) -> bool {
        self.groups.is_empty() && self.cases.is_empty()
    }

    /// `TestCaseSelectionDtoV2`. Inverted, it is all that is not excluded: everything, when nothing is.
    pub(crate) fn to_v2(&self) -> Value {
        let groups: Vec<i64> = self.groups.iter().map(|group| group.id).collect();
        without_nulls(json!({
            "projectId": self.project_id,
            "treeId": self.tree_id,
            "groupsInclude": groups,
            "groupsExclude": [],
            "testCasesInclude": self.cases,
            "testCasesExclude": self.without_cases,
            "inverted": self.is_everything(),
            "deleted": false,
        }))
    }

    /// `TestCaseTreeSelectionDto`.
    pub(crate) fn to_v1(&self) -> Value {
        let groups: Vec<&[i64]> = self.groups.iter().map(|group| group.path.as_slice()).collect();
        without_nulls(json!({
            "projectId": self.project_id,
            "treeId": self.tree_id,
            "groupsInclude": groups,
            "groupsExclude": [],
            "leafsInclude": self.cases,
            "leafsExclude": self.without_cases,
            "path": [],
            "inverted": self.is_everything(),
            "deleted": false,
        }))
    }
}

impl ExportOrder {
    pub(crate) fn to_v2(&self) -> Value {
        self.around(&self.selection.to_v2(), ISSUES)
    }

    pub(crate) fn to_v1(&self) -> Value {
        self.around(&self.selection.to_v1(), ISSUES_OF_OLD)
    }

    fn around(&self, selection: &Value, issues: &str) -> Value {
        let mapping: Vec<Value> = self.columns.iter().map(|column| column.mapping(issues)).collect();
        json!({
            "name": self.name,
            "selection": selection,
            "mapping": mapping,
            "columnSeparator": self.separator,
            "withHeaders": self.with_headers,
        })
    }
}

impl ColumnSpec {
    /// A field as callers know it, whatever the server's generation calls it.
    pub(crate) fn usual(field: String) -> String {
        if field == ISSUES_OF_OLD { ISSUES.to_owned() } else { field }
    }

    fn mapping(&self, issues: &str) -> Value {
        let field = self.field.as_str();
        let mut mapping = match field {
            "scenario" => json!({"field": field, "stepsSeparator": "\n", "stepsIndent": "\t"}),
            "tag" | "link" | "parameter" => json!({"field": field, "itemsSeparator": ITEMS}),
            "custom_field" => json!({"field": field, "customFieldId": self.id, "itemsSeparator": ITEMS}),
            "role" => json!({"field": field, "roleId": self.id, "itemsSeparator": ITEMS}),
            ISSUES | ISSUES_OF_OLD => {
                json!({"field": issues, "integrationId": self.id, "itemsSeparator": ITEMS})
            }
            "example" => {
                json!({"field": field, "nameValueSeparator": "=", "paramsSeparator": ITEMS, "examplesSeparator": "\n"})
            }
            _ => json!({"field": field}),
        };
        mapping["name"] = json!(self.name);
        without_nulls(mapping)
    }
}

/// Servers take an absent field for one that is not meant; not all take a null so.
fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Selection {
        Selection {
            project_id: 7,
            tree_id: Some(101),
            groups: vec![GroupRef { id: 5, path: vec![20, 30] }],
            cases: vec![9],
            without_cases: vec![8],
        }
    }

    #[test]
    fn a_selection_is_addressed_as_the_generation_does() {
        assert_eq!(
            some().to_v2(),
            json!({"projectId": 7, "treeId": 101, "groupsInclude": [5], "groupsExclude": [],
                   "testCasesInclude": [9], "testCasesExclude": [8], "inverted": false, "deleted": false})
        );
        assert_eq!(
            some().to_v1(),
            json!({"projectId": 7, "treeId": 101, "groupsInclude": [[20, 30]], "groupsExclude": [],
                   "leafsInclude": [9], "leafsExclude": [8], "path": [], "inverted": false, "deleted": false})
        );
    }

    #[test]
    fn nothing_chosen_is_everything() {
        let all = Selection { project_id: 7, ..Selection::default() };
        assert_eq!((&all.to_v2()["inverted"], all.to_v2().get("treeId")), (&json!(true), None));
        assert_eq!((&all.to_v1()["inverted"], all.to_v1().get("treeId")), (&json!(true), None));
    }

    #[test]
    fn a_column_carries_what_its_field_needs() {
        let column = |field: &str, id| ColumnSpec { field: field.into(), name: "N".into(), id };
        assert_eq!(column("name", Some(3)).mapping(ISSUES), json!({"field": "name", "name": "N"}));
        assert_eq!(
            column("custom_field", Some(-1)).mapping(ISSUES),
            json!({"field": "custom_field", "name": "N", "customFieldId": -1, "itemsSeparator": ", "})
        );
        assert_eq!(column("role", Some(-2)).mapping(ISSUES)["roleId"], -2);
        assert_eq!(column("role", None).mapping(ISSUES).get("roleId"), None);
        for field in [ISSUES, ISSUES_OF_OLD] {
            assert_eq!(
                column(field, Some(4)).mapping("issue"),
                json!({"field": "issue", "name": "N", "integrationId": 4, "itemsSeparator": ", "})
            );
        }
        assert_eq!(
            column("scenario", None).mapping(ISSUES),
            json!({"field": "scenario", "name": "N", "stepsSeparator": "\n", "stepsIndent": "\t"})
        );
        assert_eq!(column("example", None).mapping(ISSUES)["examplesSeparator"], "\n");
    }

    #[test]
    fn a_request_without_a_status_is_of_unknown_status() {
        for status in [json!({"id": 1}), json!({"id": 1, "status": null}), json!({"id": 1, "status": 5})] {
            let request: ExportRequest = lenient::shaped(status).expect("a request");
            assert!(matches!(request.status, ExportStatus::Other(_)));
        }
    }
}
