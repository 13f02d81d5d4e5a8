//! Operations that the definitions have and this server lacks: the list beside the README, read at the start.

use axum::http::{Method, StatusCode};

use super::call::Refusal;
use super::server::Generation;

const LIST: &str = include_str!("../../UNBUILT.md");

/// An operation that nobody has built yet; `path` is written without prefix.
#[derive(Debug, Clone)]
pub(crate) struct Unbuilt {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// The only generation that has it; both do where there is none.
    only: Option<Generation>,
}

impl Unbuilt {
    pub(crate) fn is_of(&self, generation: Generation) -> bool {
        self.only.is_none_or(|only| only == generation)
    }

    pub(crate) fn refusal(&self) -> Refusal {
        let message = format!("The simulator does not have {} {}", self.method, self.path);
        Refusal::new(StatusCode::NOT_IMPLEMENTED, message)
    }
}

pub(crate) fn unbuilt() -> Vec<Unbuilt> {
    LIST.lines().filter(|line| line.starts_with('/')).flat_map(operations).collect()
}

/// A line is a path, its methods, and maybe which generation has them.
fn operations(line: &'static str) -> impl Iterator<Item = Unbuilt> {
    let mut words = line.split(' ');
    let path = words.next().unwrap_or_default();
    let only = match line.rsplit(' ').next() {
        Some("25+") => Some(Generation::Current),
        Some("4.x") => Some(Generation::Legacy),
        _ => None,
    };
    let methods = words.filter(|word| word.bytes().all(|byte| byte.is_ascii_uppercase()));
    methods.filter_map(|word| word.parse().ok()).map(move |method| Unbuilt { method, path, only })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A path with all of its parameters called alike.
    fn shape(path: &str) -> String {
        path.split('/')
            .map(|part| if part.starts_with('{') { "{}" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    }

    #[test]
    fn what_is_listed_is_not_built() {
        let built = crate::api::routes().into_iter().map(|route| (route.verb(), shape(route.path)));
        let built: BTreeSet<(String, String)> = built.collect();
        let mut seen = BTreeSet::new();
        for operation in unbuilt() {
            let name = (operation.method.to_string(), shape(operation.path));
            assert!(!built.contains(&name), "{name:?} is built");
            assert!(seen.insert(name.clone()), "{name:?} is there twice");
        }
        assert!(!seen.is_empty());
    }
}
