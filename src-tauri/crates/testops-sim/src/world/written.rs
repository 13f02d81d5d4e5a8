//! What people wrote into a test case, all of it: it takes the place of what the seed says.

use serde_json::{Value, json};

use super::authored::member;
use super::case::{Case, FIELDS};
use super::case_texts::text;
use super::scenario::Scenario;

/// The value of a custom field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldValue {
    pub(crate) field: i64,
    pub(crate) id: i64,
    pub(crate) name: String,
}

impl FieldValue {
    pub(crate) fn field_name(&self) -> &'static str {
        FIELDS.iter().find(|(id, _)| *id == self.field).map_or("", |(_, name)| *name)
    }
}

/// Somebody with a role in a test case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) id: i64,
    pub(crate) role: i64,
    pub(crate) name: String,
}

/// A relation with another test case.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) target: i64,
}

/// The parameters of a variant with their values.
pub(crate) type Example = Vec<(String, String)>;

#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) description: String,
    pub(crate) precondition: String,
    pub(crate) expected_result: String,
    pub(crate) automated: bool,
    pub(crate) external: bool,
    pub(crate) status: (i64, &'static str, &'static str),
    pub(crate) layer: (i64, &'static str),
    pub(crate) tags: Vec<(i64, String)>,
    pub(crate) links: Vec<Value>,
    pub(crate) members: Vec<Member>,
    pub(crate) fields: Vec<FieldValue>,
    pub(crate) issues: Vec<Value>,
    /// In other test management systems.
    pub(crate) keys: Vec<Value>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) examples: Vec<Example>,
    pub(crate) scenario: Scenario,
    pub(crate) created: i64,
    pub(crate) created_by: &'static str,
    pub(crate) modified: i64,
    pub(crate) modified_by: &'static str,
}

impl Written {
    /// A test case that says what the seed says.
    pub(crate) fn of(case: &Case) -> Self {
        if let Some(written) = &case.written {
            return (**written).clone();
        }
        Self {
            name: case.name.clone(),
            full_name: case.full_name.clone(),
            description: case.description(),
            precondition: case.precondition(),
            expected_result: case.expected_result(),
            automated: case.automated,
            external: false,
            status: case.status,
            layer: case.layer,
            tags: case.tags.iter().map(|(id, name)| (*id, name.to_string())).collect(),
            links: case.links(),
            members: case.members(),
            fields: case.field_values(),
            issues: case.issues(),
            keys: Vec::new(),
            relations: Vec::new(),
            examples: case.examples(),
            scenario: case.scenario(),
            created: case.created,
            created_by: case.owner,
            modified: case.modified,
            modified_by: case.owner,
        }
    }
}

/// Everything about a test case that may have been written.
impl Case {
    pub(crate) fn description(&self) -> String {
        match &self.written {
            Some(written) => written.description.clone(),
            None => text(|out| self.outline.write_description(out)),
        }
    }

    pub(crate) fn precondition(&self) -> String {
        match &self.written {
            Some(written) => written.precondition.clone(),
            None => self.outline.precondition().to_owned(),
        }
    }

    pub(crate) fn expected_result(&self) -> String {
        match &self.written {
            Some(written) => written.expected_result.clone(),
            None => self.outline.expected_result().to_owned(),
        }
    }

    pub(crate) fn modified_by(&self) -> &'static str {
        self.written.as_ref().map_or(self.owner, |written| written.modified_by)
    }

    pub(crate) fn links(&self) -> Vec<Value> {
        if let Some(written) = &self.written {
            return written.links.clone();
        }
        let link =
            || json!({"name": "wiki", "url": text(|out| self.outline.write_link(out)), "type": "wiki"});
        self.outline.has_link().then(link).into_iter().collect()
    }

    pub(crate) fn members(&self) -> Vec<Member> {
        match &self.written {
            Some(written) => written.members.clone(),
            None => [(-1, self.outline.owner()), (-2, self.outline.lead())]
                .into_iter()
                .filter_map(|(role, name)| member(role, name))
                .collect(),
        }
    }

    pub(crate) fn field_values(&self) -> Vec<FieldValue> {
        match &self.written {
            Some(written) => written.fields.clone(),
            None => FIELDS
                .iter()
                .map(|(field, _)| FieldValue {
                    field: *field,
                    id: self.outline.value_id(*field),
                    name: text(|out| self.outline.write_value(*field, out)),
                })
                .collect(),
        }
    }

    pub(crate) fn issues(&self) -> Vec<Value> {
        if let Some(written) = &self.written {
            return written.issues.clone();
        }
        let issue = |(project, number): (&str, u64)| {
            let name = format!("{project}-{number}");
            let url = format!("https://jira.example.test/browse/{name}");
            json!({"id": number, "integrationId": crate::api::TRACKER, "integrationType": "jira", "name": name, "displayName": name, "url": url, "closed": false})
        };
        self.outline.issues().map(issue).collect()
    }

    pub(crate) fn keys(&self) -> Vec<Value> {
        self.written.as_ref().map(|written| written.keys.clone()).unwrap_or_default()
    }

    pub(crate) fn examples(&self) -> Vec<Example> {
        if let Some(written) = &self.written {
            return written.examples.clone();
        }
        let parameters = self.outline.parameters();
        let variant = |n: usize| {
            parameters.iter().map(|(name, values)| ((*name).to_owned(), values[n].to_owned())).collect()
        };
        if parameters.is_empty() { Vec::new() } else { vec![variant(0), variant(1)] }
    }

    pub(crate) fn parameter_names(&self) -> Vec<String> {
        names_in(&self.examples())
    }

    pub(crate) fn scenario(&self) -> Scenario {
        self.written.as_ref().map_or_else(|| Scenario::of(self), |written| written.scenario.clone())
    }
}

/// The parameters of all variants, each once.
pub(crate) fn names_in(examples: &[Example]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in examples.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
