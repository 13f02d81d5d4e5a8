//! People who have an account.

use serde_json::json;

use crate::http::call::{Call, Outcome};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get};
use crate::world::words::PEOPLE;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/user/suggest", suggest)]
}

fn suggest(call: &mut Call<'_>) -> Outcome {
    let (paging, needle) = (call.query.paging(10)?, call.query.needle("query"));
    let (only, without) = (call.query.longs("id")?, call.query.longs("ignoreId")?);
    let people = PEOPLE.iter().enumerate().map(|(n, person)| (n as i64 + 1, *person));
    let wanted = |(id, (username, first, last)): &(i64, (&str, &str, &str))| {
        let text = format!("{username} {first} {last}").to_lowercase();
        text.contains(&needle) && (only.is_empty() || only.contains(id)) && !without.contains(id)
    };
    let key = |(id, (username, ..)): &(i64, (&str, &str, &str)), property: &str| match property {
        "id" => Some(Key::Number(*id)),
        "username" => Key::text(username),
        _ => None,
    };
    page(
        &paging,
        people.filter(wanted).collect(),
        key,
        |(id, (username, first, last))| json!({"id": id, "username": username, "firstName": first, "lastName": last}),
    )
}
