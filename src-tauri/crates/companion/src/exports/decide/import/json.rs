use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{Found, Place, Project};
use crate::texts::ImportFault;
use crate::texts::safe::one_line;
use crate::view::ScopeGroup;

const MOST_PROJECTS: usize = 1_000;

/// Characters of a name or of a key that are kept.
const NAME: usize = 255;

/// `{"projects": [{"project_id": 17, "tree_id": 937, "groups": [{"group_id": 2, "group_name": "API"}]}]}`
pub(super) fn read(found: &mut Found, text: &str) {
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => return found.ignore(Place::Line(error.line()), ImportFault::NotJson),
    };
    match root {
        Value::Object(mut root) => {
            match root.remove("projects") {
                Some(Value::Array(projects)) => read_projects(found, &projects),
                Some(_) => found.ignore(at("projects"), ImportFault::NotList),
                None => {}
            }
            unknown(found, &root, &[], "");
        }
        Value::Array(projects) => read_projects(found, &projects),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn read_projects(found: &mut Found, projects: &[Value]) {
    let mut places: HashMap<(i64, Option<i64>), usize> = HashMap::new();
    for (number, project) in projects.iter().enumerate() {
        let place = format!("projects[{number}]");
        let Value::Object(fields) = project else {
            found.ignore(at(&place), ImportFault::NotObject);
            continue;
        };
        let Some(project) = read_project(found, fields, &place) else { continue };
        if let Some(earlier) = places.get(&(project.id, project.tree_id)) {
            found.ignore(at(&place), ImportFault::ProjectTwice);
            let known: HashSet<_> = found.projects[*earlier].groups.iter().map(|group| group.id).collect();
            let added = project.groups.into_iter().filter(|group| !known.contains(&group.id));
            found.projects[*earlier].groups.extend(added);
        } else if found.projects.len() < MOST_PROJECTS {
            places.insert((project.id, project.tree_id), found.projects.len());
            found.projects.push(project);
        } else {
            found.ignore(at(&place), ImportFault::TooManyProjects { max: MOST_PROJECTS });
        }
    }
}

fn read_project(found: &mut Found, fields: &Map<String, Value>, place: &str) -> Option<Project> {
    unknown(found, fields, &["project_id", "tree_id", "groups"], place);
    let Some(id) = fields.get("project_id").and_then(id) else {
        found.ignore(at(&format!("{place}.project_id")), ImportFault::NotId);
        return None;
    };
    let tree_id = fields.get("tree_id").and_then(self::id);
    if fields.contains_key("tree_id") && tree_id.is_none() {
        found.ignore(at(&format!("{place}.tree_id")), ImportFault::NotId);
    }
    let groups = match fields.get("groups") {
        Some(Value::Array(groups)) => read_groups(found, groups, &format!("{place}.groups")),
        Some(_) => {
            found.ignore(at(&format!("{place}.groups")), ImportFault::NotList);
            Vec::new()
        }
        None => Vec::new(),
    };
    if tree_id.is_none() && !groups.is_empty() {
        // Groups are asked for within a tree.
        found.ignore(at(&format!("{place}.groups")), ImportFault::NoTree);
        return None;
    }
    let meant = fields.get("groups").and_then(Value::as_array).is_some_and(|groups| !groups.is_empty());
    if meant && groups.is_empty() {
        // Not the whole project in the place of groups that could not be read.
        return None;
    }
    Some(Project { id, tree_id, groups })
}

fn read_groups(found: &mut Found, groups: &[Value], place: &str) -> Vec<ScopeGroup> {
    let mut seen = HashSet::new();
    let mut read = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let place = format!("{place}[{number}]");
        let Value::Object(fields) = group else {
            found.ignore(at(&place), ImportFault::NotObject);
            continue;
        };
        unknown(found, fields, &["group_id", "group_name"], &place);
        let Some(id) = fields.get("group_id").and_then(id) else {
            found.ignore(at(&format!("{place}.group_id")), ImportFault::NotId);
            continue;
        };
        if !seen.insert(id) {
            found.ignore(at(&place), ImportFault::GroupTwice);
            continue;
        }
        let name = fields.get("group_name").and_then(Value::as_str).map(|name| one_line(name, NAME));
        if fields.contains_key("group_name") && name.is_none() {
            found.ignore(at(&format!("{place}.group_name")), ImportFault::NotText);
        }
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("#{id}"));
        read.push(ScopeGroup { id, path: Vec::new(), names: vec![name] });
    }
    read
}

fn unknown(found: &mut Found, fields: &Map<String, Value>, known: &[&str], place: &str) {
    for key in fields.keys().filter(|key| !known.contains(&key.as_str())) {
        let key = one_line(key, 60);
        let place = if place.is_empty() { key } else { format!("{place}.{key}") };
        found.ignore(at(&place), ImportFault::UnknownKey);
    }
}

fn id(value: &Value) -> Option<i64> {
    value.as_i64().filter(|id| *id > 0)
}

fn at(place: &str) -> Place {
    Place::At(place.to_owned())
}
