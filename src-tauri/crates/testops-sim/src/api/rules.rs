//! The rules of defects, and what a rule would meet.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::defects::found;
use super::result_dto::{full, row_key};
use super::{Right, launch};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::page::{Key, page};
use crate::http::router::{Route, delete, get, patch, post};
use crate::world::launch::ResultKey;
use crate::world::run::Verdict;
use crate::world::triage::{Defect, Rule};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/defect/{id}/matcher", list),
        post("/defect/matcher", create),
        patch("/defect/matcher/{id}", change),
        delete("/defect/matcher/{id}", remove),
        get("/testresult/defect/match", meets),
    ]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleBody {
    defect_id: Option<i64>,
    name: Option<String>,
    message_regex: Option<String>,
    trace_regex: Option<String>,
}

impl RuleBody {
    pub(super) fn checked(self, call: &mut Call<'_>) -> Result<Rule, Refusal> {
        let name = self.name.filter(|name| !name.is_empty());
        let name =
            name.ok_or_else(|| Refusal::invalid("Validation error: matcher.name: must not be blank"))?;
        Rule::new(call.world.new_id(), name, self.message_regex, self.trace_regex).ok_or_else(no_expression)
    }
}

fn no_expression() -> Refusal {
    Refusal::invalid("Validation error: messageRegex: must be a valid regular expression")
}

fn dto(defect: i64, rule: &Rule) -> Value {
    let mut dto = json!({"id": rule.id, "defectId": defect, "name": rule.name});
    for (field, text) in [("messageRegex", &rule.message), ("traceRegex", &rule.trace)] {
        if let Some(text) = text {
            dto[field] = json!(text);
        }
    }
    dto
}

fn list(call: &mut Call<'_>) -> Outcome {
    let (id, paging) = (call.id()?, call.query.paging(10)?);
    let rules = found(call, id, Right::Read)?.rules.clone();
    let key = |rule: &Rule, property: &str| match property {
        "id" => Some(Key::Number(rule.id)),
        "name" => Key::text(&rule.name),
        _ => None,
    };
    page(&paging, rules, key, |rule| dto(id, rule))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let body: RuleBody = call.body()?;
    let id = body.defect_id;
    let id = id.ok_or_else(|| Refusal::invalid("Validation error: defectId: must not be null"))?;
    found(call, id, Right::Write)?;
    let rule = body.checked(call)?;
    let answer = dto(id, &rule);
    if let Some(defect) = call.world.triage.defects.get_mut(&id) {
        defect.rules.push(rule);
    }
    Answer::ok(answer)
}

/// The defect that a rule belongs to, if the person may change it.
fn owner(call: &Call<'_>, id: i64) -> Result<i64, Refusal> {
    let has = |defect: &&Defect| defect.rules.iter().any(|rule| rule.id == id);
    let defect = call.world.triage.defects.values().find(has);
    let defect = defect.ok_or_else(|| Refusal::missing("Defect matcher", id))?.id;
    found(call, defect, Right::Write)?;
    Ok(defect)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let defect = owner(call, id)?;
    let body: RuleBody = call.body()?;
    let rules = call.world.triage.defects.get_mut(&defect).map(|defect| &mut defect.rules);
    let rule = rules.and_then(|rules| rules.iter_mut().find(|rule| rule.id == id));
    let rule = rule.ok_or_else(|| Refusal::missing("Defect matcher", id))?;
    let name = body.name.unwrap_or_else(|| rule.name.clone());
    let (message, trace) =
        (body.message_regex.or(rule.message.clone()), body.trace_regex.or(rule.trace.clone()));
    *rule = Rule::new(id, name, message, trace).ok_or_else(no_expression)?;
    Answer::ok(dto(defect, rule))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id()?;
    let defect = owner(call, id)?;
    if let Some(defect) = call.world.triage.defects.get_mut(&defect) {
        defect.rules.retain(|rule| rule.id != id);
    }
    Answer::empty(StatusCode::NO_CONTENT)
}

fn meets(call: &mut Call<'_>) -> Outcome {
    let (id, paging, now) = (call.query.required_long("launchId")?, call.query.paging(10)?, call.now);
    let launch = launch(call, id, Right::Read)?;
    let text = |key: &str| call.query.text(key).map(str::to_owned);
    let rule =
        Rule::new(0, String::new(), text("messageRegex"), text("traceRegex")).ok_or_else(no_expression)?;
    let bad = |key: &ResultKey| launch.verdict(*key, now).is_some_and(Verdict::is_bad);
    let rows =
        launch.visible(now).into_iter().filter(bad).map(|key| (key, full(call.world, launch, key, now)));
    let met = rows.filter(|(_, row)| {
        rule.meets_texts(
            row["message"].as_str().unwrap_or_default(),
            row["trace"].as_str().unwrap_or_default(),
        )
    });
    let by = |(key, _): &(ResultKey, Value), property: &str| row_key(call.world, launch, *key, property, now);
    page(
        &paging,
        met.collect(),
        by,
        |(_, row)| json!({"id": row["id"], "name": row["name"], "status": row["status"], "message": row["message"], "trace": row["trace"]}),
    )
}
