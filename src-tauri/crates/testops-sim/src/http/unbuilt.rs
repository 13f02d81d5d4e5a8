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
