//! The defects that projects begin with: one for each of the commonest kinds of failure, the last one closed although its
//! failures go on.

use serde_json::{Value, json};

use super::World;
use super::failure::Kind;
use super::job::Project;
use super::triage::{Defect, Rule};
use super::words::THEMES;

const DAY: i64 = 86_400_000;

const NAMES_RU: [&str; 5] = [
    "Операция зависает в обработке",
    "Пустое уведомление после отмены",
    "Лишняя строка в выгрузке",
    "Стенд не отвечает за 30 секунд",
    "Кнопка не появляется после загрузки",
];
const NAMES_EN: [&str; 5] = [
    "Unexpected status code",
    "Empty toast after cancelling",
    "One row too many in the export",
    "The stage does not answer in 30 seconds",
    "The button does not appear after loading",
];
/// What each of them is known by.
const RULES: [(Kind, &str); 5] = [
    (Kind::Status, "(Ожидалось: статус операции.*|expected: <200> but was.*)"),
    (Kind::Text, "Element should have text.*"),
    (Kind::Count, "AssertionError: assert \\d+ == \\d+.*"),
    (Kind::Slow, "Read timed out after \\d+ ms"),
    (Kind::Invisible, "expect\\(locator\\)\\.toBeVisible\\(\\) failed.*"),
];

impl World {
    /// Gives a project the defects that it begins with.
    pub(crate) fn begin_defects(&mut self, project: &Project) {
        let names = if THEMES[project.theme % THEMES.len()].russian { NAMES_RU } else { NAMES_EN };
        for (n, (name, (kind, message))) in names.into_iter().zip(RULES).enumerate() {
            let id = project.id * 10 + n as i64 + 1;
            let created = project.created + n as i64 * 30 * DAY;
            let Some(rule) = Rule::new(id * 10, name.to_owned(), Some(message.to_owned()), None) else {
                continue;
            };
            let defect = Defect {
                id,
                project: project.id,
                name: name.to_owned(),
                description: name.to_owned(),
                closed: n == 4,
                created,
                modified: created,
                issue: (n % 2 == 0).then(|| issue(id)),
                rules: vec![Rule { kind: Some(kind), ..rule }],
            };
            self.triage.defects.insert(id, defect);
        }
    }
}

fn issue(id: i64) -> Value {
    let name = format!("BUG-{}", id % 9_000 + 100);
    json!({"id": id, "integrationId": crate::api::TRACKER, "name": name, "url": format!("https://tracker.example.test/browse/{name}"), "closed": false, "status": "Open", "summary": "As the tracker has it"})
}
