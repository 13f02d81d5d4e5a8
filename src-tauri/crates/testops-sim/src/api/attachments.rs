//! Files of results and of their fixtures: what there is, and its content.

use axum::body::Bytes;
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
use crate::world::launch::{Launch, ResultKey};
use crate::world::sent::{Named, Session};

/// A file's id is that of its result, times this, and its number.
const PER_RESULT: i64 = 1_000;
/// From this number on they are files that people added.
const ADDED: i64 = 500;

/// A file of a result: written when it is asked for, or sent in.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Drawn(File),
    /// Without its content where that never came.
    Sent(Named, Option<Bytes>),
}

impl Piece {
    pub(super) fn of(session: Option<&Session>, named: &Named) -> Self {
        let content = session.and_then(|session| session.files.get(&named.source)).cloned();
        Self::Sent(named.clone(), content)
    }

    fn name(&self) -> &str {
        match self {
            Self::Drawn(file) => file.name(),
            Self::Sent(named, _) => &named.name,
        }
    }

    fn kind(&self) -> &str {
        match self {
            Self::Drawn(file) => file.kind(),
            Self::Sent(named, _) => &named.kind,
        }
    }

    fn is_lost(&self) -> bool {
        match self {
            Self::Drawn(file) => file.is_lost(),
            Self::Sent(_, content) => content.is_none(),
        }
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testresult/attachment", list),
        get("/testresult/attachment/{id}/content", content),
        get("/testresult/{id}/fixture/attachment", of_fixtures),
        get("/testfixtureresult/attachment", of_fixture),
        get("/testfixtureresult/attachment/{id}/content", fixture_content),
    ]
}

/// The id of the next file that somebody adds to a result.
pub(super) fn next_id(launch: &Launch, key: ResultKey) -> i64 {
    let last = launch.decision(key).and_then(|decision| decision.files.last());
    last.map_or(launch.result_id(key) * PER_RESULT + ADDED, |file| file.id + 1)
}

/// The files of a result with their ids; those that somebody added come last.
pub(super) fn of_result(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<(i64, Piece)> {
    let mut files = left_behind(world, launch, key, now);
    let added = launch.decision(key).map_or(&[][..], |decision| &decision.files);
    files.extend(added.iter().map(|file| {
        let named = Named { name: file.name.clone(), source: String::new(), kind: file.kind.clone() };
        (file.id, Piece::Sent(named, Some(file.content.clone())))
    }));
    files
}

/// What the test itself left behind.
pub(super) fn left_behind(world: &World, launch: &Launch, key: ResultKey, now: i64) -> Vec<(i64, Piece)> {
    if launch.runs[key.run].by_hand {
        return Vec::new();
    }
    let first = launch.result_id(key) * PER_RESULT;
    if let Some(sent) = launch.sent(key) {
        let session = launch.runs[key.run].session.as_ref();
        let files = sent.files().into_iter().take(ADDED as usize).map(|named| Piece::of(session, named));
        return files.enumerate().map(|(n, piece)| (first + n as i64, piece)).collect();
    }
    let files = files(&case_of(world, launch, key), launch.verdict(key, now));
    files.into_iter().enumerate().map(|(n, file)| (first + n as i64, Piece::Drawn(file))).collect()
}

fn source(world: &World, launch: &Launch, key: ResultKey, now: i64, piece: &Piece) -> Source {
    let file = match piece {
        Piece::Drawn(file) => file,
        Piece::Sent(_, content) => return Source::Sent(content.clone().unwrap_or_default()),
    };
    let case = case_of(world, launch, key);
    let run = launch.runs[key.run].id;
    let words = result_dto::words(launch, key, &case, now);
    let start = result_dto::times(launch, key, now).map_or(now, |(start, _)| start);
    file.source(&Scene { case: &case, run, start, words })
}

/// A row of a list; `entity` says whose it is.
pub(super) fn row(
    (world, launch, key, now): (&World, &Launch, ResultKey, i64),
    entity: &str,
    (id, file): &(i64, Piece),
) -> Value {
    let length = source(world, launch, key, now, file).length();
    let kind = file.kind();
    let mut row = json!({"entity": entity, "id": id, "name": file.name(), "contentType": kind, "contentLength": length, "missed": file.is_lost()});
    if entity == "test_result" {
        row["fromTestCase"] = json!(false);
    }
    row
}

fn rows(call: &Call<'_>, result: i64, entity: &str, files: &[(i64, Piece)]) -> Outcome {
    let paging = call.query.paging(10)?;
    let (launch, key) = found(call, result, Right::Read)?;
    let launch = &call.world.launches[&launch];
    let by = |(id, file): &(i64, Piece), property: &str| match property {
        "id" => Some(Key::Number(*id)),
        "name" => Key::text(file.name()),
        _ => None,
    };
    page(&paging, files.to_vec(), by, |file| row((call.world, launch, key, call.now), entity, file))
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

fn sent(call: &Call<'_>, id: i64, (launch, key): (i64, ResultKey), files: &[(i64, Piece)]) -> Outcome {
    let inline = call.query.flag("inline")?.unwrap_or(false);
    let missing = || Refusal::missing("Attachment content", id);
    let (_, file) = files.iter().find(|(own, _)| *own == id).ok_or_else(missing)?;
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
