//! The values of a test case's parameters: a list for each variant. Setting them replaces all.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Right;
use super::case_writing::rewrite;
use super::cases::asked;
use super::selection::required;
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, get, post};
use crate::world::case::Case;
use crate::world::scenario::PER_CASE;
use crate::world::written::Example;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/testcase/{id}/example", examples), post("/testcase/{id}/example", set_examples)]
}

type Numbered = (i64, Example);

fn numbered(case: &Case) -> Vec<Numbered> {
    (1..).zip(case.examples()).map(|(n, example)| (case.id * PER_CASE + n, example)).collect()
}

fn dto((id, example): &Numbered) -> Value {
    let pairs: Value = example.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"id": id, "parameters": pairs})
}

/// As an overview shows them.
pub(super) fn example_list(case: &Case) -> Value {
    numbered(case).iter().map(dto).collect()
}

pub(super) fn parameter_list(case: &Case) -> Value {
    case.parameter_names().iter().map(|name| json!({"name": name})).collect()
}

fn examples(call: &mut Call<'_>) -> Outcome {
    let (case, paging) = (asked(call, Right::Read)?, call.query.paging(10)?);
    let key = |(id, _): &Numbered, property: &str| (property == "id").then_some(Key::Number(*id));
    page(&paging, numbered(&case), key, dto)
}

#[derive(Debug, Deserialize)]
struct Pair {
    name: Option<String>,
    value: Option<String>,
}

impl Pair {
    fn known(self) -> Result<(String, String), Refusal> {
        Ok((required("name", self.name)?, self.value.unwrap_or_default()))
    }
}

fn set_examples(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: Vec<Vec<Pair>> = call.body()?;
    let known = |example: Vec<Pair>| example.into_iter().map(Pair::known).collect::<Result<Example, _>>();
    let examples = body.into_iter().map(known).collect::<Result<Vec<_>, _>>()?;
    Answer::ok(example_list(&rewrite(call, &case, |written| written.examples = examples)))
}
