//! Pages as Spring Data writes them.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::call::{Answer, Outcome, Refusal};
use super::query::Paging;

/// What a row is sorted by; absent values come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Absent,
    Number(i64),
    Text(String),
}

impl Key {
    pub(crate) fn text(text: &str) -> Option<Self> {
        Some(Self::Text(text.to_lowercase()))
    }
}

/// Sorts `rows` by `key` (`None`: there is no such property, 400), cuts the page, and writes it with `dto`.
pub(crate) fn page<T>(
    paging: &Paging,
    mut rows: Vec<T>,
    key: impl Fn(&T, &str) -> Option<Key>,
    dto: impl FnMut(&T) -> Value,
) -> Outcome {
    sort(paging, &mut rows, key)?;
    Answer::ok(cut(paging, &rows, dto))
}

pub(crate) fn sort<T>(
    paging: &Paging,
    rows: &mut [T],
    key: impl Fn(&T, &str) -> Option<Key>,
) -> Result<(), Refusal> {
    let Some(first) = rows.first() else { return Ok(()) };
    for (property, _) in &paging.sort {
        if key(first, property).is_none() {
            return Err(Refusal::bad(format!("No property '{property}' found")));
        }
    }
    rows.sort_by(|a, b| {
        let orders = paging.sort.iter().map(|(property, descends)| {
            let order = key(a, property).cmp(&key(b, property));
            if *descends { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    Ok(())
}

/// The page with those of the rows that fall on it.
pub(crate) fn cut<T>(paging: &Paging, rows: &[T], dto: impl FnMut(&T) -> Value) -> Value {
    let offset = paging.page.saturating_mul(paging.size);
    object(paging, rows.len(), rows.iter().skip(offset).take(paging.size).map(dto))
}

/// The page object around what is on it, of `total` rows in all.
pub(crate) fn object(paging: &Paging, total: usize, content: impl IntoIterator<Item = Value>) -> Value {
    let content: Vec<Value> = content.into_iter().collect();
    let offset = paging.page.saturating_mul(paging.size);
    let pages = total.div_ceil(paging.size);
    let sorted = !paging.sort.is_empty();
    let sort = json!({"sorted": sorted, "unsorted": !sorted, "empty": !sorted});
    json!({
        "totalElements": total,
        "totalPages": pages,
        "number": paging.page,
        "size": paging.size,
        "numberOfElements": content.len(),
        "first": paging.page == 0,
        "last": paging.page + 1 >= pages,
        "empty": content.is_empty(),
        "content": content,
        "sort": sort,
        "pageable": {
            "offset": offset,
            "pageNumber": paging.page,
            "pageSize": paging.size,
            "paged": true,
            "unpaged": false,
            "sort": sort,
        },
    })
}
