//! What tests left behind and a client sent in, in place of what follows from the seed.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use serde_json::Value;

use super::case::Case;
use super::environment::EnvValue;
use super::run::Verdict;
use crate::dice::mix;

/// Sent data is stored at once and shows up so much later.
const PARSED_AFTER: i64 = 700;

/// A result.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) uuid: String,
    pub(crate) full_name: String,
    /// What makes it the same test as another: `historyId`, or what stands for it.
    pub(crate) history: String,
    pub(crate) description: Option<String>,
    pub(crate) precondition: Option<String>,
    pub(crate) expected_result: Option<String>,
    /// The id that its labels or its client name.
    pub(crate) case: Option<i64>,
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) links: Vec<Value>,
    pub(crate) host: Option<String>,
    pub(crate) thread: Option<String>,
    /// What a rule said of it while it came in.
    pub(crate) category: Option<i64>,
    /// The test itself, as the outermost step.
    pub(crate) step: Step,
}

/// A step, a test or a fixture.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) message: Option<String>,
    pub(crate) trace: Option<String>,
    pub(crate) times: Option<(i64, i64)>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) expected: Option<String>,
    pub(crate) steps: Vec<Step>,
    pub(crate) files: Vec<Named>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) hidden: bool,
    pub(crate) excluded: bool,
}

/// A file as a result names it; its content comes by itself, under `source`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) kind: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    pub(crate) before: bool,
    pub(crate) step: Step,
}

/// What one client sends into one launch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// The job run that it belongs to.
    pub(crate) job_run: Option<i64>,
    pub(crate) environment: Vec<EnvValue>,
    pub(crate) results: Vec<Arrived>,
    /// By the results that they belong to.
    pub(crate) fixtures: HashMap<String, Vec<Fixture>>,
    /// By the source under which results name them.
    pub(crate) files: HashMap<String, Bytes>,
    /// When something came last.
    pub(crate) last: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) sent: Arc<Sent>,
    /// When it shows up.
    pub(crate) at: i64,
}

impl Arrived {
    pub(crate) fn new(sent: Sent, now: i64) -> Self {
        Self { sent: Arc::new(sent), at: now + PARSED_AFTER }
    }
}

impl Sent {
    pub(crate) fn label<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(own, _): &&(String, String)| own.eq_ignore_ascii_case(name);
        self.labels.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// The start, for telling attempts apart.
    pub(crate) fn start(&self) -> i64 {
        self.step.times.map_or(0, |(start, _)| start)
    }

    /// What is alike for all attempts at one variant of a test: test, parameters and environment.
    pub(crate) fn history_key(&self, environment: &[EnvValue]) -> String {
        let mut parameters: Vec<&Parameter> =
            self.step.parameters.iter().filter(|parameter| !parameter.excluded).collect();
        parameters.sort();
        let mut parts = vec![number_of(&self.history)];
        parts.extend(parameters.iter().flat_map(|one| [number_of(&one.name), number_of(&one.value)]));
        parts.extend(environment.iter().flat_map(|value| [value.variable as u64, number_of(&value.name)]));
        format!("{:016x}{:016x}", mix(&parts), mix(&[parts.len() as u64, mix(&parts)]))
    }

    /// A test case that looks like the test, for whatever asks results for theirs. Its id is 0 where it has none.
    pub(crate) fn as_case(self: &Arc<Self>, like: Case) -> Case {
        let tags =
            self.label("tag").map(|tag| (1 + (number_of(tag) % 100_000) as i64, tag.to_owned().into()));
        Case {
            id: self.case.unwrap_or(0),
            name: self.step.name.clone(),
            full_name: self.full_name.clone(),
            hash: number_of(&self.history),
            tags: tags.collect(),
            muted: false,
            sent: Some(Arc::clone(self)),
            ..like
        }
    }

    /// The value that its labels give to a custom field, with an id of its own.
    pub(crate) fn field(&self, field: i64) -> (i64, String) {
        let label = super::case::FIELDS.iter().find(|(id, _)| *id == field).map_or("", |(_, name)| *name);
        let value = self.label(label).next().unwrap_or_default().to_owned();
        (1_000_000 + (mix(&[field as u64, number_of(&value)]) % 1_000_000_000) as i64, value)
    }

    /// All files of the test, those of the first step first.
    pub(crate) fn files(&self) -> Vec<&Named> {
        self.step.all_files()
    }
}

impl Step {
    pub(crate) fn all_files(&self) -> Vec<&Named> {
        self.steps.iter().flat_map(Self::all_files).chain(&self.files).collect()
    }

    /// Why the server cannot store it.
    pub(crate) fn fault(&self) -> Option<String> {
        let refused = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
        if self.name.trim().is_empty() {
            return Some("name: must not be blank".to_owned());
        }
        if self.name.contains(refused) {
            return Some("name: must not contain control characters".to_owned());
        }
        self.steps.iter().find_map(Self::fault)
    }
}

pub(crate) fn number_of(text: &str) -> u64 {
    let pieces = text.as_bytes().chunks(8).map(|piece| {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        u64::from_le_bytes(bytes)
    });
    mix(&[text.len() as u64].into_iter().chain(pieces).collect::<Vec<_>>())
}
