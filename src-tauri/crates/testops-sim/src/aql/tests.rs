//! The language, by its rules and by accident.

use proptest::prelude::*;

use super::{Asked, Kind, Row, Value, parse};

const FIELDS: [(&str, Kind); 5] = [
    ("id", Kind::Number),
    ("name", Kind::Text),
    ("tag", Kind::Text),
    ("closed", Kind::Flag),
    ("cf", Kind::Keyed),
];

struct Thing;

impl Row for Thing {
    fn values(&self, field: &str, key: Option<&str>) -> Vec<Value> {
        match (field, key) {
            ("id", _) => vec![5.into()],
            ("name", _) => vec!["Ночной прогон".into()],
            ("closed", _) => vec![false.into()],
            ("cf", Some("Epic")) => vec!["Деньги".into()],
            _ => Vec::new(),
        }
    }
}

fn holds(text: &str) -> bool {
    let query = parse(text).expect("a query");
    query.check(&FIELDS).expect("known fields");
    query.holds(&Thing, Asked { now: 10, user: "anna" })
}

#[test]
fn comparisons_and_their_order() {
    assert!(holds("id = 5 and not (closed = true or id in [1, 2])"));
    assert!(holds("id = 1 or id = 5 and name ~= \"НОЧНОЙ\""), "and binds tighter");
    assert!(holds("tag = null and name != null and tag is empty"));
    assert!(holds("not id in [7] and cf[\"Epic\"] = \"Деньги\""));
    assert!(holds("true") && !holds("false") && holds("id < now()"));
    assert!(!holds("tag != null") && holds("tag != \"x\"") && !holds("id in []"));
}

#[test]
fn what_is_no_query() {
    for text in [
        "",
        "id",
        "id =",
        "= 5",
        "id in 5",
        "id == 5",
        "(id = 5",
        "id = 5 id",
        "name = \"x",
        "id = 5x",
        "x()",
        "id not in [1]",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    for text in [
        "status = \"passed\"",
        "id = \"5\"",
        "name = 5",
        "closed > 1",
        "cf = \"x\"",
        "name[\"x\"] = \"y\"",
        "name > \"x\"",
    ] {
        assert!(parse(text).expect(text).check(&FIELDS).is_err(), "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    assert!(parse(&format!("{}id = 1{}", "(".repeat(100_000), ")".repeat(100_000))).is_err());
    assert!(parse(&format!("{}true", "not ".repeat(100_000))).is_err());
    assert!(parse(&format!("true{}", " or true".repeat(100_000))).is_err());
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = parse(&text);
    }

    #[test]
    fn no_mix_of_its_own_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["id", "name", "=", "!=", "~=", "in", "[", "]", "(", ")", "and", "or", "not", "\"x\"", "5", "-", ",", "null", "is", "true", "now", "\\", "\"", "é"]), 0..20)) {
        let text = words.join(" ");
        if let Ok(query) = parse(&text) {
            let _ = query.check(&FIELDS);
            query.holds(&Thing, Asked { now: 10, user: "anna" });
        }
    }
}
