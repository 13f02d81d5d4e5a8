//! The query language, by its rules and by accident.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;
use testops_sim::fuzzing;

use super::{Sim, encoded};

/// How many test cases of project 2 a query selects; `None` where it is none.
async fn count(sim: &Sim, query: &str) -> Option<u64> {
    let path = format!("/api/testcase/query/validate?projectId=2&rql={}", encoded(query));
    sim.read(&path).await["count"].as_u64()
}

#[tokio::test]
async fn comparisons_and_their_order() {
    let sim = Sim::start().await;
    let case = sim.write("/api/testcase", json!({
        "projectId": 2, "name": "Ночной прогон", "customFields": [{"name": "Деньги", "customField": {"id": -1}}],
    }));
    let id = case.await["id"].clone();
    for (query, expected) in [
        ("id = ID and not (muted = true or id in [1, 2])", 1),
        ("id = 1 or id = ID and name ~= \"НОЧНОЙ\"", 1),
        ("id = ID or id = 10001 and name ~= \"НОЧНОЙ\"", 1),
        ("(id = ID or id = 10001) and id = 10001", 1),
        ("id = ID and tag = null and name != null and tag is empty", 1),
        ("not id in [7] and id = ID and cf[\"Epic\"] = \"Деньги\"", 1),
        ("id = ID and true", 1),
        ("id = ID and false", 0),
        ("id = ID and createdDate <= now()", 1),
        ("id = ID and createdBy = currentUser()", 1),
        ("id = ID and tag != null", 0),
        ("id = ID and tag != \"x\"", 1),
        ("id = ID and id in []", 0),
    ] {
        assert_eq!(count(&sim, &query.replace("ID", &id.to_string())).await, Some(expected), "{query}");
    }
}

#[tokio::test]
async fn what_is_no_query() {
    let sim = Sim::start().await;
    for text in [
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
        "category = \"x\"",
        "id = \"5\"",
        "name = 5",
        "muted > 1",
        "cf = \"x\"",
        "name[\"x\"] = \"y\"",
        "name > \"x\"",
    ] {
        assert_eq!(count(&sim, text).await, None, "{text}");
    }
}

#[tokio::test]
async fn depth_is_bounded() {
    let sim = Sim::start().await;
    for (text, valid) in [
        (format!("{}id = 1{}", "(".repeat(50), ")".repeat(50)), true),
        (format!("{}id = 1{}", "(".repeat(9_000), ")".repeat(9_000)), false),
        (format!("{}true", "not ".repeat(15_000)), false),
        (format!("true{}", " or true".repeat(7_000)), false),
    ] {
        assert_eq!(count(&sim, &text).await.is_some(), valid, "{} characters", text.len());
    }
    // Longer than a line of a request may be.
    fuzzing::aql("(".repeat(1_000_000).as_bytes());
    fuzzing::aql(format!("true{}", " and true".repeat(100_000)).as_bytes());
}

/// Whatever is made of the corpus: every beginning of an input, its parts again, and bytes that mean something.
#[test]
fn no_query_breaks_the_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/aql");
    let mut inputs = 0;
    for file in std::fs::read_dir(folder).expect("a corpus") {
        let input = std::fs::read(file.expect("a file").path()).expect("an input");
        inputs += 1;
        fuzzing::aql(&input);
        for at in 0..input.len() {
            fuzzing::aql(&input[..at]);
            let mut again = input.clone();
            again.extend_from_within(at..);
            fuzzing::aql(&again);
            for byte in [b' ', b'"', b'(', b']', b'\\', b'=', b'9', 0, 0xFF] {
                let mut other = input.clone();
                other[at] = byte;
                fuzzing::aql(&other);
            }
        }
    }
    assert!(inputs > 0, "the corpus has inputs");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        fuzzing::aql(text.as_bytes());
    }

    #[test]
    fn no_mix_of_its_own_words_panics(words in proptest::collection::vec(
        proptest::sample::select(vec!["id", "name", "=", "!=", "~=", "in", "[", "]", "(", ")", "and", "or", "not", "\"x\"", "5", "-", ",", "null", "is", "true", "now", "\\", "\"", "é"]), 0..20)) {
        fuzzing::aql(words.join(" ").as_bytes());
    }
}
