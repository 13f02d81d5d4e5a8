//! What is sent, exactly as the server's definition has it.

use serde::{Deserialize, Serialize};

/// The body of "run this job into a new launch". It can be kept as JSON until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRunRequest {
    pub launch_name: LaunchName,
    pub tags: Vec<TagRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<IssueRef>,
    /// One set per wanted combination of environments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env_var_value_sets: Vec<EnvironmentSet>,
    /// Only what differs from the job's defaults has to be named; the job does not remember it.
    pub parameters: Vec<ParameterValue>,
    /// The default runs the whole job.
    pub selection: TreeSelection,
}

impl TreeSelection {
    /// Without groups and test cases it means the whole job.
    pub fn is_everything(&self) -> bool {
        self.groups_include.is_empty() && self.leafs_include.is_empty()
    }
}

impl JobRunRequest {
    /// The whole job, with its defaults.
    pub fn new(launch_name: LaunchName) -> Self {
        Self {
            launch_name,
            tags: Vec::new(),
            issues: Vec::new(),
            env_var_value_sets: Vec::new(),
            parameters: Vec::new(),
            selection: TreeSelection::default(),
        }
    }
}

/// A name that the server accepts: 1 to 255 characters, counted as the server does, in UTF-16 units. A letter is one
/// unit, most emoji are two or more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LaunchName(String);

/// Why a text is no name for a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LaunchNameFault {
    #[error("the launch has no name")]
    Empty,
    #[error("the launch's name has {units} characters, {limit} are allowed", limit = LaunchName::LIMIT)]
    TooLong { units: usize },
}

impl LaunchName {
    /// In UTF-16 units.
    pub const LIMIT: usize = 255;

    pub fn new(name: impl Into<String>) -> Result<Self, LaunchNameFault> {
        let name = name.into();
        match name.encode_utf16().count() {
            0 => Err(LaunchNameFault::Empty),
            units if units > Self::LIMIT => Err(LaunchNameFault::TooLong { units }),
            _ => Ok(Self(name)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LaunchName {
    type Error = LaunchNameFault;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(name)
    }
}

impl From<LaunchName> for String {
    fn from(name: LaunchName) -> Self {
        name.0
    }
}

/// A tag: by id when it is known, by name alone when it is to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRef {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    pub name: String,
}

/// An issue of a tracker that the server is linked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueRef {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    pub integration_id: i64,
    /// For example `ABC-1`.
    pub name: String,
}

/// A combination of environment values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentSet {
    pub values: Vec<NewEnvValue>,
}

/// A value of an environment variable: by id when it is known, by name alone when it is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEnvValue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The value.
    pub name: String,
    pub variable: EnvVariableRef,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVariableRef {
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A value for a job's parameter, which is addressed by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterValue {
    pub id: i64,
    pub value: String,
}

/// Which tests of the job's tree; ids are paths of groups and test cases. Empty means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeSelection {
    pub groups_include: Vec<Vec<i64>>,
    pub groups_exclude: Vec<Vec<i64>>,
    pub leafs_include: Vec<i64>,
    pub leafs_exclude: Vec<i64>,
    pub path: Vec<i64>,
    pub inverted: bool,
}

#[derive(Serialize)]
pub(crate) struct Rerun<'a> {
    pub(crate) rql: &'a str,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_counted_in_utf16_units() {
        assert_eq!(LaunchName::new(""), Err(LaunchNameFault::Empty));
        assert!(LaunchName::new("я".repeat(255)).is_ok());
        assert_eq!(LaunchName::new("я".repeat(256)), Err(LaunchNameFault::TooLong { units: 256 }));
        assert!(LaunchName::new("🚀".repeat(127)).is_ok());
        assert_eq!(LaunchName::new("🚀".repeat(128)), Err(LaunchNameFault::TooLong { units: 256 }));
    }

    #[test]
    fn the_plainest_request_is_what_servers_are_known_to_take() {
        let mut request = JobRunRequest::new(LaunchName::new("Nightly").expect("a name"));
        request.parameters.push(ParameterValue { id: 123, value: "x".into() });
        assert_eq!(
            serde_json::to_value(&request).expect("JSON"),
            json!({
                "launchName": "Nightly",
                "tags": [],
                "parameters": [{"id": 123, "value": "x"}],
                "selection": {"groupsInclude": [], "groupsExclude": [], "leafsInclude": [], "leafsExclude": [],
                              "path": [], "inverted": false},
            })
        );
    }

    #[test]
    fn everything_filled_has_the_server_s_field_names() {
        let mut request = JobRunRequest::new(LaunchName::new("N").expect("a name"));
        request.tags.push(TagRef { id: None, name: "smoke".into() });
        request.issues.push(IssueRef { id: Some(1), integration_id: 2, name: "ABC-1".into() });
        request.env_var_value_sets.push(EnvironmentSet {
            values: vec![NewEnvValue {
                id: None,
                name: "chrome".into(),
                variable: EnvVariableRef { id: 1, name: None },
            }],
        });
        let sent = serde_json::to_value(&request).expect("JSON");
        assert_eq!(serde_json::from_value::<JobRunRequest>(sent.clone()).expect("a request"), request);
        assert_eq!(sent["tags"], json!([{"name": "smoke"}]));
        assert_eq!(sent["issues"], json!([{"id": 1, "integrationId": 2, "name": "ABC-1"}]));
        assert_eq!(sent["envVarValueSets"], json!([{"values": [{"name": "chrome", "variable": {"id": 1}}]}]));
    }
}
