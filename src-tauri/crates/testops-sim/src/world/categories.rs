//! Kinds of failure, of the whole server, and the rules by which results that come in get theirs. Each project uses some
//! of either.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::sent::Sent;
use super::triage::Rule;

#[derive(Debug, Clone)]
pub(crate) struct Category {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) color: String,
    pub(crate) description: String,
    pub(crate) reach: Reach,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct CategoryRule {
    pub(crate) category: i64,
    pub(crate) rule: Rule,
    pub(crate) reach: Reach,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

/// The projects that use something.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    everywhere: bool,
    /// Where it is the other way round.
    except: BTreeSet<i64>,
}

impl Reach {
    pub(crate) fn has(&self, project: i64) -> bool {
        self.everywhere != self.except.contains(&project)
    }

    pub(crate) fn set(&mut self, project: i64, used: bool) {
        if self.everywhere == used {
            self.except.remove(&project);
        } else {
            self.except.insert(project);
        }
    }
}

#[derive(Debug)]
pub(crate) struct Categories {
    pub(crate) all: BTreeMap<i64, Category>,
    pub(crate) rules: BTreeMap<i64, CategoryRule>,
}

const FIRST: [(i64, &str, &str); 4] = [
    (1, "Product defects", "#fd5a3e"),
    (2, "Test defects", "#ffd050"),
    (3, "Infrastructure", "#8b8fe8"),
    (4, "Outdated tests", "#aaaaaa"),
];

impl Categories {
    /// Those of the beginning, which every project uses.
    pub(crate) fn new(created: i64) -> Self {
        let category = |(id, name, color): (i64, &str, &str)| Category {
            id,
            name: name.to_owned(),
            color: color.to_owned(),
            description: String::new(),
            reach: Reach { everywhere: true, except: BTreeSet::new() },
            created,
            modified: created,
        };
        Self { all: FIRST.into_iter().map(|one| (one.0, category(one))).collect(), rules: BTreeMap::new() }
    }
}

impl World {
    /// The category that a result gets while it comes in: of the first rule of the project that it meets.
    pub(crate) fn category_of(&self, project: i64, sent: &Sent) -> Option<i64> {
        let verdict = sent.step.verdict?;
        let (message, trace) = (sent.step.message.as_deref(), sent.step.trace.as_deref());
        let meets = |own: &&CategoryRule| {
            own.reach.has(project)
                && own.rule.meets_texts(message.unwrap_or_default(), trace.unwrap_or_default())
        };
        let rule = self.categories.rules.values().find(meets).filter(|_| verdict.is_bad())?;
        Some(rule.category)
    }
}
