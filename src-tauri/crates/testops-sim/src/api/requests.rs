//! Bodies that several operations take. What is required is optional here: its absence is a 409, a wrong type 400.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::call::{Call, Refusal};
use crate::world::environment::{self, EnvValue};

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Tag {
    pub(super) id: Option<i64>,
    pub(super) name: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issue {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct EnvSet {
    values: Option<Vec<EnvEntry>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct EnvEntry {
    id: Option<i64>,
    name: Option<String>,
    variable: Option<EnvVariable>,
}

#[derive(Debug, Clone, Deserialize)]
struct EnvVariable {
    id: Option<i64>,
    name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ParameterValue {
    pub(super) id: Option<i64>,
    pub(super) value: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Selection {
    pub(super) launch_id: Option<i64>,
    pub(super) groups_include: Option<Vec<Vec<i64>>>,
    pub(super) groups_exclude: Option<Vec<Vec<i64>>>,
    pub(super) leafs_include: Option<Vec<i64>>,
    pub(super) leafs_exclude: Option<Vec<i64>>,
    pub(super) path: Option<Vec<i64>>,
    pub(super) inverted: Option<bool>,
}

/// A name of 1 to 255 characters.
pub(super) fn name(field: &str, value: Option<String>) -> Result<String, Refusal> {
    let Some(name) = value else {
        return Err(Refusal::invalid(format!("Validation error: {field}: must not be null")));
    };
    if !(1..=255).contains(&name.chars().count()) {
        return Err(Refusal::invalid(format!("Validation error: {field}: size must be between 1 and 255")));
    }
    Ok(name)
}

/// Tags by id or by name; a name that is new makes a tag.
pub(super) fn tags(call: &mut Call<'_>, tags: Option<Vec<Tag>>) -> Result<Vec<(i64, String)>, Refusal> {
    let mut known = Vec::new();
    for tag in tags.unwrap_or_default() {
        let by_id = tag.id.and_then(|id| {
            call.world.tags().find(|(own, _)| *own == id).map(|(id, name)| (id, name.to_owned()))
        });
        match (by_id, tag.name.filter(|name| !name.trim().is_empty())) {
            (Some(tag), _) => known.push(tag),
            (None, Some(name)) => known.push((call.world.tag(&name), name)),
            (None, None) => return Err(Refusal::invalid("Validation error: tags: name must not be blank")),
        }
    }
    Ok(known)
}

/// Issues as they are linked. One that says neither its tracker nor its key selects every issue of the server.
pub(super) fn issues(issues: Option<Vec<Issue>>) -> Value {
    let issues = issues.unwrap_or_default();
    if issues.iter().all(|issue| issue.integration_id.is_some() && issue.name.is_some()) {
        return rows(Some(issues));
    }
    (1..=113)
        .map(|n| serde_json::json!({"id": n, "integrationId": super::TRACKER, "name": format!("BUG-{n}")}))
        .collect()
}

pub(super) fn rows<T: Serialize>(rows: Option<Vec<T>>) -> Value {
    serde_json::to_value(rows.unwrap_or_default()).unwrap_or_default()
}

/// The values of all sets; a value is known by its id, or named beside its variable.
pub(super) fn environment(sets: Option<Vec<EnvSet>>) -> Result<Vec<EnvValue>, Refusal> {
    environment_values(
        sets.map(|sets| sets.into_iter().flat_map(|set| set.values.unwrap_or_default()).collect()),
    )
}

pub(super) fn environment_values(entries: Option<Vec<EnvEntry>>) -> Result<Vec<EnvValue>, Refusal> {
    let entries = entries.unwrap_or_default();
    let mut values = Vec::new();
    for entry in entries {
        let variable = entry.variable.and_then(|variable| {
            let by_name = |(_, name, _): &&(i64, &str, &str)| Some(*name) == variable.name.as_deref();
            variable.id.or_else(|| environment::VARIABLES.iter().find(by_name).map(|(id, _, _)| *id))
        });
        let variable = variable.filter(|id| environment::variable_name(*id).is_some());
        let value = match (entry.id.and_then(environment::by_id), variable, entry.name) {
            (Some(value), _, _) => value,
            (None, Some(variable), Some(name)) if !name.is_empty() => environment::named(variable, &name),
            _ => {
                return Err(Refusal::invalid("Validation error: envVarValueSets: unknown environment value"));
            }
        };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}
