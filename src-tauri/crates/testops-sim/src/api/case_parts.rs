//! The parts of a test case that are lists: tags, members, issues, relations, values of custom fields. Setting one
//! replaces it.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::case_writing::rewrite;
use super::cases::{asked, case_with, field_list, member_list, tag_list};
use super::requests::{self, Issue, Tag};
use super::selection::required;
use super::{Right, TRACKER};
use crate::http::call::{Answer, Call, Outcome, Refusal};
use crate::http::router::{Route, get, patch, post};
use crate::world::authored::{is_field, member};
use crate::world::case::Case;
use crate::world::written::{FieldValue, Member, Relation};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/testcase/{id}/tag", set_tags),
        get("/testcase/{id}/members", members),
        post("/testcase/{id}/members", set_members),
        get("/testcase/{id}/issue", issues),
        post("/testcase/{id}/issue", set_issues),
        get("/testcase/{id}/relation", relations),
        post("/testcase/{id}/relation", set_relations),
        patch("/testcase/{id}/cfv", patch_values).current(),
        post("/testcase/{id}/cfv", set_values).legacy(),
    ]
}

/// A column that takes no null, and that nobody checks before it does.
pub(super) fn not_null() -> Refusal {
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "could not execute statement; SQL [n/a]; constraint [null]",
    )
}

/// Test tags by id or by name; a name that is new makes a tag.
pub(super) fn test_tags(call: &mut Call<'_>, tags: Vec<Tag>) -> Result<Vec<(i64, String)>, Refusal> {
    let mut known: Vec<(i64, String)> = Vec::new();
    for tag in tags {
        let by_id = |id: i64| call.world.test_tags().into_iter().find(|(own, _)| *own == id);
        let tag = match (tag.id.and_then(by_id), tag.name.filter(|name| !name.trim().is_empty())) {
            (Some(tag), _) => tag,
            (None, Some(name)) => {
                (call.world.test_tag(&requests::name("tags[].name", Some(name.clone()))?), name)
            }
            (None, None) => return Err(Refusal::invalid("Validation error: tags: name must not be blank")),
        };
        if !known.contains(&tag) {
            known.push(tag);
        }
    }
    Ok(known)
}

#[derive(Debug, Clone, Deserialize)]
struct RoleRef {
    id: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct MemberRow {
    name: Option<String>,
    role: Option<RoleRef>,
}

/// Members by name, each in a role; only people of the project can be one.
pub(super) fn as_members(rows: Vec<MemberRow>) -> Result<Vec<Member>, Refusal> {
    let one = |row: MemberRow| {
        let name = required("members[].name", row.name)?;
        let role = required("members[].role", row.role.and_then(|role| role.id))?;
        if !super::vocabulary::ROLES.iter().any(|(own, _)| *own == role) {
            return Err(Refusal::missing("Role", role));
        }
        member(role, &name).ok_or_else(|| {
            Refusal::invalid(format!("Validation error: members: '{name}' is not a member of the project"))
        })
    };
    rows.into_iter().map(one).collect()
}

/// Issues as a test case shows them.
pub(super) fn as_issues(issues: Vec<Issue>) -> Vec<Value> {
    let rows = requests::issues(Some(issues));
    let full = |row: &Value| {
        let name = row["name"].as_str().unwrap_or_default();
        let number = name.bytes().fold(0_i64, |all, byte| (all * 31 + i64::from(byte)) % 1_000_000);
        let id = row["id"].as_i64().unwrap_or(number);
        let url = format!("https://jira.example.test/browse/{name}");
        json!({"id": id, "integrationId": row["integrationId"].as_i64().unwrap_or(TRACKER), "integrationType": "jira", "name": name, "displayName": name, "url": url, "closed": false})
    };
    rows.as_array().into_iter().flatten().map(full).collect()
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct FieldRef {
    pub(super) id: Option<i64>,
}

/// A value with its field: a row of the flat list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValueRow {
    pub(super) id: Option<i64>,
    pub(super) name: Option<String>,
    pub(super) custom_field: Option<FieldRef>,
}

/// A field with its values: a row of the grouped list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FieldRow {
    pub(super) custom_field: Option<FieldRef>,
    pub(super) values: Option<Vec<ValueRow>>,
}

impl FieldRow {
    pub(super) fn field(&self) -> Result<i64, Refusal> {
        let id = required("customField.id", self.custom_field.as_ref().and_then(|field| field.id))?;
        if is_field(id) { Ok(id) } else { Err(Refusal::missing("Custom field", id)) }
    }

    pub(super) fn rows(self) -> Vec<ValueRow> {
        let field = self.custom_field;
        let values = self.values.unwrap_or_default().into_iter();
        values.map(|row| ValueRow { custom_field: field.clone(), ..row }).collect()
    }
}

/// Values of custom fields; a name that is new makes one. The name is needed even where the id says it all.
pub(super) fn as_values(
    call: &mut Call<'_>,
    project: i64,
    rows: Vec<ValueRow>,
) -> Result<Vec<FieldValue>, Refusal> {
    let stock = call.world.projects.get(&project).map(|project| project.stock.clone());
    let stock = stock.ok_or_else(|| Refusal::missing("Project", project))?;
    let mut values: Vec<FieldValue> = Vec::new();
    for row in rows {
        let name = row.name.filter(|name| !name.is_empty()).ok_or_else(not_null)?;
        let field = required("customField", row.custom_field.and_then(|field| field.id))?;
        if !is_field(field) {
            return Err(Refusal::missing("Custom field", field));
        }
        let known = call.world.values_of(&stock, field).into_iter().find(|own| Some(own.id) == row.id);
        let value = known.unwrap_or_else(|| call.world.value(&stock, field, &name));
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

fn set_tags(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: Vec<Tag> = call.body()?;
    let tags = test_tags(call, body)?;
    Answer::ok(tag_list(&rewrite(call, &case, |written| written.tags = tags)))
}

fn members(call: &mut Call<'_>) -> Outcome {
    Answer::ok(member_list(&asked(call, Right::Read)?))
}

fn set_members(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let members = as_members(call.body()?)?;
    Answer::ok(member_list(&rewrite(call, &case, |written| written.members = members)))
}

fn issues(call: &mut Call<'_>) -> Outcome {
    Answer::ok(asked(call, Right::Read)?.issues().into())
}

fn set_issues(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let issues = as_issues(call.body()?);
    Answer::ok(rewrite(call, &case, |written| written.issues = issues).issues().into())
}

/// Each kind of relation and how the other test case sees it.
const RELATIONS: [(&str, &str); 7] = [
    ("related to", "related to"),
    ("clones", "is cloned by"),
    ("is cloned by", "clones"),
    ("duplicates", "is duplicated by"),
    ("is duplicated by", "duplicates"),
    ("automates", "is automated by"),
    ("is automated by", "automates"),
];

fn relation_list(call: &Call<'_>, case: &Case) -> Value {
    let own = case.written.as_ref().map(|written| written.relations.clone()).unwrap_or_default();
    let row = |relation: Relation| {
        let target = case_with(call, relation.target, Right::Read).ok()?;
        Some(
            json!({"id": relation.id, "type": relation.kind, "target": {"id": target.id, "name": target.name}}),
        )
    };
    own.into_iter().filter_map(row).collect()
}

fn relations(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Read)?;
    Answer::ok(relation_list(call, &case))
}

#[derive(Debug, Deserialize)]
struct RelationRow {
    #[serde(rename = "type")]
    kind: Option<String>,
    target: Option<FieldRef>,
}

/// The other test cases get the reverse, and lose it.
fn set_relations(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: Vec<RelationRow> = call.body()?;
    let mut relations = Vec::new();
    for row in body {
        let kind = required("type", row.kind)?;
        let target = required("target", row.target.and_then(|target| target.id))?;
        if !RELATIONS.iter().any(|(own, _)| *own == kind) {
            let message = format!(
                "JSON parse error: Cannot deserialize value of type `TestCaseRelationTypeDto` from String \"{kind}\""
            );
            return Err(Refusal::bad(message));
        }
        case_with(call, target, Right::Read)?;
        relations.push(Relation { id: call.world.new_id(), kind, target });
    }
    let old = case.written.as_ref().map(|written| written.relations.clone()).unwrap_or_default();
    for target in old.iter().map(|relation| relation.target) {
        if let Ok(other) = case_with(call, target, Right::Read) {
            rewrite(call, &other, |written| written.relations.retain(|own| own.target != case.id));
        }
    }
    for relation in &relations {
        let other = case_with(call, relation.target, Right::Read)?;
        let reverse = RELATIONS.iter().find(|(own, _)| *own == relation.kind).map_or("", |(_, back)| *back);
        let reverse = Relation { kind: reverse.to_owned(), target: case.id, ..relation.clone() };
        rewrite(call, &other, |written| written.relations.push(reverse));
    }
    let case = rewrite(call, &case, |written| written.relations = relations);
    Answer::ok(relation_list(call, &case))
}

/// Fields that are named get these values; the others keep theirs.
fn patch_values(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let body: Vec<FieldRow> = call.body()?;
    let fields = body.iter().map(FieldRow::field).collect::<Result<Vec<_>, Refusal>>()?;
    let rows = body.into_iter().flat_map(FieldRow::rows).collect();
    let values = as_values(call, case.project, rows)?;
    rewrite(call, &case, |written| {
        written.fields.retain(|own| !fields.contains(&own.field));
        written.fields.extend(values);
    });
    Answer::empty(StatusCode::OK)
}

/// Up to 4.x the whole list is replaced.
fn set_values(call: &mut Call<'_>) -> Outcome {
    let case = asked(call, Right::Write)?;
    let values = as_values(call, case.project, call.body()?)?;
    Answer::ok(field_list(&rewrite(call, &case, |written| written.fields = values)))
}
