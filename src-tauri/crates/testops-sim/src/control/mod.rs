//! The control door, `/__sim/…`: for tests, stories and people who develop against the server. No signing in.

pub(crate) mod exports;
pub(crate) mod handle;
pub(crate) mod journal;
pub(crate) mod launches;
pub(crate) mod stage;
pub(crate) mod trouble;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, delete, get, post};
use crate::world::World;
pub use handle::{Control, ControlError};
use trouble::{Kind, Trouble};

pub(crate) fn routes() -> Vec<Route> {
    let routes = [
        get("/journal", read_journal),
        delete("/journal", clear_journal),
        get("/deeds", read_deeds),
        post("/trouble", add_trouble),
        delete("/trouble", clear_trouble),
        delete("/trouble/{id}", remove_trouble),
        get("/clock", read_clock),
        post("/clock", set_clock),
        post("/script", launches::script),
        get("/launches", launches::list),
        post("/launches", launches::start),
        post("/restore", launches::restore),
        post("/launches/{id}/advance", launches::advance),
        post("/launches/{id}/manual", launches::by_hand),
        post("/results/{id}", launches::say),
        delete("/launches/{id}", launches::delete),
        get("/exports", exports::list),
        post("/exports", exports::plan),
        delete("/exports", exports::forget_plans),
        post("/cases", exports::change_cases),
        post("/groups", exports::change_group),
        get("/world", stage::world),
        post("/jobs/{id}", stage::change_job),
        post("/projects", stage::add_project),
        post("/permissions", stage::set_permissions),
    ];
    routes.into_iter().map(Route::open).collect()
}

fn read_journal(call: &mut Call<'_>) -> Outcome {
    let since = call.query.long("since")?.unwrap_or(0).max(0) as u64;
    let journal = &call.world.journal;
    Answer::ok(json!({"entries": journal.since(since), "next": journal.next()}))
}

fn clear_journal(call: &mut Call<'_>) -> Outcome {
    call.world.journal.clear();
    Answer::empty(StatusCode::NO_CONTENT)
}

fn read_deeds(call: &mut Call<'_>) -> Outcome {
    let since = call.query.long("since")?.unwrap_or(0).max(0) as usize;
    let deeds = &call.world.deeds;
    Answer::ok(json!({"deeds": deeds.get(since..).unwrap_or_default(), "next": deeds.len()}))
}

fn add_trouble(call: &mut Call<'_>) -> Outcome {
    let trouble = door(call)?;
    Answer::ok(json!({"id": set_trouble(call.world, trouble)}))
}

fn set_trouble(world: &mut World, trouble: Trouble) -> u64 {
    if matches!(trouble.kind, Kind::ExpiredToken) {
        world.tokens.expire();
    }
    world.troubles.add(trouble)
}

fn clear_trouble(call: &mut Call<'_>) -> Outcome {
    call.world.troubles.clear();
    Answer::empty(StatusCode::NO_CONTENT)
}

fn remove_trouble(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let removed = call.world.troubles.remove(id.max(0) as u64);
    if removed { Answer::empty(StatusCode::NO_CONTENT) } else { Err(Refusal::missing("Trouble", id)) }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    advance_ms: Option<i64>,
    speed: Option<f64>,
    skew_ms: Option<i64>,
}

fn read_clock(call: &mut Call<'_>) -> Outcome {
    Answer::ok(json!({"now": call.world.clock.now(), "speed": call.world.clock.speed()}))
}

fn set_clock(call: &mut Call<'_>) -> Outcome {
    let change: ClockChange = door(call)?;
    let clock = &mut call.world.clock;
    if change.advance_ms.is_some_and(i64::is_negative)
        || change.speed.is_some_and(|speed| !(0.0..=1e6).contains(&speed))
    {
        return Err(Refusal::bad("advance_ms is at least 0, speed is 0 to 1000000"));
    }
    clock.push(change.advance_ms.unwrap_or(0));
    if let Some(speed) = change.speed {
        clock.set_speed(speed);
    }
    if let Some(skew) = change.skew_ms {
        clock.set_skew(skew);
    }
    Answer::ok(json!({"now": clock.now(), "speed": clock.speed()}))
}

/// The body of a door's request, whatever its media type; an empty one is `{}`.
pub(crate) fn door<T: serde::de::DeserializeOwned>(call: &Call<'_>) -> Result<T, Refusal> {
    let body: &[u8] = if call.body.is_empty() { b"{}" } else { &call.body };
    serde_json::from_slice(body).map_err(|error| Refusal::bad(error.to_string()))
}
