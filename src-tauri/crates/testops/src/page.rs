//! Pages, and plain arrays where pages are due.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lenient;

/// Which page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// From 0.
    pub number: u32,
    /// At least 1. Servers may send fewer.
    pub size: u32,
}

impl PageRequest {
    /// The first `size` items.
    pub fn first(size: u32) -> Self {
        Self { number: 0, size }
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self { number: self.number.saturating_add(1), ..self }
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many there are in all, when the server tells.
    pub total: Option<u64>,
    /// No page follows.
    pub last: bool,
}

impl<T: DeserializeOwned> Page<T> {
    /// A page of the server's shape, or a plain array, which is a first and last page. `None` when it is neither.
    pub(crate) fn read(value: Value, asked: PageRequest) -> Option<Self> {
        match value {
            Value::Array(ref items) => {
                let total = u64::try_from(items.len()).ok();
                Some(Self { items: lenient::elements(value), total, last: true })
            }
            Value::Object(mut fields) => {
                let content = fields.remove("content")?;
                let raw_length = match &content {
                    Value::Array(items) => items.len(),
                    Value::Null => 0,
                    Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => return None,
                };
                let number = |name: &str| fields.get(name).and_then(lenient::whole);
                let last = raw_length == 0
                    || match (fields.get("last"), number("totalPages")) {
                        (Some(Value::Bool(last)), _) => *last,
                        (_, Some(pages)) => {
                            number("number").unwrap_or(i64::from(asked.number)).saturating_add(1) >= pages
                        }
                        (_, None) => raw_length < usize::try_from(asked.size).unwrap_or(usize::MAX),
                    };
                let total = number("totalElements").and_then(|total| u64::try_from(total).ok());
                Some(Self { items: lenient::elements(content), total, last })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Named;

    fn read(value: Value) -> Option<Page<Named>> {
        Page::read(value, PageRequest::first(2))
    }

    fn two() -> Value {
        json!([{"id": 1, "name": "a"}, {"id": 2, "name": null}])
    }

    #[test]
    fn a_plain_array_is_the_only_page() {
        let page = read(two()).expect("a page");
        assert_eq!((page.items.len(), page.total, page.last), (2, Some(2), true));
    }

    #[test]
    fn the_last_page_is_known_by_the_best_sign_there_is() {
        let last = |fields: Value| {
            let mut page = fields;
            page["content"] = two();
            read(page).expect("a page").last
        };
        assert!(!last(json!({"last": false, "totalPages": 1})));
        assert!(last(json!({"last": true, "totalPages": 9})));
        assert!(!last(json!({"last": null, "number": 0, "totalPages": 2})));
        assert!(last(json!({"number": 1, "totalPages": 2})));
        assert!(!last(json!({})));
        assert!(read(json!({"content": [{"id": 1}]})).expect("a page").last);
        assert!(read(json!({"content": [], "last": false})).expect("a page").last);
        assert!(read(json!({"content": null})).expect("a page").last);
    }

    #[test]
    fn a_huge_page_number_breaks_nothing() {
        assert!(read(json!({"content": two(), "number": i64::MAX, "totalPages": 2})).is_some());
    }

    #[test]
    fn what_is_no_list_is_no_page() {
        assert_eq!(read(json!({"id": 1})), None);
        assert_eq!(read(json!({"content": "x"})), None);
        assert_eq!(read(json!(null)), None);
    }
}
