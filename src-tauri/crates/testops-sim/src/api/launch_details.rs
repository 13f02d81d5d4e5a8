//! What a launch consists of: counts, progress, environment, job runs, defects, people.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::result_dto::{self, row, row_key};
use super::{Right, defects, launch, launch_dto};
use crate::http::call::{Answer, Call, Outcome};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::World;
use crate::world::environment::variable_name;
use crate::world::launch::{Launch, ResultKey};
use crate::world::run::Verdict;
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/launch/{id}/statistic", statistic),
        get("/launch/{id}/progress", progress),
        get("/launch/{id}/duration", duration),
        get("/launch/{id}/env", env),
        get("/launch/{id}/variables", variables),
        get("/launch/{id}/job", job_runs),
        get("/launch/{id}/job/suggest", suggest_jobs),
        get("/launch/{id}/defect", launch_defects),
        get("/launch/{id}/muted", muted),
        get("/launch/{id}/unresolved", unresolved),
        get("/launch/{id}/retries", retries),
        get("/launch/{id}/memberstats", members),
        get("/launch/{id}/assignees", assignees),
        get("/launch/{id}/tester", testers),
    ]
}

fn asked<'a>(call: &'a Call<'_>) -> Result<&'a Launch, crate::http::call::Refusal> {
    launch(call, call.id()?, Right::Read)
}

fn statistic(call: &mut Call<'_>) -> Outcome {
    Answer::ok(launch_dto::statistic(&asked(call)?.counts(call.now)))
}

fn progress(call: &mut Call<'_>) -> Outcome {
    Answer::ok(json!({"ready": asked(call)?.ready(call.now)}))
}

/// A histogram: durations in milliseconds, rounded up to whole seconds.
fn duration(call: &mut Call<'_>) -> Outcome {
    let launch = asked(call)?;
    let mut buckets: BTreeMap<i64, usize> = BTreeMap::new();
    for key in launch.visible(call.now) {
        if let Some((start, stop)) = result_dto::times(launch, key, call.now) {
            *buckets.entry((stop - start + 999) / 1000 * 1000).or_default() += 1;
        }
    }
    Answer::ok(
        buckets.into_iter().map(|(duration, count)| json!({"duration": duration, "count": count})).collect(),
    )
}

fn env(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked(call)?.environment.iter().map(launch_dto::env_value).collect())
}

fn variables(call: &mut Call<'_>) -> Outcome {
    let (launch, paging) = (asked(call)?, call.query.paging(10)?);
    let mut variables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for value in &launch.environment {
        variables.entry(variable_name(value.variable).unwrap_or_default()).or_default().push(&value.name);
    }
    let key = |(name, _): &(&str, Vec<&str>), property: &str| {
        if property == "key" { Key::text(name) } else { None }
    };
    page(
        &paging,
        variables.into_iter().collect(),
        key,
        |(name, values)| json!({"key": name, "values": values}),
    )
}

fn job_runs(call: &mut Call<'_>) -> Outcome {
    let launch = asked(call)?;
    Answer::ok(launch.job_runs().map(|run| launch_dto::job_run(call.world, launch, run, call.now)).collect())
}

fn suggest_jobs(call: &mut Call<'_>) -> Outcome {
    let (launch, paging, needle) = (asked(call)?, call.query.paging(10)?, call.query.needle("query"));
    let jobs: BTreeMap<i64, &str> = launch
        .job_runs()
        .filter_map(|run| call.world.jobs.get(&run.job))
        .map(|job| (job.id, job.name.as_str()))
        .collect();
    super::names_page(
        &paging,
        jobs.into_iter().filter(|(_, name)| name.to_lowercase().contains(&needle)).collect(),
    )
}

fn launch_defects(call: &mut Call<'_>) -> Outcome {
    let (launch, paging) = (asked(call)?, call.query.paging(20)?);
    let rows = defects::of_launch(call.world, launch, call.now);
    page(
        &paging,
        rows,
        |(defect, _), property| defects::key(defect, property),
        |(defect, count)| defects::counted(defect, *count),
    )
}

fn rows_page(call: &Call<'_>, wanted: impl Fn(&Launch, ResultKey) -> bool) -> Outcome {
    let (launch, paging, now) = (asked(call)?, call.query.paging(10)?, call.now);
    let keys = launch.visible(now).into_iter().filter(|key| wanted(launch, *key)).collect();
    page(
        &paging,
        keys,
        |key, property| row_key(call.world, launch, *key, property, now),
        |key| row(call.world, launch, *key, now),
    )
}

fn muted(call: &mut Call<'_>) -> Outcome {
    let is_muted = |launch: &Launch, key| {
        call.world.is_result_muted(launch, key, &result_dto::case_of(call.world, launch, key))
    };
    rows_page(call, is_muted)
}

/// Failed with neither a defect nor a mute.
pub(super) fn is_unresolved(world: &World, launch: &Launch, key: ResultKey, now: i64) -> bool {
    let bad = launch.verdict(key, now).is_some_and(Verdict::is_bad);
    bad && {
        let case = result_dto::case_of(world, launch, key);
        world.defects_of(launch, key, &case, now).is_empty() && !world.is_result_muted(launch, key, &case)
    }
}

fn unresolved(call: &mut Call<'_>) -> Outcome {
    rows_page(call, |launch, key| is_unresolved(call.world, launch, key, call.now))
}

fn retries(call: &mut Call<'_>) -> Outcome {
    let (launch, paging, now) = (asked(call)?, call.query.paging(10)?, call.now);
    let earlier = |key: &ResultKey| result_dto::earlier(launch, *key, now);
    let keys: Vec<ResultKey> =
        launch.visible(now).into_iter().filter(|key| !earlier(key).is_empty()).collect();
    let dto = |key: &ResultKey| {
        let attempts = earlier(key);
        let mut row = row(call.world, launch, *key, now);
        row["totalRetries"] = json!(attempts.len());
        if let Some(last) = attempts.last() {
            row["previousRetry"] = json!({
                "id": launch.result_id(*last),
                "name": row["name"],
                "status": launch.verdict(*last, now).map(Verdict::word),
            });
        }
        row
    };
    page(&paging, keys, |key, property| row_key(call.world, launch, *key, property, now), dto)
}

fn members(call: &mut Call<'_>) -> Outcome {
    let (launch, paging, now) = (asked(call)?, call.query.paging(10)?, call.now);
    let owner = |key: ResultKey| Some(result_dto::case_of(call.world, launch, key).owner);
    let people: Vec<_> = launch.counts_by(now, owner).into_iter().collect();
    let key =
        |(name, _): &(&str, _), property: &str| if property == "assignee" { Key::text(name) } else { None };
    let dto = |(name, counts): &(&str, _)| {
        let person = PEOPLE.iter().find(|(own, _, _)| own == name);
        json!({
            "assignee": name,
            "firstName": person.map(|(_, first, _)| first),
            "lastName": person.map(|(_, _, last)| last),
            "statistic": launch_dto::statistic(counts),
            "durationSum": 0,
            "defectsCount": 0,
            "mutedCount": 0,
            "retriedCount": 0,
        })
    };
    page(&paging, people, key, dto)
}

fn assignees(call: &mut Call<'_>) -> Outcome {
    asked(call)?;
    Answer::ok(Value::Array(Vec::new()))
}

fn testers(call: &mut Call<'_>) -> Outcome {
    let mut people: Vec<&str> = asked(call)?.runs.iter().map(|run| run.created_by.as_str()).collect();
    people.dedup();
    Answer::ok(json!(people))
}
