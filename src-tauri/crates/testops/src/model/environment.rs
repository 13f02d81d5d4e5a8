use serde::Deserialize;

use crate::lenient;

/// A global environment variable, for example `browser`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct EnvVariable {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
}

/// A value of an environment variable, for example `chrome`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EnvValue {
    #[serde(deserialize_with = "lenient::int")]
    pub id: Option<i64>,
    /// The value.
    #[serde(deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(deserialize_with = "lenient::maybe")]
    pub variable: Option<EnvVariable>,
}

/// Which key of the CI's environment a project maps to which variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvSchema {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    pub project_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::string")]
    pub key: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub env_var: Option<EnvVariable>,
}
