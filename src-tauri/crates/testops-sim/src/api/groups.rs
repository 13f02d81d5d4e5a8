//! Failures of a launch, grouped by category and exact message: words that differ in a number are groups of their own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::result_dto::full;
use super::{Right, launch};
use crate::http::call::{Answer, Call, Outcome};
use crate::http::router::{Route, get};
use crate::world::run::Verdict;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testresult/defects", groups)]
}

fn groups(call: &mut Call<'_>) -> Outcome {
    let (id, now) = (call.query.required_long("launchId")?, call.now);
    let launch = launch(call, id, Right::Read)?;
    let mut groups: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    let mut shown = 0;
    for key in launch.visible(now) {
        if !launch.verdict(key, now).is_some_and(Verdict::is_bad) {
            continue;
        }
        let row = full(call.world, launch, key, now);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let of = (text(&row["category"]["name"]), text(&row["message"]));
        let mut leaf = json!({"uid": row["id"], "parentUid": format!("{}/{}", of.0, of.1)});
        for field in [
            "name", "status", "flaky", "muted", "hidden", "assignee", "testedBy", "start", "stop", "duration",
        ] {
            if let Some(value) = row.get(field) {
                leaf[field] = value.clone();
            }
        }
        groups.entry(of).or_default().push(leaf);
        shown += 1;
    }
    let group = |((category, message), leafs): ((String, String), Vec<Value>)| {
        json!({
            "uid": format!("{category}/{message}"),
            "name": message.lines().next().unwrap_or_default(),
            "context": {"key": "message", "value": message},
            "leafs": leafs,
        })
    };
    let groups: Vec<Value> = groups.into_iter().map(group).collect();
    Answer::ok(
        json!({"uid": id.to_string(), "name": launch.name, "groups": groups, "leafs": [], "shown": shown, "total": shown}),
    )
}
