//! Test plans: named choices of test cases, filled by a query and kept as they were then.

use super::World;
use super::job::Project;
use super::words::THEMES;

#[derive(Debug, Clone)]
pub(crate) struct TestPlan {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) rql: String,
    /// Ids of test cases; `None` for a plan of the beginning that was not synchronised since, and is a little behind.
    pub(crate) cases: Option<Vec<i64>>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

const PLANS: [(&str, &str, &str); 3] = [
    ("Смоук", "Smoke", "tag = \"smoke\" and automation = true"),
    ("Критичный путь", "Critical path", "tag = \"critical\""),
    ("Релиз 2026.3", "Release 2026.3", "cf[\"Release\"] = \"2026.3\" and muted = false"),
];

impl World {
    /// Gives a project the plans that it begins with.
    pub(crate) fn begin_plans(&mut self, project: &Project) {
        let russian = THEMES[project.theme % THEMES.len()].russian;
        for (n, (ru, en, rql)) in PLANS.into_iter().enumerate() {
            let id = project.id * 100 + n as i64 + 1;
            let name = if russian { ru } else { en }.to_owned();
            let (created, rql) = (project.created, rql.to_owned());
            let plan =
                TestPlan { id, project: project.id, name, rql, cases: None, created, modified: created };
            self.plans.insert(id, plan);
        }
    }
}
