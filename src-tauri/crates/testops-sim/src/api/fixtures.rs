//! What was done before and after a test.

use serde_json::{Value, json};

use super::execution::{Shape, node, shape};
use super::result_dto::{self, case_of};
use super::results::found;
use super::{Right, attachments};
use crate::http::call::{Answer, Call, Outcome};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::evidence::File;
use crate::world::launch::{Launch, ResultKey};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testresult/{id}/fixture", list)]
}

pub(super) struct Fixture {
    pub(super) id: i64,
    name: &'static str,
    kind: &'static str,
    start: i64,
    stop: i64,
    pub(super) files: Vec<(i64, File)>,
}

pub(super) fn result_of(fixture: i64) -> i64 {
    fixture / 10
}

pub(super) fn result_of_file(file: i64) -> i64 {
    result_of(file / 10)
}

/// None for a result that is still in progress.
pub(super) fn of_result(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<Fixture> {
    let Some((start, stop)) = result_dto::times(launch, key, now) else { return Vec::new() };
    let (russian, result) = (case_of(world, launch, key).russian, launch.result_id(key));
    let names = if russian {
        ["Подготовить данные", "Открыть браузер", "Закрыть браузер"]
    } else {
        ["Prepare the data", "Open the browser", "Close the browser"]
    };
    let fixture = |(n, name): (usize, &'static str)| {
        let id = result * 10 + n as i64;
        let (kind, from, to) = match n {
            0 => ("before", start - 900, start - 300),
            1 => ("before", start - 300, start),
            _ => ("after", stop, stop + 250),
        };
        let files = if n == 2 { vec![(id * 10, File::Log)] } else { Vec::new() };
        Fixture { id, name, kind, start: from, stop: to, files }
    };
    names.into_iter().enumerate().map(fixture).collect()
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, shape) = (call.id()?, shape(call)?);
    let (launch, key) = found(call, id, Right::Read)?;
    let (world, now) = (&*call.world, call.now);
    let launch = &world.launches[&launch];
    let dto = |fixture: &Fixture| {
        let files: Vec<Value> = fixture
            .files
            .iter()
            .map(|file| attachments::row((world, launch, key, now), "test_fixture_result", *file))
            .collect();
        let times = (fixture.start, fixture.stop);
        let step = node(shape, fixture.name, "passed", times, Vec::new(), None, &files);
        json!({
            "id": fixture.id,
            "name": fixture.name,
            "type": fixture.kind,
            "status": "passed",
            "start": fixture.start,
            "stop": fixture.stop,
            "duration": fixture.stop - fixture.start,
            "scenario": scenario(shape, &step),
        })
    };
    Answer::ok(of_result(world, launch, key, now).iter().map(dto).collect())
}

fn scenario(shape: Shape, step: &Value) -> Value {
    match shape {
        Shape::Typed => json!({"steps": [step]}),
        Shape::Plain => json!({"steps": [step], "attachments": []}),
    }
}
