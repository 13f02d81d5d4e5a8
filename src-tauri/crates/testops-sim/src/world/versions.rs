//! Versions of test cases: all that was written at some moment, kept under a title and brought back on demand.

use super::World;
use super::written::Written;

#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) id: i64,
    pub(crate) case: i64,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) by: &'static str,
    pub(crate) created: i64,
    pub(crate) written: Written,
}

impl World {
    pub(crate) fn versions_of(&self, case: i64) -> impl Iterator<Item = &Version> {
        self.authored.versions.values().filter(move |version| version.case == case)
    }
}

impl Version {
    /// What a test case becomes when this is brought back. Relations belong to both test cases, so they stay as they are,
    /// and so does when it was made; steps that are added afterwards take no id that another step has had.
    pub(crate) fn restored_over(&self, present: &Written) -> Written {
        let mut scenario = self.written.scenario.clone();
        scenario.number_after(&present.scenario);
        Written {
            scenario,
            relations: present.relations.clone(),
            created: present.created,
            created_by: present.created_by,
            ..self.written.clone()
        }
    }
}
