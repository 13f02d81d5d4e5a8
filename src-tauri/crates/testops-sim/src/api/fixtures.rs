//! What was done before and after a test.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::attachments::Piece;
use super::execution::{Shape, node, shape};
use super::result_dto::{self, case_of};
use super::results::found;
use super::{Right, attachments, sent_dto};
use crate::http::call::{Answer, Call, Outcome};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::evidence::File;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;
use crate::world::sent::{self, Step};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testresult/{id}/fixture", list)]
}

/// A fixture's id is that of its result, times this, and its number; a file's likewise.
const PER_RESULT: i64 = 100;
const PER_FIXTURE: i64 = 100;

pub(super) struct Fixture {
    pub(super) id: i64,
    step: Option<Step>,
    name: Cow<'static, str>,
    kind: &'static str,
    start: i64,
    stop: i64,
    pub(super) files: Vec<(i64, Piece)>,
}

pub(super) fn result_of(fixture: i64) -> i64 {
    fixture / PER_RESULT
}

pub(super) fn id_of(result: i64, number: usize) -> i64 {
    result * PER_RESULT + number as i64
}

pub(super) fn result_of_file(file: i64) -> i64 {
    result_of(file / PER_FIXTURE)
}

/// None for a result that is still in progress.
pub(super) fn of_result(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<Fixture> {
    let Some((start, stop)) = result_dto::times(launch, key, now) else { return Vec::new() };
    if let Some(sent) = launch.sent(key) {
        return sent_in(launch, key, &sent.uuid);
    }
    let (russian, result) = (case_of(world, launch, key).russian, launch.result_id(key));
    let names = if russian {
        ["Подготовить данные", "Открыть браузер", "Закрыть браузер"]
    } else {
        ["Prepare the data", "Open the browser", "Close the browser"]
    };
    let fixture = |(n, name): (usize, &'static str)| {
        let id = id_of(result, n);
        let (kind, from, to) = match n {
            0 => ("before", start - 900, start - 300),
            1 => ("before", start - 300, start),
            _ => ("after", stop, stop + 250),
        };
        let files = if n == 2 { vec![(id * PER_FIXTURE, Piece::Drawn(File::Log))] } else { Vec::new() };
        Fixture { id, step: None, name: name.into(), kind, start: from, stop: to, files }
    };
    names.into_iter().enumerate().map(fixture).collect()
}

fn sent_in(launch: &Launch, key: ResultKey, uuid: &str) -> Vec<Fixture> {
    let session = launch.runs[key.run].session.as_ref();
    let fixtures = session.and_then(|session| session.fixtures.get(uuid)).into_iter().flatten();
    let fixture = |(n, own): (usize, &sent::Fixture)| {
        let id = id_of(launch.result_id(key), n);
        let (start, stop) = own.step.times.unwrap_or_default();
        let files = own.step.all_files().into_iter().take(PER_FIXTURE as usize).enumerate();
        Fixture {
            id,
            step: Some(own.step.clone()),
            name: own.step.name.clone().into(),
            kind: if own.before { "before" } else { "after" },
            start,
            stop,
            files: files.map(|(n, file)| (id * PER_FIXTURE + n as i64, Piece::of(session, file))).collect(),
        }
    };
    fixtures.take(PER_RESULT as usize).enumerate().map(fixture).collect()
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
            .map(|file| attachments::row((world, launch, key, now), "test_fixture_result", file))
            .collect();
        let times = (fixture.start, fixture.stop);
        let (step, status) = match &fixture.step {
            Some(own) => {
                (sent_dto::step(shape, own, &mut files.into_iter()), own.verdict.unwrap_or(Verdict::Unknown))
            }
            None => (node(shape, &fixture.name, "passed", times, Vec::new(), None, &files), Verdict::Passed),
        };
        json!({
            "id": fixture.id,
            "name": fixture.name,
            "type": fixture.kind,
            "status": status.word(),
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
