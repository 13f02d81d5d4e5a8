//! How a row of a file would look as a test case, before it is imported.

use serde_json::{Value, json};

use super::case_parts::as_issues;
use super::case_writing::{layer, status};
use super::import_rows::Row;
use super::imports::Order;
use super::trees::custom_field;
use super::vocabulary::{self, ROLES};
use crate::world::World;
use crate::world::case::FIELDS;

/// Names that are new have no ids yet.
pub(super) fn shown(world: &World, project: i64, order: &Order, row: &Row) -> Value {
    let mut dto = json!({"projectId": project});
    let texts = [
        ("name", &row.name),
        ("fullName", &row.full_name),
        ("description", &row.description),
        ("precondition", &row.precondition),
        ("expectedResult", &row.expected_result),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            dto[field] = json!(text);
        }
    }
    for field in ["description", "precondition", "expectedResult"] {
        if let Some(text) = dto[field].as_str() {
            dto[format!("{field}Html")] = json!(format!("<p>{text}</p>"));
        }
    }
    if let Some(id) = row.id {
        dto["id"] = json!(id);
    }
    if let Some(steps) = &row.steps {
        let steps: Value = steps.iter().map(|(_, body)| json!({"type": "body", "body": body})).collect();
        dto["scenario"] = json!({"steps": steps});
    }
    let known = world.test_tags();
    let tag = |name: &String| match known.iter().find(|(_, own)| own == name) {
        Some((id, _)) => json!({"id": id, "name": name}),
        None => json!({"name": name}),
    };
    dto["tags"] = row.tags.iter().flatten().map(tag).collect();
    let members = row.members.iter().flat_map(|(_, members)| members);
    dto["members"] = members
        .map(|own| {
            let role = ROLES.iter().find(|(id, _)| *id == own.role).map_or("", |(_, name)| *name);
            json!({"id": own.id, "name": own.name, "role": {"id": own.role, "name": role}})
        })
        .collect();
    let name_of = |field: i64| FIELDS.iter().find(|(id, _)| *id == field).map_or("", |(_, name)| *name);
    let values = row.values.iter().flat_map(|(field, names)| names.iter().map(move |name| (*field, name)));
    dto["customFields"] = values
        .map(|(field, name)| json!({"name": name, "global": false, "customField": custom_field(field, name_of(field))}))
        .collect();
    dto["links"] = row.links.iter().flatten().cloned().collect();
    let issues = row.issues.clone().unwrap_or_default();
    dto["issues"] = as_issues(serde_json::from_value(issues.into()).unwrap_or_default()).into();
    dto["testKeys"] = row.keys.iter().flatten().cloned().collect();
    dto["parameters"] = row.parameters.iter().flatten().map(|name| json!({"name": name})).collect();
    if let Some((id, name)) = order.layer_id.and_then(|id| layer(id).ok()) {
        dto["layer"] = json!({"id": id, "name": name});
    }
    if let Ok(Some(own)) = status(order.status_id, order.workflow_id) {
        dto["status"] = vocabulary::status(&own);
        dto["workflow"] = vocabulary::workflow();
    }
    dto
}
