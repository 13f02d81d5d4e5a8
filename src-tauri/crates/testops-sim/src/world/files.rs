//! Files that people attach to test cases and to shared steps, as they sent them.

use std::collections::BTreeMap;

use axum::body::Bytes;

use super::World;
use super::scenario::Scenario;

/// What a file is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Case(i64),
    Shared(i64),
}

#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) id: i64,
    pub(crate) owner: Owner,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) content: Bytes,
}

impl World {
    /// Keeps a file; its id.
    pub(crate) fn attach(&mut self, owner: Owner, name: String, kind: String, content: Bytes) -> i64 {
        let id = self.new_id();
        self.authored.files.insert(id, StoredFile { id, owner, name, kind, content });
        id
    }

    pub(crate) fn files_of(&self, owner: Owner) -> impl Iterator<Item = &StoredFile> {
        self.authored.files.values().filter(move |file| file.owner == owner)
    }

    /// Whether a step of the owner's may show this file.
    pub(crate) fn has_file(&self, owner: Owner, id: i64) -> bool {
        self.authored.files.get(&id).is_some_and(|file| file.owner == owner)
    }

    /// The steps as those of a copied test case, whose files are copies too.
    pub(crate) fn copied_steps(&mut self, scenario: &Scenario, from: i64, to: i64) -> Scenario {
        let files: Vec<StoredFile> = self.files_of(Owner::Case(from)).cloned().collect();
        let copies: BTreeMap<i64, i64> = files
            .into_iter()
            .map(|file| (file.id, self.attach(Owner::Case(to), file.name, file.kind, file.content)))
            .collect();
        let mut scenario = scenario.renumbered(to);
        for step in scenario.steps.values_mut() {
            step.attachment = step.attachment.map(|id| copies.get(&id).copied().unwrap_or(id));
        }
        scenario
    }
}
