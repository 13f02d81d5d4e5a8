//! What people asked for, and what was found to be wrong.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What somebody wanted to begin, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Launch,
    Rerun,
    RunPlan,
}

/// A count of the report: every one of them is to be 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Figure {
    PostedTwice,
    Lost,
    ToldTwiceWithoutCause,
    Stuck,
    Torn,
    SecretsOut,
}

impl Figure {
    pub(crate) const ALL: [Self; 6] = [
        Self::PostedTwice,
        Self::Lost,
        Self::ToldTwiceWithoutCause,
        Self::Stuck,
        Self::Torn,
        Self::SecretsOut,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PostedTwice => "posted_twice",
            Self::Lost => "lost",
            Self::ToldTwiceWithoutCause => "told_twice_without_cause",
            Self::Stuck => "stuck",
            Self::Torn => "torn",
            Self::SecretsOut => "secrets_out",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) figure: Figure,
    pub(crate) what: String,
}

#[derive(Default)]
pub(crate) struct Model {
    /// Everything that was wished, by what makes it one: a form, a press, a message.
    wishes: BTreeMap<String, Wish>,
    /// Launches that carry a name of their own.
    pub(crate) named: BTreeSet<String>,
    /// Names of launches of which it was said that they do not go out.
    pub(crate) taken_back: BTreeSet<String>,
    /// Runs that were over when somebody at the window began to follow them.
    pub(crate) followed_late: BTreeSet<i64>,
    /// By launch; `None` where a chat asked and does not say of which.
    reruns: BTreeMap<Option<i64>, usize>,
    pub(crate) clock_was_set: bool,
    pub(crate) quiet: bool,
    /// Plans since when; those that were paused or skipped are not here any more.
    pub(crate) plans: BTreeMap<i64, DateTime<Utc>>,
    /// Scheduled launches since when; those that were paused are not here any more.
    pub(crate) schedules: BTreeMap<i64, DateTime<Utc>>,
    pub(crate) schedules_deleted: bool,
    /// Launches that people asked for, as far as they can be told from those that were due.
    pub(crate) launched: usize,
    /// Counts presses.
    pub(crate) presses: u64,
    /// How much of what happened on the server was looked at.
    pub(crate) deeds: usize,
    pub(crate) toasts: usize,
    pub(crate) faults: BTreeSet<Fault>,
}

impl Model {
    pub(crate) fn wish(&mut self, key: impl Into<String>, wish: Wish) {
        self.wishes.insert(key.into(), wish);
    }

    pub(crate) fn wish_rerun(&mut self, key: &str, launch: Option<i64>) {
        self.wish(key, Wish::Rerun);
        *self.reruns.entry(launch).or_insert(0) += 1;
    }

    /// How often tests of this launch may have been asked for again.
    pub(crate) fn reruns(&self, launch: i64) -> usize {
        [Some(launch), None].iter().filter_map(|key| self.reruns.get(key)).sum()
    }

    pub(crate) fn wished(&self, wish: Wish) -> usize {
        self.wishes.values().filter(|own| **own == wish).count()
    }

    pub(crate) fn asked(&self) -> usize {
        self.wishes.len()
    }

    pub(crate) fn find(&mut self, figure: Figure, what: impl Into<String>) {
        self.faults.insert(Fault { figure, what: what.into() });
    }
}
