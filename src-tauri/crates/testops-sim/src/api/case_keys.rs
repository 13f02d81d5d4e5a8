//! Keys of a test case in other test management systems. Setting them replaces all.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::{asked, case_with};
use super::selection::required;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, get, post};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/testcase/{id}/testkey", keys),
        post("/testcase/{id}/testkey", set_keys),
        get("/testkey/{id}", one_key),
    ]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyRow {
    id: Option<i64>,
    integration_id: Option<i64>,
    name: Option<String>,
    url: Option<String>,
}

/// Keys as a test case shows them.
pub(super) fn as_keys(call: &mut Call<'_>, rows: Vec<KeyRow>) -> Result<Vec<Value>, Refusal> {
    let mut keys = Vec::new();
    for row in rows {
        let integration = required("integrationId", row.integration_id)?;
        let name = super::requests::name("name", row.name)?;
        let id = row.id.unwrap_or_else(|| call.world.new_id());
        let url = row.url.unwrap_or_else(|| format!("https://tests.example.test/{name}"));
        keys.push(json!({"id": id, "integrationId": integration, "name": name, "url": url}));
    }
    Ok(keys)
}

fn keys(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked(call, Right::Read)?.keys().into())
}

fn set_keys(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let rows = call.body()?;
    let keys = as_keys(call, rows)?;
    Answer::ok(rewrite(call, &case, |written| written.keys = keys).keys().into())
}

fn one_key(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let found = call.world.projects.values().find_map(|project| {
        let stock = &project.stock;
        stock.rewritten().find_map(|place| {
            let key = stock.written(place)?.keys.iter().find(|key| key["id"] == id)?;
            Some((stock.id_of(place), key.clone()))
        })
    });
    let (case, key) = found.ok_or_else(|| Refusal::missing("Test key", id))?;
    case_with(call, case, Right::Read)?;
    Answer::ok(key)
}
