//! What can be searched by query: launches, test results, test cases; and the criteria of `search`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::Deserialize;
use serde_json::Value as Json;

use super::categories;
use super::result_dto::case_of;
use super::vocabulary::ROLES;
use crate::aql::{Asked, Expression, Kind, Row, Value, parse};
use crate::http::auth::Tokens;
use crate::http::call::{Call, Refusal};
use crate::world::World;
use crate::world::case::Case;
use crate::world::environment::variable_name;
use crate::world::launch::{Launch, ResultKey};

const LAUNCH: [(&str, Kind); 13] = [
    ("id", Kind::Number),
    ("name", Kind::Text),
    ("tag", Kind::Text),
    ("issue", Kind::Text),
    ("job", Kind::Text),
    ("ev", Kind::Keyed),
    ("evv", Kind::Text),
    ("closed", Kind::Flag),
    ("createdDate", Kind::Number),
    ("createdBy", Kind::Text),
    ("lastModifiedDate", Kind::Number),
    ("lastModifiedBy", Kind::Text),
    ("external", Kind::Flag),
];

const RESULT: [(&str, Kind); 22] = [
    ("id", Kind::Number),
    ("name", Kind::Text),
    ("fullName", Kind::Text),
    ("testCase", Kind::Number),
    ("status", Kind::Text),
    ("category", Kind::Text),
    ("tag", Kind::Text),
    ("issue", Kind::Text),
    ("role", Kind::Keyed),
    ("member", Kind::Text),
    ("testedBy", Kind::Text),
    ("cf", Kind::Keyed),
    ("cfv", Kind::Text),
    ("ev", Kind::Keyed),
    ("evv", Kind::Text),
    ("layer", Kind::Text),
    ("muted", Kind::Flag),
    ("hidden", Kind::Flag),
    ("launch", Kind::Number),
    ("createdDate", Kind::Number),
    ("createdBy", Kind::Text),
    ("lastModifiedDate", Kind::Number),
];

const CASE: [(&str, Kind); 19] = [
    ("id", Kind::Number),
    ("name", Kind::Text),
    ("tag", Kind::Text),
    ("issue", Kind::Text),
    ("role", Kind::Keyed),
    ("member", Kind::Text),
    ("cf", Kind::Keyed),
    ("cfv", Kind::Text),
    ("layer", Kind::Text),
    ("status", Kind::Text),
    ("workflow", Kind::Text),
    ("testPlan", Kind::Number),
    ("automation", Kind::Flag),
    ("muted", Kind::Flag),
    ("createdDate", Kind::Number),
    ("createdBy", Kind::Text),
    ("lastModifiedDate", Kind::Number),
    ("lastModifiedBy", Kind::Text),
    ("mutedDate", Kind::Number),
];

pub(super) fn launch_query(text: &str) -> Result<Expression, Refusal> {
    query(text, &LAUNCH)
}

pub(super) fn result_query(text: &str) -> Result<Expression, Refusal> {
    query(text, &RESULT)
}

pub(super) fn case_query(text: &str) -> Result<Expression, Refusal> {
    query(text, &CASE)
}

fn query(text: &str, known: &[(&str, Kind)]) -> Result<Expression, Refusal> {
    if text.trim().is_empty() {
        return Ok(Expression::Constant(true));
    }
    let checked = parse(text).and_then(|query| query.check(known).map(|()| query));
    checked.map_err(|invalid| Refusal::bad(format!("Invalid AQL query: {}", invalid.0)))
}

pub(super) fn asked(call: &Call<'_>) -> Asked<'static> {
    Asked { now: call.now, user: Tokens::USER }
}

pub(super) struct LaunchRow<'a>(pub(super) &'a World, pub(super) &'a Launch, pub(super) i64);

impl Row for LaunchRow<'_> {
    fn values(&self, field: &str, key: Option<&str>) -> Vec<Value> {
        let Self(world, launch, now) = self;
        match field {
            "id" => vec![launch.id.into()],
            "name" => vec![launch.name.as_str().into()],
            "tag" => launch.tags.iter().map(|(_, name)| name.as_str().into()).collect(),
            "job" => launch
                .job_runs()
                .filter_map(|run| world.jobs.get(&run.job))
                .map(|job| job.name.as_str().into())
                .collect(),
            "ev" | "evv" => environment(launch, key),
            "closed" => vec![launch.closed(*now).into()],
            "external" => vec![launch.external.into()],
            "createdDate" => vec![launch.created.into()],
            "lastModifiedDate" => vec![launch.modified(*now).into()],
            "createdBy" | "lastModifiedBy" => vec![launch.created_by.as_str().into()],
            "issue" => launch
                .issues
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|issue| Some(issue.get("name")?.as_str()?.into()))
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn environment(launch: &Launch, variable: Option<&str>) -> Vec<Value> {
    let fits = |id: i64| variable.is_none_or(|wanted| variable_name(id) == Some(wanted));
    launch
        .environment
        .iter()
        .filter(|value| fits(value.variable))
        .map(|value| value.name.as_str().into())
        .collect()
}

pub(super) struct ResultRow<'a> {
    launch: &'a Launch,
    world: &'a World,
    key: ResultKey,
    case: Case,
    now: i64,
}

impl<'a> ResultRow<'a> {
    pub(super) fn new(world: &'a World, launch: &'a Launch, key: ResultKey, now: i64) -> Self {
        Self { launch, world, key, case: case_of(world, launch, key), now }
    }
}

impl Row for ResultRow<'_> {
    fn values(&self, field: &str, key: Option<&str>) -> Vec<Value> {
        let run = &self.launch.runs[self.key.run];
        match field {
            "id" => vec![self.launch.result_id(self.key).into()],
            "testCase" => vec![self.case.id.into()],
            "status" => self
                .launch
                .verdict(self.key, self.now)
                .map(|verdict| verdict.word().into())
                .into_iter()
                .collect(),
            "launch" => vec![self.launch.id.into()],
            "hidden" => vec![self.launch.is_hidden(self.key, self.now).into()],
            "muted" => vec![self.world.is_result_muted(self.launch, self.key, &self.case).into()],
            "category" => {
                let (verdict, decision) =
                    (self.launch.verdict(self.key, self.now), self.launch.decision(self.key));
                let category = categories::of_result(self.world, &self.case, verdict, decision);
                category.iter().filter_map(|category| Some(category["name"].as_str()?.into())).collect()
            }
            "ev" | "evv" => environment(self.launch, key),
            "createdBy" | "testedBy" => vec![run.created_by.as_str().into()],
            "createdDate" | "lastModifiedDate" => {
                vec![run.starts_slot(self.key.slot).unwrap_or(run.created).into()]
            }
            "fullName" => vec![self.case.full_name.as_str().into()],
            _ => self.case.values(field, key),
        }
    }
}

impl Row for Case {
    fn values(&self, field: &str, key: Option<&str>) -> Vec<Value> {
        match field {
            "id" => vec![self.id.into()],
            "name" => vec![self.name.as_str().into()],
            "tag" => self.tags.iter().map(|(_, name)| (&**name).into()).collect(),
            "role" => {
                let of_role = |id: i64| ROLES.iter().any(|(own, name)| *own == id && Some(*name) == key);
                let members = self.members();
                members.iter().filter(|own| of_role(own.role)).map(|own| own.name.as_str().into()).collect()
            }
            "issue" => {
                let issues = self.issues();
                issues.iter().filter_map(|issue| Some(issue["name"].as_str()?.into())).collect()
            }
            "cf" | "cfv" => {
                let values = self.field_values();
                let wanted = values.iter().filter(|own| key.is_none_or(|key| key == own.field_name()));
                wanted.map(|own| own.name.as_str().into()).collect()
            }
            "layer" => vec![self.layer.1.into()],
            "status" => vec![self.status.1.into()],
            "workflow" => vec!["Default".into()],
            "automation" => vec![self.automated.into()],
            "muted" => vec![self.muted.into()],
            "createdDate" => vec![self.created.into()],
            "lastModifiedDate" => vec![self.modified.into()],
            "member" => self.members().iter().map(|own| own.name.as_str().into()).collect(),
            "createdBy" => vec![self.owner.into()],
            "lastModifiedBy" => vec![self.modified_by().into()],
            _ => Vec::new(),
        }
    }
}

/// One criterion of `search`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Criterion {
    pub(super) id: String,
    #[serde(rename = "type")]
    kind: String,
    pub(super) value: Json,
}

/// The criteria of a request: base64 of a JSON array. Anything else is a 400.
pub(super) fn criteria(call: &Call<'_>) -> Result<Vec<Criterion>, Refusal> {
    let Some(text) = call.query.text("search").filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    let garbage = || Refusal::bad("Invalid search criteria");
    // A plus sign that was not escaped arrives as a blank.
    let text = text.replace(' ', "+");
    let padded = format!("{text}{}", "=".repeat((4 - text.len() % 4) % 4));
    let bytes = STANDARD.decode(&padded).or_else(|_| URL_SAFE.decode(&padded)).map_err(|_| garbage())?;
    let criteria: Vec<Criterion> = serde_json::from_slice(&bytes).map_err(|_| garbage())?;
    if criteria.iter().all(Criterion::is_typed) { Ok(criteria) } else { Err(garbage()) }
}

impl Criterion {
    pub(super) fn text(&self) -> String {
        self.value.as_str().unwrap_or_default().to_lowercase()
    }

    fn is_typed(&self) -> bool {
        match self.kind.as_str() {
            "boolean" => self.value.is_boolean(),
            "long" => self.value.is_i64() || self.value.is_u64(),
            "string" => self.value.is_string(),
            _ => true,
        }
    }
}

/// Whether a launch meets all criteria; an id that launches do not have is a 400.
pub(super) fn launch_meets(launch: &Launch, criteria: &[Criterion], now: i64) -> Result<bool, Refusal> {
    let mut meets = true;
    for criterion in criteria {
        meets &= match criterion.id.as_str() {
            "name" => launch.name.to_lowercase().contains(&criterion.text()),
            "close" | "closed" => criterion.value.as_bool() == Some(launch.closed(now)),
            "createdAfter" => criterion.value.as_i64().is_some_and(|after| launch.created >= after),
            "createdBefore" => criterion.value.as_i64().is_some_and(|before| launch.created <= before),
            "createdBy" => launch.created_by.to_lowercase().contains(&criterion.text()),
            "tag" => launch.tags.iter().any(|(_, tag)| tag.to_lowercase().contains(&criterion.text())),
            other => return Err(Refusal::bad(format!("Invalid search criteria: unknown id '{other}'"))),
        };
    }
    Ok(meets)
}
