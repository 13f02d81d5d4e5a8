//! Steps that test cases share: each has a scenario of its own, which is shown wherever a step names it.

use super::World;
use super::scenario::Scenario;
use super::stock::Stock;

#[derive(Debug, Clone)]
pub(crate) struct SharedStep {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) archived: bool,
    pub(crate) scenario: Scenario,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl World {
    /// The places of the project's test cases that use a shared step.
    pub(crate) fn users_of(&self, shared: &SharedStep) -> Vec<usize> {
        let stock = self.projects.get(&shared.project).map(|project| &project.stock);
        let uses = |stock: &Stock, place: &usize| {
            stock.written(*place).is_some_and(|written| written.scenario.uses(shared.id))
        };
        stock.map(|stock| stock.rewritten().filter(|place| uses(stock, place)).collect()).unwrap_or_default()
    }
}
