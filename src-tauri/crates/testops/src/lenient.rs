//! Reading fields as servers send them: any field may be missing, null, or of another type than documented. What
//! cannot be read counts as absent; only an id that must be there makes reading fail.

use chrono::{DateTime, Utc};
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::{Deserialize, de};
use serde_json::Value;

/// A whole number, also as text or as a float without a fraction.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(float_to_whole)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "checked to be in range and whole"
)]
fn float_to_whole(float: f64) -> Option<i64> {
    let in_range = float.abs() < i64::MAX as f64;
    (in_range && float.fract() == 0.0).then_some(float as i64)
}

/// A text; a number or a flag is taken by its spelling.
pub(crate) fn words(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        Value::Number(number) => number.as_i64().map(|n| n != 0),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Epoch milliseconds, or ISO 8601.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    match whole(value) {
        Some(ms) => DateTime::from_timestamp_millis(ms),
        None => DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|at| at.with_timezone(&Utc)),
    }
}

/// The elements that can be read; null is none, and one thing where a list is due is a list of one.
pub(crate) fn elements<T: DeserializeOwned>(value: Value) -> Vec<T> {
    match value {
        Value::Array(items) => items.into_iter().filter_map(readable).collect(),
        Value::Object(_) => readable(value).into_iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// A thing as the server spells it. Never from an array, which a derived reader would take for a thing's fields.
pub(crate) fn shaped<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_array() { None } else { T::deserialize(value).ok() }
}

fn readable<T: DeserializeOwned>(value: Value) -> Option<T> {
    let item = shaped(value);
    if item.is_none() {
        tracing::debug!("left out an element without the fields it must have");
    }
    item
}

/// For ids that must be there.
pub(crate) fn id<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
    whole(&Value::deserialize(d)?)
        .ok_or_else(|| D::Error::invalid_type(de::Unexpected::Other("no number"), &"an id"))
}

pub(crate) fn int<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    Ok(whole(&Value::deserialize(d)?))
}

/// A count; absent or negative is none.
pub(crate) fn count<'de, D: Deserializer<'de>>(d: D) -> Result<u64, D::Error> {
    Ok(whole(&Value::deserialize(d)?).and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
}

pub(crate) fn text<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(words(Value::deserialize(d)?))
}

/// A text where absent and empty mean the same.
pub(crate) fn string<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(words(Value::deserialize(d)?).unwrap_or_default())
}

pub(crate) fn flag<'de, D: Deserializer<'de>>(d: D) -> Result<Option<bool>, D::Error> {
    Ok(truth(&Value::deserialize(d)?))
}

/// A flag where absent means no.
pub(crate) fn is<'de, D: Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    Ok(truth(&Value::deserialize(d)?).unwrap_or(false))
}

pub(crate) fn moment<'de, D: Deserializer<'de>>(d: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    Ok(instant(&Value::deserialize(d)?))
}

pub(crate) fn maybe<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(d)?;
    Ok(if value.is_null() { None } else { shaped(value) })
}

pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    Ok(elements(Value::deserialize(d)?))
}

/// Like [`list`], where null or absent means something else than empty.
pub(crate) fn list_or_none<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    d: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let value = Value::deserialize(d)?;
    Ok(value.is_array().then(|| elements(value)))
}
