//! A request of a bot, however it was written: names and values from the query, a form, JSON or multipart.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::world::files::Upload;

/// A method with its parameters. A value that came as text and one that came as JSON read the same.
#[derive(Debug, Default, Clone)]
pub(crate) struct Call {
    /// As the bot wrote it.
    pub(crate) method: String,
    pub(crate) values: BTreeMap<String, Value>,
    /// By the name of their part.
    pub(crate) files: BTreeMap<String, Upload>,
}

impl Call {
    /// The name in lower case, which is how methods are known.
    pub(crate) fn name(&self) -> String {
        self.method.to_ascii_lowercase()
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    pub(crate) fn text_or_empty(&self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }

    /// A whole number; text that is none counts as absent, as Telegram has it.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        int_of(self.value(name)?)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.value(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => {
                let text = text.to_ascii_lowercase();
                matches!(text.trim(), "true" | "yes" | "1")
            }
            Some(Value::Number(number)) => number.as_i64() == Some(1),
            _ => false,
        }
    }

    /// An object or a list; as text it has to be JSON. An empty text counts as absent.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.value(name) {
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => match serde_json::from_str(text) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(Refusal::bad(format!("can't parse {} JSON object", name.replace('_', " ")))),
            },
            other => Ok(other.cloned()),
        }
    }

    /// A list of whole numbers.
    pub(crate) fn ints(&self, name: &str) -> Result<Vec<i64>, Refusal> {
        let list = self.json(name)?;
        let list = list.as_ref().and_then(Value::as_array);
        let Some(list) = list else {
            return Err(Refusal::bad(format!("parameter \"{name}\" is required")));
        };
        list.iter()
            .map(|value| int_of(value).ok_or_else(|| Refusal::bad("invalid message identifier")))
            .collect()
    }

    /// What is given, for the journal: files by their names.
    pub(crate) fn summary(&self) -> Value {
        let mut fields: Map<String, Value> = self.values.clone().into_iter().collect();
        for (name, file) in &self.files {
            let name = name.clone();
            fields.insert(name, Value::String(format!("{} ({} bytes)", file.name, file.bytes.len())));
        }
        Value::Object(fields)
    }
}

/// A whole number that came as one or as text.
pub(crate) fn int_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
