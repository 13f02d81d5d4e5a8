//! What people decided about results, and what the server knows of defects, mutes and categories. The world begins with
//! some of each; only what is changed is held.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::Value;

use super::World;
use super::by_hand::{HandFile, Node};
use super::case::Case;
use super::failure::{self, Kind};
use super::launch::{Launch, ResultKey};
use super::run::Verdict;

/// What was decided about one result.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decision {
    pub(crate) status: Option<Verdict>,
    pub(crate) message: Option<String>,
    pub(crate) trace: Option<String>,
    /// When somebody ran it.
    pub(crate) times: Option<(i64, i64)>,
    /// What somebody did of it.
    pub(crate) execution: Option<Vec<Node>>,
    /// Files that somebody added, by id.
    pub(crate) files: Vec<HandFile>,
    pub(crate) category: Option<i64>,
    pub(crate) assignee: Option<String>,
    pub(crate) tested_by: Option<String>,
    pub(crate) hidden: bool,
    pub(crate) deleted: bool,
    /// Counts again, although its test case is muted.
    pub(crate) unmuted: bool,
    pub(crate) defects: BTreeSet<i64>,
    pub(crate) without_defects: BTreeSet<i64>,
    pub(crate) at: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Triage {
    pub(crate) defects: BTreeMap<i64, Defect>,
    /// By id; of test cases.
    pub(crate) mutes: BTreeMap<i64, Mute>,
    /// Test cases whose mute of the beginning was deleted.
    pub(crate) lifted: BTreeSet<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Defect {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) closed: bool,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) issue: Option<Value>,
    pub(crate) rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) message: Option<String>,
    pub(crate) trace: Option<String>,
    /// The kind of failure that a rule of the beginning meets: known without looking at texts.
    pub(crate) kind: Option<Kind>,
    pub(crate) compiled: (Option<Regex>, Option<Regex>),
}

#[derive(Debug, Clone)]
pub(crate) struct Mute {
    pub(crate) id: i64,
    pub(crate) case: i64,
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) issues: Value,
    pub(crate) by: String,
    pub(crate) created: i64,
}

/// Mutes of the beginning: the test case's id, and this.
pub(crate) const FIRST_MUTE: i64 = 7_000_000;

/// The whole text, over as many lines as it has; as Java's `matches` with its dots for lines, too.
pub(crate) fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&format!("^(?s:{text})$")).ok()
}

impl Rule {
    /// `None` where a text is no regular expression.
    pub(crate) fn new(id: i64, name: String, message: Option<String>, trace: Option<String>) -> Option<Self> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (message, trace) = (given(message), given(trace));
        let compile = |text: &Option<String>| match text {
            Some(text) => pattern(text).map(Some),
            None => Some(None),
        };
        let compiled = (compile(&message)?, compile(&trace)?);
        Some(Self { id, name, message, trace, kind: None, compiled })
    }

    fn meets(&self, case: &Case, verdict: Verdict, run: i64) -> bool {
        if let Some(kind) = self.kind {
            return failure::kind(case, verdict) == Some(kind);
        }
        let Some((message, trace)) = failure::words(case, verdict, run) else { return false };
        self.meets_texts(&message, &trace)
    }

    /// Nothing where neither is given.
    pub(crate) fn meets_texts(&self, message: &str, trace: &str) -> bool {
        let (of_message, of_trace) = &self.compiled;
        (of_message.is_some() || of_trace.is_some())
            && of_message.as_ref().is_none_or(|own| own.is_match(message))
            && of_trace.as_ref().is_none_or(|own| own.is_match(trace))
    }
}

impl Defect {
    pub(crate) fn meets(&self, case: &Case, verdict: Verdict, run: i64) -> bool {
        self.rules.iter().any(|rule| rule.meets(case, verdict, run))
    }
}

impl World {
    /// The defects that explain a result: linked by hand, or met by a rule of an open one.
    pub(crate) fn defects_of(&self, launch: &Launch, key: ResultKey, case: &Case, now: i64) -> Vec<&Defect> {
        let Some(verdict) = launch.verdict(key, now).filter(|verdict| verdict.is_bad()) else {
            return Vec::new();
        };
        let decision = launch.decision(key);
        let run = launch.runs[key.run].id;
        let explains = |defect: &&Defect| {
            if decision.is_some_and(|own| own.defects.contains(&defect.id)) {
                return true;
            }
            if launch.runs[key.run].by_hand {
                return false;
            }
            let barred = decision.is_some_and(|own| own.without_defects.contains(&defect.id));
            !barred && !defect.closed && defect.meets(case, verdict, run)
        };
        let of_project = self.triage.defects.values().filter(|defect| defect.project == launch.project);
        of_project.filter(explains).collect()
    }

    /// Whether the test case is muted at present.
    pub(crate) fn is_muted(&self, case: &Case) -> bool {
        (case.muted && !self.triage.lifted.contains(&case.id))
            || self.triage.mutes.values().any(|mute| mute.case == case.id)
    }

    pub(crate) fn is_result_muted(&self, launch: &Launch, key: ResultKey, case: &Case) -> bool {
        self.is_muted(case) && !launch.decision(key).is_some_and(|own| own.unmuted)
    }
}
