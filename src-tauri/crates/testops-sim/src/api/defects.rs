//! Defects: each project knows a few; a test that fails as a matter of habit belongs to one of them.

use serde_json::{Value, json};

use super::result_dto::outline_of;
use super::{Right, asked_project, project};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;

const NAMES_RU: [&str; 5] = [
    "Не приходит СМС на стенде",
    "Комиссия считается дважды",
    "Падает выгрузка на больших объёмах",
    "Медленный ответ справочника",
    "Пустое уведомление после отмены",
];
const NAMES_EN: [&str; 5] = [
    "SMS does not arrive on the stage",
    "Fee is counted twice",
    "Export breaks on big data",
    "Slow directory service",
    "Empty toast after cancelling",
];

pub(super) struct Defect {
    id: i64,
    name: &'static str,
    closed: bool,
    project: i64,
    created: i64,
}

pub(super) fn routes() -> Vec<Route> {
    vec![get("/defect", list), get("/defect/{id}", one)]
}

impl Defect {
    pub(super) fn key(&self, property: &str) -> Option<Key> {
        match property {
            "id" => Some(Key::Number(self.id)),
            "name" => Key::text(self.name),
            "closed" => Some(Key::Number(i64::from(self.closed))),
            "createdDate" => Some(Key::Number(self.created)),
            _ => None,
        }
    }

    pub(super) fn row(&self, count: usize) -> Value {
        json!({"id": self.id, "name": self.name, "closed": self.closed, "count": count})
    }
}

fn of_project(world: &World, project: i64) -> Vec<Defect> {
    let Some(known) = world.projects.get(&project) else { return Vec::new() };
    let names = if known.theme % 2 == 0 { NAMES_RU } else { NAMES_EN };
    let defect = |(n, name)| Defect {
        id: project * 10 + n as i64 + 1,
        name,
        closed: n == 4,
        project,
        created: known.created + n as i64 * 86_400_000 * 30,
    };
    names.into_iter().enumerate().map(defect).collect()
}

/// Whether the test's failures belong to a defect.
pub(super) fn is_known(world: &World, launch: &Launch, key: ResultKey) -> bool {
    number(world, launch, key).is_some()
}

fn number(world: &World, launch: &Launch, key: ResultKey) -> Option<usize> {
    let hash = outline_of(world, launch, key).hash;
    (!hash.is_multiple_of(3)).then_some((hash >> 5) as usize % 4)
}

/// The defects that this launch met, with how many tests each.
pub(super) fn of_launch(world: &World, launch: &Launch, now: i64) -> Vec<(Defect, usize)> {
    let bad = |key: &ResultKey| launch.verdict(*key, now).is_some_and(Verdict::is_bad);
    let mut counts = [0; 5];
    for key in launch.visible(now).into_iter().filter(bad) {
        if let Some(n) = number(world, launch, key) {
            counts[n] += 1;
        }
    }
    of_project(world, launch.project).into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (project, paging) = (asked_project(call)?, call.query.paging(20)?);
    let (needle, status) = (call.query.needle("nameFilter"), call.query.needle("status"));
    let mut defects = of_project(call.world, project);
    defects.retain(|defect| {
        defect.name.to_lowercase().contains(&needle)
            && (status.is_empty() || defect.closed == (status == "closed"))
    });
    page(&paging, defects, Defect::key, |defect| defect.row(3))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let defect = of_project(call.world, id / 10).into_iter().find(|defect| defect.id == id);
    let defect = defect.ok_or_else(|| Refusal::missing("Defect", id))?;
    project(call, defect.project, Right::Read)?;
    Answer::ok(json!({
        "id": defect.id,
        "name": defect.name,
        "closed": defect.closed,
        "projectId": defect.project,
        "description": defect.name,
        "createdDate": defect.created,
        "lastModifiedDate": defect.created,
    }))
}
