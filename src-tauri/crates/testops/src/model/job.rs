use serde::Deserialize;

use crate::lenient;

/// A link between a project and a pipeline of a CI server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    /// The kind of CI, for example `jenkins`; an open set.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// The pipeline's page.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub parameters: Vec<JobParameter>,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    /// "Job can be used to run tests"; not told by every version.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub can_run: Option<bool>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub external_id: Option<String>,
}

/// A parameter of a job. Servers disagree on its shape: `{id, name, defaultValue}` (3.x), `{id, name, value}` (4.x),
/// `{id, value}` as the definition of 25.x and 26.x has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct JobParameter {
    /// What a run request addresses it by.
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    /// The name of the CI's variable.
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub value: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub default_value: Option<String>,
}

impl JobParameter {
    /// The value that is used when a run request does not name this parameter.
    pub fn default_text(&self) -> &str {
        self.value.as_deref().or(self.default_value.as_deref()).unwrap_or_default()
    }
}

/// The job as a job run names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct JobInfo {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub url: Option<String>,
}
