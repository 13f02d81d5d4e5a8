//! The query string as the vendor's definition types it: repeated keys, numbers, booleans, pages.

use std::str::FromStr;

use super::call::Refusal;

#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

/// `page`, `size` and `sort` of a request.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    pub(crate) page: usize,
    pub(crate) size: usize,
    /// Property in camel case, and whether it descends.
    pub(crate) sort: Vec<(String, bool)>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        Self(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    /// The text that is searched for, in lower case; empty when there is none.
    pub(crate) fn needle(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().trim().to_lowercase()
    }

    pub(crate) fn required_text(&self, key: &str) -> Result<&str, Refusal> {
        self.text(key).ok_or_else(|| absent(key, "String"))
    }

    pub(crate) fn long(&self, key: &str) -> Result<Option<i64>, Refusal> {
        self.typed(key, "java.lang.Long")
    }

    pub(crate) fn required_long(&self, key: &str) -> Result<i64, Refusal> {
        self.long(key)?.ok_or_else(|| absent(key, "Long"))
    }

    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Refusal> {
        match self.text(key).map(str::to_ascii_lowercase).as_deref() {
            None | Some("") => Ok(None),
            Some("true" | "1" | "yes" | "on") => Ok(Some(true)),
            Some("false" | "0" | "no" | "off") => Ok(Some(false)),
            Some(other) => Err(mistyped(key, other, "java.lang.Boolean")),
        }
    }

    /// Repeated numbers, also as `1,2,3`; `key` and `key[]` are one.
    pub(crate) fn longs(&self, key: &str) -> Result<Vec<i64>, Refusal> {
        let bracketed = format!("{key}[]");
        let values = self.0.iter().filter(|(own, _)| own == key || *own == bracketed);
        let parts =
            values.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| mistyped(key, part, "java.lang.Long"))).collect()
    }

    pub(crate) fn paging(&self, default_size: usize) -> Result<Paging, Refusal> {
        let page = self.typed::<usize>("page", "int")?.unwrap_or(0);
        let size = self.typed::<usize>("size", "int")?.unwrap_or(default_size);
        if size == 0 {
            return Err(Refusal::bad("size: must be greater than or equal to 1"));
        }
        let sorts = self.0.iter().filter(|(key, value)| key == "sort" && !value.is_empty());
        let sort = sorts.map(|(_, value)| parse_sort(value)).collect::<Result<Vec<_>, _>>()?;
        Ok(Paging { page, size, sort: sort.into_iter().flatten().collect() })
    }

    fn typed<T: FromStr>(&self, key: &str, kind: &str) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(key).filter(|text| !text.is_empty()) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| mistyped(key, text, kind))
    }
}

/// `created_date,desc`, `createdDate,DESC`, `name` or `name,id,asc`.
fn parse_sort(text: &str) -> Result<Vec<(String, bool)>, Refusal> {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let descends = match parts.last().map(|last| last.to_ascii_lowercase()).as_deref() {
        Some("desc") => Some(true),
        Some("asc") => Some(false),
        _ => None,
    };
    if descends.is_some() {
        parts.pop();
    }
    if parts.iter().any(|part| part.is_empty()) {
        return Err(Refusal::bad(format!("Invalid sort '{text}'")));
    }
    Ok(parts.into_iter().map(|part| (camel(part), descends.unwrap_or(false))).collect())
}

fn camel(property: &str) -> String {
    let mut parts = property.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut all, part| {
        let mut letters = part.chars();
        all.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        all.push_str(letters.as_str());
        all
    })
}

fn absent(key: &str, kind: &str) -> Refusal {
    Refusal::bad(format!(
        "Required request parameter '{key}' for method parameter type {kind} is not present"
    ))
}

fn mistyped(key: &str, text: &str, kind: &str) -> Refusal {
    Refusal::bad(format!(
        "Failed to convert parameter '{key}' to required type '{kind}'; For input string: \"{text}\""
    ))
}
