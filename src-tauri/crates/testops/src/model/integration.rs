use serde::Deserialize;

use super::Named;
use crate::lenient;

/// A system that a project is linked with: a CI server, an issue tracker, another TMS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Integration {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    info: Option<IntegrationInfo>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct IntegrationInfo {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    operations: Vec<String>,
}

impl Integration {
    /// The server's word for what it is, for example `jira`.
    pub fn kind(&self) -> Option<&str> {
        self.info.as_ref()?.kind.as_deref()
    }

    /// Test cases can be linked with its issues, so that it makes a column. A server that does not tell what the
    /// integration can do leaves this open, which counts as yes.
    pub fn has_issues(&self) -> bool {
        self.info.as_ref().is_none_or(|info| {
            info.operations.is_empty() || info.operations.iter().any(|word| word.starts_with("issue_"))
        })
    }
}

/// A custom field as a project uses it. The field's own id is what counts; 25 and later wrap the field in the
/// project's use of it, which has an id of its own.
#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldOfProject {
    #[serde(deserialize_with = "lenient::id")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::string")]
    name: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    custom_field: Option<Named>,
}

impl FieldOfProject {
    pub(crate) fn field(self) -> Named {
        let Self { id, name, custom_field } = self;
        match custom_field {
            Some(field) if field.name.is_empty() => Named { id: field.id, name },
            Some(field) => field,
            None => Named { id, name },
        }
    }
}
