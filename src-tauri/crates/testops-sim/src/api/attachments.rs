//! Files of results and of their fixtures: what there is, and its content.

use serde_json::{Value, json};

use super::result_dto::{self, case_of};
use super::results::found;
use super::{Right, fixtures};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::content::{Content, Source};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::http::server::Generation;
use crate::world::World;
use crate::world::evidence::{File, Scene, files};
use crate::world::failure;
use crate::world::launch::{Launch, ResultKey};

/// A file's id is that of its result, times this, and its number.
const PER_RESULT: i64 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testresult/attachment", list),
        get("/testresult/attachment/{id}/content", content),
        get("/testresult/{id}/fixture/attachment", of_fixtures),
        get("/testfixtureresult/attachment", of_fixture),
        get("/testfixtureresult/attachment/{id}/content", fixture_content),
    ]
}

/// The files of a result with their ids.
pub(super) fn of_result(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<(i64, File)> {
    let files = files(&case_of(world, launch, key), launch.verdict(key, now));
    let first = launch.result_id(key) * PER_RESULT;
    files.into_iter().enumerate().map(|(n, file)| (first + n as i64, file)).collect()
}

fn source(world: &World, launch: &Launch, key: ResultKey, now: i64, file: File) -> Source {
    let case = case_of(world, launch, key);
    let run = launch.runs[key.run].id;
    let words = launch.verdict(key, now).and_then(|verdict| failure::words(&case, verdict, run));
    let start = result_dto::times(launch, key, now).map_or(now, |(start, _)| start);
    file.source(&Scene { case: &case, run, start, words })
}

/// A row of a list; `entity` says whose it is.
pub(super) fn row(
    (world, launch, key, now): (&World, &Launch, ResultKey, i64),
    entity: &str,
    (id, file): (i64, File),
) -> Value {
    let length = source(world, launch, key, now, file).length();
    let kind = file.kind();
    let mut row = json!({"entity": entity, "id": id, "name": file.name(), "contentType": kind, "contentLength": length, "missed": file.is_lost()});
    if entity == "test_result" {
        row["fromTestCase"] = json!(false);
    }
    row
}

fn rows(call: &Call<'_>, result: i64, entity: &str, files: &[(i64, File)]) -> Outcome {
    let paging = call.query.paging(10)?;
    let (launch, key) = found(call, result, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let by = |(id, file): &(i64, File), property: &str| match property {
        "id" => Some(Key::Number(*id)),
        "name" => Key::text(file.name()),
        _ => None,
    };
    page(&paging, files.to_vec(), by, |file| row((call.world, launch, key, call.now), entity, *file))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let id = call.query.required_long("testResultId")?;
    let (launch, key) = found(call, id, Right::Read)?;
    let files = of_result(call.world, &call.world.launches[&launch], key, call.now);
    rows(call, id, "test_result", &files)
}

fn of_fixtures(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, key) = found(call, id, Right::Read)?;
    let files: Vec<_> = fixtures::of_result(call.world, &call.world.launches[&launch], key, call.now)
        .into_iter()
        .flat_map(|fixture| fixture.files)
        .collect();
    rows(call, id, "test_fixture_result", &files)
}

fn of_fixture(call: &mut Call<'_>) -> Outcome {
    let fixture = call.query.required_long("tfrId")?;
    let id = fixtures::result_of(fixture);
    let (launch, key) = found(call, id, Right::Read)?;
    let all = fixtures::of_result(call.world, &call.world.launches[&launch], key, call.now);
    let wanted = all.into_iter().find(|one| one.id == fixture);
    let files = wanted.ok_or_else(|| Refusal::missing("Test fixture result", fixture))?.files;
    rows(call, id, "test_fixture_result", &files)
}

fn content(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, key) = found(call, id / PER_RESULT, Right::Read)?;
    let files = of_result(call.world, &call.world.launches[&launch], key, call.now);
    sent(call, id, (launch, key), &files)
}

fn fixture_content(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let (launch, key) = found(call, fixtures::result_of_file(id), Right::Read)?;
    let files: Vec<_> = fixtures::of_result(call.world, &call.world.launches[&launch], key, call.now)
        .into_iter()
        .flat_map(|fixture| fixture.files)
        .collect();
    sent(call, id, (launch, key), &files)
}

fn sent(call: &Call<'_>, id: i64, (launch, key): (i64, ResultKey), files: &[(i64, File)]) -> Outcome {
    let inline = call.query.flag("inline")?.unwrap_or(false);
    let missing = || Refusal::missing("Attachment content", id);
    let (_, file) = files.iter().find(|(own, _)| *own == id).copied().ok_or_else(missing)?;
    if file.is_lost() {
        return Err(missing());
    }
    Ok(Answer::Content(Content {
        name: file.name().to_owned(),
        kind: file.kind().to_owned(),
        source: source(call.world, &call.world.launches[&launch], key, call.now, file),
        inline,
        range: call.range.clone().filter(|_| call.world.generation == Generation::Current),
    }))
}
