//! What the fuzz target runs; the plain tests run it over the corpus and its mutations.

use crate::aql::{Asked, Kind, Row, Value, parse};

/// A query of any text: what is parsed can be asked of a row, and is not changed by that.
pub fn aql(data: &[u8]) {
    let Ok(query) = parse(&String::from_utf8_lossy(data)) else { return };
    let asked = Asked { now: 1_795_176_000_000, user: "anna" };
    assert_eq!(query.holds(&Thing, asked), query.holds(&Thing, asked));
    let known = [("id", Kind::Number), ("name", Kind::Text), ("closed", Kind::Flag), ("cf", Kind::Keyed)];
    let _ = (query.check(&known), query.only_number("id"), query.asks_for_the_time());
}

/// A row that has each kind of value, whatever the field.
struct Thing;

impl Row for Thing {
    fn values(&self, field: &str, _: Option<&str>) -> Vec<Value> {
        match field.len() % 4 {
            0 => Vec::new(),
            1 => vec![5.into(), true.into()],
            2 => vec![1_795_176_000_000.into()],
            _ => vec![field.into(), "Ночной прогон".into()],
        }
    }
}
