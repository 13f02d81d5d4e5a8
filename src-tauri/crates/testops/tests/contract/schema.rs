//! Values against schemas of the definition: types and required fields by JSON Schema, and fields that the definition
//! does not know by a walk beside it, since its schemas let any field pass.

use serde_json::{Map, Value, json};

use crate::deviations;
use crate::unions;

/// What is wrong with `value`, as a list of sentences.
pub(crate) fn problems(definition: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut whole = schema.as_object().cloned().unwrap_or_default();
    whole.insert("components".to_owned(), json!({"schemas": definition["components"]["schemas"]}));
    match jsonschema::draft202012::new(&Value::Object(whole)) {
        Ok(validator) => validator
            .iter_errors(value)
            .map(|error| format!("at {:?}: {error}", error.instance_path().to_string()))
            .collect(),
        Err(error) => vec![format!("the definition's schema cannot be used: {error}")],
    }
}

/// Whether a field that a schema does not name may be there.
pub(crate) type Allowed = fn(&str, &str) -> bool;

/// The paths of fields that no schema names.
pub(crate) fn undeclared(
    definition: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    allowed: Allowed,
) -> Vec<String> {
    let (owner, schema) = resolved(definition, schema, value);
    match value {
        Value::Array(items) => items
            .iter()
            .flat_map(|item| undeclared(definition, &schema["items"], item, &format!("{at}[]"), allowed))
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match schema["properties"].get(name) {
                Some(schema) => undeclared(definition, schema, value, &format!("{at}.{name}"), allowed),
                // A map from ids, whose values have a schema.
                None if schema["additionalProperties"].is_object() => undeclared(
                    definition,
                    &schema["additionalProperties"],
                    value,
                    &format!("{at}.{name}"),
                    allowed,
                ),
                None if allowed(owner, name) => Vec::new(),
                None => vec![format!("{owner} {at}.{name} is not in the definition")],
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// `value` without the nulls that servers are known to send.
pub(crate) fn without_known_nulls(definition: &Value, schema: &Value, value: Value) -> Value {
    let (name, schema) = resolved(definition, schema, &value);
    match value {
        Value::Array(items) => {
            items.into_iter().map(|item| without_known_nulls(definition, &schema["items"], item)).collect()
        }
        Value::Object(fields) => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let kept: Map<String, Value> = fields
                .into_iter()
                .filter(|(field, value)| {
                    !value.is_null()
                        || required.contains(&json!(field))
                        || !deviations::may_be_null(name, field)
                })
                .map(|(field, value)| {
                    let value = without_known_nulls(definition, &schema["properties"][field.as_str()], value);
                    (field, value)
                })
                .collect();
            Value::Object(kept)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// The schema's name and itself, behind its reference, and of a union the member that `value` is.
fn resolved<'a>(definition: &'a Value, schema: &'a Value, value: &Value) -> (&'a str, &'a Value) {
    let members = schema["oneOf"].as_array().into_iter().flatten();
    let chosen = unions::chosen(members.map(|member| referred(definition, member)), value);
    chosen.unwrap_or_else(|| referred(definition, schema))
}

fn referred<'a>(definition: &'a Value, schema: &'a Value) -> (&'a str, &'a Value) {
    let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) else {
        return ("", schema);
    };
    (name, &definition["components"]["schemas"][name])
}
