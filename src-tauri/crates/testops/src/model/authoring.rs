use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{IssueRef, Link, Named, TagRef};
use crate::lenient;

/// What is known of a test case without reading it whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseFacts {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::is")]
    pub automated: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_modified_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub last_modified_date: Option<DateTime<Utc>>,
}

/// A test case with all that a change can change, but for its steps. A change replaces a list as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseOverview {
    #[serde(flatten)]
    pub facts: CaseFacts,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    pub description: String,
    #[serde(default, deserialize_with = "lenient::string")]
    pub precondition: String,
    #[serde(default, deserialize_with = "lenient::string")]
    pub expected_result: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub status: Option<Named>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub workflow: Option<Ref>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub layer: Option<Named>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Named>,
    /// Whether its steps are those that people write. Where it is not, they are of an older form or came with results, and
    /// the first step that is written hides all of them.
    #[serde(default, deserialize_with = "lenient::flag")]
    has_manual_scenario: Option<bool>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    scenario: Option<OldScenario>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub custom_fields: Vec<FieldValue>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub members: Vec<CaseMember>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub issues: Vec<CaseIssue>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct OldScenario {
    #[serde(default, deserialize_with = "lenient::list")]
    steps: Vec<OldStep>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct OldStep {}

impl CaseOverview {
    /// Its steps are of an older form, or came with results: a step that is written would hide them.
    pub fn has_old_steps(&self) -> bool {
        self.has_manual_scenario == Some(false)
            && self.scenario.as_ref().is_some_and(|scenario| !scenario.steps.is_empty())
    }
}

/// A value of a custom field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldValue {
    #[serde(default, deserialize_with = "lenient::int", skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// Old servers leave it out where they tell of values.
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub custom_field: Option<Ref>,
}

/// A person in a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMember {
    /// The username.
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub role: Option<Ref>,
}

/// Something by its id alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ref {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
}

/// A linked issue, as a test case shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseIssue {
    #[serde(default, deserialize_with = "lenient::int")]
    pub integration_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
}

/// What of a test case becomes otherwise; what is `None` stays. A list replaces the one that was there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precondition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_result: Option<String>,
    /// Goes with its workflow: both or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_layer_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<TagRef>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<CaseMember>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Vec<FieldValue>>,
}

/// The statuses that a test case can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Workflow {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::list")]
    pub statuses: Vec<Named>,
}

/// The steps that people wrote, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseScenario {
    #[serde(default, deserialize_with = "lenient::maybe")]
    root: Option<Root>,
    #[serde(default)]
    scenario_steps: BTreeMap<String, CaseStep>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    shared_steps: Option<BTreeMap<String, SharedStep>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    shared_step_scenario_steps: Option<BTreeMap<String, CaseStep>>,
}

/// Steps that several test cases share, with the ids of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SharedStep {
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::list")]
    pub children: Vec<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct Root {
    #[serde(default, deserialize_with = "lenient::list")]
    children: Vec<i64>,
}

/// A step: a text, a file, or steps that several test cases share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseStep {
    #[serde(default, deserialize_with = "lenient::text")]
    pub body: Option<String>,
    /// The body with its formatting, from 25 on.
    #[serde(default)]
    pub body_json: Option<Value>,
    /// Up to 4.x, in place of [`Self::expected_result_id`].
    #[serde(default, deserialize_with = "lenient::text")]
    pub expected_result: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub children: Vec<i64>,
    /// The step whose children are what is expected.
    #[serde(default, deserialize_with = "lenient::int")]
    pub expected_result_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub attachment_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub shared_step_id: Option<i64>,
}

impl CaseScenario {
    pub fn is_empty(&self) -> bool {
        self.root.as_ref().is_none_or(|root| root.children.is_empty())
    }

    /// The ids of the steps at the top, in their order.
    pub fn top(&self) -> &[i64] {
        self.root.as_ref().map_or(&[], |root| root.children.as_slice())
    }

    pub fn shared(&self, id: i64) -> Option<&SharedStep> {
        self.shared_steps.as_ref()?.get(&id.to_string())
    }

    /// A step within shared ones.
    pub fn step_of_shared(&self, id: i64) -> Option<&CaseStep> {
        self.shared_step_scenario_steps.as_ref()?.get(&id.to_string())
    }

    pub fn step(&self, id: i64) -> Option<&CaseStep> {
        self.scenario_steps.get(&id.to_string())
    }

    /// Whether all of it is text: it has neither files nor shared steps.
    pub fn is_text(&self) -> bool {
        self.scenario_steps.values().all(|step| step.attachment_id.is_none() && step.shared_step_id.is_none())
    }
}

impl CaseStep {
    /// Whether its text says all: it has no formatting.
    pub fn is_plain(&self) -> bool {
        let blocks = self.body_json.as_ref().and_then(|document| document["content"].as_array());
        let is_text =
            |part: &Value| part["type"] != "text" || part["marks"].as_array().is_none_or(Vec::is_empty);
        let is_plain = |block: &Value| {
            block["type"] == "paragraph"
                && block["content"].as_array().is_none_or(|parts| parts.iter().all(is_text))
        };
        blocks.is_none_or(|blocks| blocks.iter().all(is_plain))
    }
}

/// What becomes of a field of automated test cases when a launch is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UpdatePolicy {
    /// Such as `name`, `tag` or `custom_field`.
    #[serde(default, deserialize_with = "lenient::string")]
    pub field: String,
    #[serde(default, deserialize_with = "lenient::string")]
    policy: String,
}

impl UpdatePolicy {
    /// The field is written over with what the result says.
    pub fn is_from_result(&self) -> bool {
        self.policy == "from_test_result"
    }
}

/// A state of a test case that the server keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseVersion {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub title: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::moment")]
    pub created_date: Option<DateTime<Utc>>,
}

/// A step that was made, in its scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedStep {
    #[serde(deserialize_with = "lenient::id")]
    pub created_step_id: i64,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub scenario: Option<CaseScenario>,
}

impl CaseIssue {
    /// To link it again. `None` without the tracker or the name: the server would link issues that nobody meant.
    pub fn to_ref(&self) -> Option<IssueRef> {
        let integration_id = self.integration_id.filter(|_| !self.name.is_empty())?;
        Some(IssueRef { id: None, integration_id, name: self.name.clone() })
    }
}

/// A parameter of a test case with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterPair {
    pub name: String,
    pub value: String,
}
