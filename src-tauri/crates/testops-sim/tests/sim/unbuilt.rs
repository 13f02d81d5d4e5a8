//! Operations that the definitions have and the simulator lacks say so by name; what is in no definition is not there.

use std::collections::BTreeSet;

use reqwest::Method;
use testops_sim::{Generation, Options, operations};

use super::{Sim, answer};

/// The lines of the list: path, methods, generation.
fn listed() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = include_str!("../../UNBUILT.md").lines().filter(|line| line.starts_with('/'));
    lines.map(|line| {
        let mut words = line.split(' ');
        (words.next().expect("a path"), words.collect())
    })
}

fn prefix(path: &str) -> &'static str {
    if path.starts_with("/v2/") { "/api" } else { "/api/rs" }
}

/// A path with all of its parameters called alike.
fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_listed_is_not_built() {
    let built = [Generation::Current, Generation::Legacy].into_iter().flat_map(operations);
    let built: BTreeSet<(String, String)> = built.map(|(method, path)| (method, shape(path))).collect();
    let mut seen = BTreeSet::new();
    for (path, words) in listed() {
        for method in words.into_iter().filter(|word| !["25+", "4.x"].contains(word)) {
            let name = (method.to_owned(), shape(path));
            assert!(!built.contains(&name), "{name:?} is built");
            assert!(seen.insert(name.clone()), "{name:?} is there twice");
        }
    }
    assert!(!seen.is_empty());
}

#[tokio::test]
async fn every_listed_operation_answers_501_with_its_name() {
    for (generation, mark, other) in [(Generation::Current, "25+", "4.x"), (Generation::Legacy, "4.x", "25+")]
    {
        let sim = Sim::with(Options { generation, ..Options::default() }).await;
        for (path, words) in listed() {
            let url = path.replace("{id}", "7").replace("{other}", "8").replace("{third}", "9");
            for word in words.iter().filter(|word| **word != mark && **word != other) {
                let method: Method = word.parse().expect("a method");
                let (status, body) = answer(sim.request(method, &format!("{}{url}", prefix(path)))).await;
                let named = format!("The simulator does not have {word} {path}");
                if words.contains(&other) {
                    assert!(
                        (status >= 400 || body.is_string()) && body["message"] != named,
                        "{word} {path}: {status} {body}"
                    );
                } else {
                    assert_eq!(status, 501, "{word} {path}: {body}");
                    assert_eq!(body["message"], named);
                    assert_eq!(body["error"], "Not Implemented");
                }
            }
        }
    }
}

#[tokio::test]
async fn routes_of_no_definition_of_the_generation_are_not_there() {
    let old = Sim::with(Options { generation: Generation::Legacy, ..Options::default() }).await;
    for path in
        ["/project/1/cf", "/project/1/owner", "/account/me", "/token", "/license", "/v2/tree", "/nothing"]
    {
        assert_eq!(old.get(&format!("/api/rs{path}")).await.0, 404, "{path}");
    }
    let current = Sim::start().await;
    for path in ["/nothing", "/iframe/launch", "/ide/testcase/1/scenario"] {
        assert_eq!(current.get(&format!("/api{path}")).await.0, 404, "{path}");
    }
    let unsigned = current.http.get(format!("{}/api/accessgroup", current.running.url));
    assert_eq!(answer(unsigned).await.0, 401);
}
