//! Launches compared: what is new, missed, failed, fixed, or has another status; and several side by side.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Right, launch, result_dto};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/launch/diff/new", new),
        get("/launch/diff/missed", missed),
        get("/launch/diff/failed", failed),
        get("/launch/diff/fixed", fixed),
        get("/launch/diff/status-changed", changed),
        get("/launch/diff/matrix", matrix),
    ]
}

/// Test case and lap → the result that counts.
type Results = BTreeMap<(u16, u16), ResultKey>;

fn results(launch: &Launch, now: i64) -> Results {
    let place = |key: &ResultKey| {
        let slot = launch.runs[key.run].slots[key.slot];
        (slot.place, slot.lap)
    };
    launch.visible(now).into_iter().map(|key| (place(&key), key)).collect()
}

fn pair<'a>(call: &'a Call<'_>) -> Result<(&'a Launch, &'a Launch), Refusal> {
    let (from, to) = (call.query.required_long("from")?, call.query.required_long("to")?);
    Ok((launch(call, from, Right::Read)?, launch(call, to, Right::Read)?))
}

fn said(call: &Call<'_>, launch: &Launch, key: ResultKey) -> Option<(String, String)> {
    let case = result_dto::case_of(call.world, launch, key);
    result_dto::words(launch, key, &case, call.now)
}

/// Results of `this` that `other` does not have.
fn only_in(call: &Call<'_>, this: &Launch, other: &Launch) -> Outcome {
    let others = results(other, call.now);
    let own = results(this, call.now).into_iter().filter(|(place, _)| !others.contains_key(place));
    let dto = |(_, key): (_, ResultKey)| {
        let mut row = result_dto::row(call.world, this, key, call.now);
        if let Value::Object(row) = &mut row {
            row.remove("duration");
        }
        if let Some((message, trace)) = said(call, this, key) {
            row["message"] = json!(message);
            row["trace"] = json!(trace);
        }
        row
    };
    Answer::ok(own.map(dto).collect())
}

fn new(call: &mut Call<'_>) -> Outcome {
    let (from, to) = pair(call)?;
    only_in(call, to, from)
}

fn missed(call: &mut Call<'_>) -> Outcome {
    let (from, to) = pair(call)?;
    only_in(call, from, to)
}

fn failed(call: &mut Call<'_>) -> Outcome {
    changes(call, |from, to| !from.is_bad() && to.is_bad())
}

fn fixed(call: &mut Call<'_>) -> Outcome {
    changes(call, |from, to| from.is_bad() && to == Verdict::Passed)
}

fn changed(call: &mut Call<'_>) -> Outcome {
    changes(call, |from, to| from != to)
}

fn changes(call: &Call<'_>, wanted: impl Fn(Verdict, Verdict) -> bool) -> Outcome {
    let (from, to) = pair(call)?;
    let after = results(to, call.now);
    let mut rows: Vec<Value> = Vec::new();
    for (place, old) in results(from, call.now) {
        let Some(new) = after.get(&place).copied() else { continue };
        let (Some(was), Some(is)) = (from.verdict(old, call.now), to.verdict(new, call.now)) else {
            continue;
        };
        if !wanted(was, is) {
            continue;
        }
        let case = result_dto::case_of(call.world, to, new);
        let mut row = json!({"testCaseId": case.id});
        for (side, launch, key, verdict) in [("from", from, old, was), ("to", to, new, is)] {
            row[format!("{side}Id")] = json!(launch.result_id(key));
            row[format!("{side}Name")] = json!(case.name);
            row[format!("{side}Status")] = json!(verdict.word());
            if let Some((message, trace)) = said(call, launch, key) {
                row[format!("{side}Message")] = json!(message);
                row[format!("{side}Trace")] = json!(trace);
            }
        }
        rows.push(row);
    }
    Answer::ok(Value::Array(rows))
}

fn matrix(call: &mut Call<'_>) -> Outcome {
    let (ids, paging, now) = (call.query.longs("launchIds")?, call.query.paging(10)?, call.now);
    if ids.is_empty() {
        call.query.required_text("launchIds")?;
    }
    let mode = call.query.text("mode").unwrap_or("all").to_lowercase();
    if !["all", "intersect", "diff"].contains(&mode.as_str()) {
        return Err(Refusal::bad("Failed to convert parameter 'mode' to required type 'LaunchDiffMode'"));
    }
    let only_changes = call.query.flag("statusChange")? == Some(true);
    let launches = ids.iter().map(|id| launch(call, *id, Right::Read)).collect::<Result<Vec<_>, _>>()?;
    let by_launch: Vec<Results> = launches.iter().map(|launch| results(launch, now)).collect();
    let mut rows: BTreeMap<(u16, u16), Vec<Option<ResultKey>>> = BTreeMap::new();
    for place in by_launch.iter().flat_map(BTreeMap::keys) {
        rows.entry(*place)
            .or_insert_with(|| by_launch.iter().map(|results| results.get(place).copied()).collect());
    }
    rows.retain(|_, keys| {
        let everywhere = keys.iter().all(Option::is_some);
        let verdicts: Vec<_> = keys
            .iter()
            .zip(&launches)
            .map(|(key, launch)| key.and_then(|key| launch.verdict(key, now)))
            .collect();
        let same = verdicts.windows(2).all(|pair| pair[0] == pair[1]);
        (mode != "intersect" || everywhere) && (mode != "diff" || !everywhere) && !(only_changes && same)
    });
    let rows: Vec<_> = rows.into_values().collect();
    let case_of = |keys: &[Option<ResultKey>]| {
        let first = keys.iter().zip(&launches).find_map(|(key, launch)| key.map(|key| (*launch, key)));
        first.map(|(launch, key)| result_dto::case_of(call.world, launch, key))
    };
    let dto = |keys: &Vec<Option<ResultKey>>| {
        let place = |(key, launch): (&Option<ResultKey>, &&Launch)| {
            let mut dto = json!({"launchId": launch.id, "launchName": launch.name, "results": []});
            if let Some(key) = *key {
                let mut result = result_dto::row(call.world, launch, key, now);
                dto["status"] = result["status"].clone();
                result["manual"] = json!(launch.runs[key.run].by_hand);
                if let Value::Object(result) = &mut result {
                    result.retain(|field, _| field != "testCaseId" && field != "assignee");
                }
                dto["results"] = json!([result]);
            }
            dto
        };
        let cells: Vec<Value> = keys.iter().zip(&launches).map(place).collect();
        let case = case_of(keys);
        json!({"testCaseId": case.as_ref().map(|case| case.id), "testCaseName": case.map(|case| case.name), "cells": cells})
    };
    let key = |keys: &Vec<Option<ResultKey>>, property: &str| match property {
        "id" | "testCaseId" => Some(case_of(keys).map_or(Key::Absent, |case| Key::Number(case.id))),
        "name" | "testCaseName" => Some(case_of(keys).map_or(Key::Absent, |case| Key::Text(case.name))),
        _ => None,
    };
    page(&paging, rows, key, dto)
}
